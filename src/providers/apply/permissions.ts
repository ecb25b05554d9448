import { Failure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import type { Change, RecordSet } from '../../dns/records.ts';
import type { Confirmation } from '../provider.ts';
import { Refusal } from '../refusal.ts';

type Write = (batch: readonly Change[]) => Promise<readonly RecordSet[]>;

/** Sends changes with a `write` that takes a missing permission for a matter of single records. */
export type PermissionsByName = (
  zone: Zone,
  changes: readonly Change[],
  write: Write,
  send: (write: Write) => Promise<Confirmation[]>,
) => Promise<Confirmation[]>;

/**
 * For a host whose credentials may be allowed some names only, and which then refuses a whole batch without saying
 * for which name: it goes out in halves. Where something could ever be written in the zone, a missing permission
 * concerns its records alone; else it concerns the zone, and is looked for in few requests.
 */
export function permissionsByName(): PermissionsByName {
  const writable = new Set<string>();

  return async (zone, changes, write, send) => {
    const most = 2 * Math.ceil(Math.log2(changes.length)) + 2;
    const refusals = new Map<string, Refusal>();
    let inARow = 0;

    const answers = await send(async (batch) => {
      try {
        const held = await write(batch);
        writable.add(zone.name);
        inARow = 0;
        return held;
      } catch (thrown) {
        if (!isForbidden(thrown)) throw thrown;
        refusals.set(thrown.message, thrown);
        inARow += 1;
        // As it is, it leaves the rest unsent.
        throw inARow < most ? ofRecord(thrown) : thrown;
      }
    });
    return answers.map((answer) => {
      const refusal = 'failure' in answer ? refusals.get(answer.failure.message) : undefined;
      if (!refusal) return answer;
      const { name, type } = answer;
      return { name, type, failure: writable.has(zone.name) ? ofRecord(refusal) : refusal };
    });
  };
}

function isForbidden(thrown: unknown): thrown is Refusal {
  return thrown instanceof Refusal && thrown.status === 403 && thrown.kind === 'permanent';
}

function ofRecord(refusal: Refusal): Failure {
  return new Failure('record', refusal.reason, { said: refusal.said, cause: refusal });
}
