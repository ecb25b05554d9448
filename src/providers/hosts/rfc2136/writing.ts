import { asFailure, Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import { type Change, conflictText, keyText, type RecordSet } from '../../../dns/records.ts';
import { inBatches } from '../../apply/batches.ts';
import type { Confirmation } from '../../provider.ts';
import type { Rfc2136Exchange } from './exchange.ts';
import { UpdateRefused } from './failure.ts';
import { readSets } from './reading.ts';
import { entryBytes, mostEntryBytes, updateEntry } from './update.ts';

/**
 * Carries out the changes with one UPDATE message, guarded by what was read, and confirms them by asking: a
 * server may say NOERROR and do nothing (RFC 2136, section 3.4.2.2). In a zone that is known to be writable, a refusal
 * concerns its records alone.
 */
export async function writeChanges(
  exchange: Rfc2136Exchange,
  zone: Zone,
  changes: readonly Change[],
  signal: AbortSignal,
  isWritable = false,
): Promise<Confirmation[]> {
  const overtaken = new Set<string>();

  function send(batch: readonly Change[]): Promise<boolean> {
    const entries = batch.map(updateEntry);
    return exchange.update(
      entries.flatMap(({ prerequisites }) => prerequisites),
      entries.flatMap(({ updates }) => updates),
    );
  }

  async function carryOut(batch: readonly Change[]): Promise<RecordSet[]> {
    if (!(await send(batch))) {
      const now = new Map((await readSets(exchange, zone, batch)).map((set) => [keyText(set), set]));
      const untouched = batch.filter((change) => isAsRead(change, now.get(keyText(change))));
      for (const change of batch) if (!untouched.includes(change)) overtaken.add(keyText(change));
      if (untouched.length === batch.length) throw disputed(exchange.server);
      if (untouched.length > 0 && !(await send(untouched))) throw disputed(exchange.server);
    }
    try {
      return await readSets(exchange, zone, batch);
    } catch (thrown) {
      const { message, unanswered } = asFailure(thrown);
      throw new Failure('transient', `the update was sent, but could not be confirmed: ${message}`, {
        unconfirmed: true,
        unanswered,
        cause: thrown,
      });
    }
  }

  const size = mostEntryBytes;
  const confirmations = await inBatches(changes, signal, { size, weightOf: entryBytes }, carryOut);
  const answers = changes.flatMap((change) => {
    const answer = confirmations.find((one) => keyText(one) === keyText(change));
    return answer ? [settled(change, answer, overtaken.has(keyText(change)))] : [];
  });
  return isWritable ? answers : refusalsTogether(answers);
}

function settled(change: Change, answer: Confirmation, overtaken: boolean): Confirmation {
  const { name, type } = change;
  if ('failure' in answer) return answer;
  const { held } = answer;
  if (held.conflict !== undefined)
    return { name, type, failure: new Failure('record', conflictText(held.conflict)) };
  if (overtaken && !isDesired(change, held))
    return {
      name,
      type,
      failure: new Failure('transient', 'somebody else changed this record set at the same time', {
        unconfirmed: true,
      }),
      now: held,
    };
  return answer;
}

/** When nothing at all was let through, the fault is not that of single records. */
function refusalsTogether(confirmations: readonly Confirmation[]): Confirmation[] {
  const isRefused = (one: Confirmation) => 'failure' in one && one.failure instanceof UpdateRefused;
  if (!confirmations.every(isRefused)) return [...confirmations];
  return confirmations.map((one) =>
    'failure' in one ? { ...one, failure: new Failure('permanent', one.failure.message) } : one,
  );
}

function disputed(server: string): Failure {
  return new Failure(
    'transient',
    `${server} holds something else than it answers: another writer is at work, or not all queries reach the primary server`,
    { unconfirmed: true },
  );
}

function isAsRead({ current }: Change, now: RecordSet | undefined): boolean {
  return now !== undefined && now.conflict === undefined && valuesOf(now) === valuesOf(current);
}

function isDesired({ desired }: Change, held: RecordSet): boolean {
  if (!desired) return held.records.length === 0;
  const [first, ...more] = held.records;
  return first?.value === desired.value && first.ttl === desired.ttl && more.length === 0;
}

function valuesOf({ records }: RecordSet): string {
  return records
    .map(({ value }) => value)
    .sort()
    .join();
}
