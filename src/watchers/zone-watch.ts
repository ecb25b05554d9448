import type { Clock } from '../base/clock.ts';
import { concurrently } from '../base/concurrently.ts';
import type { StepOutcome } from '../core/outcome.ts';
import { createRunner } from '../core/runner.ts';
import type { Target } from '../core/target.ts';
import type { ZoneServers } from '../dns/authoritative.ts';
import { fqdn } from '../dns/name.ts';
import type { RecordKey } from '../dns/records.ts';
import { createRecordWatch, type RecordWatch, type Seen } from './record-watch.ts';
import type { HeldRecord } from './sight.ts';
import { heldIn } from './spreads.ts';

export interface ZoneWatchOptions {
  /** Those whose hosts tell themselves what they hold. */
  readonly targets: readonly Target[];
  readonly servers: ZoneServers;
  readonly clock: Clock;
  /** Milliseconds after which the hosts are asked anyway. */
  readonly recheck: number;
  /** The records of this target deserve a reading at their host. It is all that ever follows from an answer. */
  readAgain(target: Target): void;
  /** Told of each record when it looks otherwise than before. */
  onSight?(target: Target, held: HeldRecord, seen: Seen): void;
}

/** Asks the servers of each zone for the kept names, so that a record edited by hand is noticed. */
export interface ZoneWatch {
  start(): void;
  /** Takes what a step of a target came to, which is what is compared with. */
  stepped(target: Target, step: StepOutcome): void;
  /** Resolves when nobody is being asked. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds between two questions about a name. */
export const watchEvery = 5 * 60_000;
const atOnce = 8;

export function createZoneWatch(options: ZoneWatchOptions): ZoneWatch {
  const { targets, servers, clock, recheck, readAgain, onSight } = options;
  const watched = targets.map((target) => ({
    target,
    records: target.keys.map((key) => createRecordWatch(key, { clock, recheck, every: watchEvery })),
  }));
  const stopped = new AbortController();

  /** Whether the record has to be read. */
  async function look(target: Target, record: RecordWatch): Promise<boolean> {
    const held = record.due();
    if (!held || stopped.signal.aborted) return false;
    const finding = await servers.find(fqdn(held.name, target.zone), held.type, stopped.signal);
    if (stopped.signal.aborted) return false;
    const seen = record.take(held, finding);
    if (seen.isNew || seen.isReason) onSight?.(target, held, seen);
    return seen.isReason;
  }

  const runner = createRunner({
    clock,
    async turn() {
      const next = clock.monotonic() + watchEvery;
      const all = watched.flatMap(({ target, records }) => records.map((record) => ({ target, record })));
      const doubted = await concurrently(all, atOnce, async ({ target, record }) =>
        (await look(target, record)) ? [target] : [],
      );
      // One reading for all names of a target.
      for (const target of new Set(doubted.flat())) readAgain(target);
      return next;
    },
  });
  let cancelStart = () => {};

  return {
    start() {
      cancelStart = clock.after(watchEvery, runner.trigger);
    },
    stepped(target, step) {
      const { records } = watched.find((one) => one.target === target) ?? { records: [] };
      for (const record of records) record.stepped(heldIn(step, record.key), replacedIn(step, record.key));
    },
    idle: runner.idle,
    stop() {
      cancelStart();
      stopped.abort();
      return runner.stop();
    },
  };
}

const isOf =
  ({ name, type }: RecordKey) =>
  (one: RecordKey) =>
    one.name === name && one.type === type;

function replacedIn({ changes }: StepOutcome, key: RecordKey): readonly string[] | undefined {
  return changes.find((change) => isOf(key)(change) && change.result === 'confirmed')?.from;
}
