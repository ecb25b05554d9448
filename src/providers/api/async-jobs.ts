import { type Clock, sleep } from '../../base/clock.ts';
import { asFailure, Failure } from '../../base/failure.ts';
import { keyText, type RecordKey } from '../../dns/records.ts';
import { asUnconfirmed } from '../apply/one-by-one.ts';
import type { Confirmation } from '../provider.ts';

/** What has become of work that the service carries out after its answer. */
export type Progress = 'running' | 'done' | Failure;

export interface PendingOptions {
  /** The vendor, for messages. */
  readonly title: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asks once about all of these; one that is left out is taken for running. */
  ask(ids: readonly string[]): Promise<ReadonlyMap<string, Progress>>;
}

/** Work that a service has accepted but not yet carried out, each piece under its id. */
export interface Pending {
  readonly running: boolean;
  add(key: RecordKey, id: string): void;
  /** Asks until nothing runs any more, less and less often, and gives up after two minutes. */
  settle(): Promise<void>;
  /** The same confirmations, but for those whose work has failed since. */
  applied(confirmations: readonly Confirmation[]): Confirmation[];
}

const firstWait = 500;
const longestWait = 5_000;
const growth = 1.5;
const patience = 120_000;

export function pendingWork({ title, clock, signal, ask }: PendingOptions): Pending {
  const running = new Map<string, RecordKey>();
  const failures = new Map<string, Failure>();

  // It was accepted, so it may still be carried out.
  function fail(id: string, key: RecordKey, failure: Failure): void {
    running.delete(id);
    failures.set(keyText(key), asUnconfirmed(failure, true));
  }

  function failAll(failure: Failure): void {
    for (const [id, key] of running) fail(id, key, failure);
  }

  async function look(): Promise<void> {
    const progress = await ask([...running.keys()]);
    for (const [id, key] of running) {
      const now = progress.get(id) ?? 'running';
      if (now === 'done') running.delete(id);
      else if (now !== 'running') fail(id, key, now);
    }
  }

  return {
    get running() {
      return running.size > 0;
    },
    add: (key, id) => running.set(id, key),
    async settle() {
      const start = clock.monotonic();
      for (let wait = firstWait; running.size > 0; wait = Math.min(wait * growth, longestWait)) {
        if (clock.monotonic() - start > patience)
          failAll(new Failure('transient', `${title} has not carried out the change after two minutes`));
        await sleep(clock, wait, signal);
        if (signal.aborted)
          failAll(new Failure('transient', `stopped before ${title} had carried out the change`));
        if (running.size === 0) return;
        await look().catch((thrown: unknown) => failAll(asFailure(thrown)));
      }
    },
    applied: (confirmations) =>
      confirmations.map((one) => {
        const failure = failures.get(keyText(one));
        return failure ? { name: one.name, type: one.type, failure } : one;
      }),
  };
}
