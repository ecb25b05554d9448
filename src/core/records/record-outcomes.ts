import type { DesiredSet, RecordKey } from '../../dns/records.ts';
import type { Backoff } from '../backoff.ts';
import type { Confirmations } from '../confirmations.ts';
import { plainKey } from '../host-calls.ts';
import type { RecordOutcome } from '../outcome.ts';
import { isInSync } from '../plan.ts';
import type { KnownRecords } from './known-records.ts';
import type { Rounding } from './rounding.ts';

export interface RecordOutcomesOptions {
  readonly known: KnownRecords;
  readonly confirmations: Confirmations;
  readonly backoff: Backoff;
  readonly rounding: Rounding;
  /** Nothing is written, so that what differs stays as it is. */
  readonly dryRun: boolean;
  /** What a record should be, as far as an address was ever agreed. */
  desired(key: RecordKey): DesiredSet | undefined;
}

/** How it stands with each record, by all that is known. */
export function recordOutcomes(options: RecordOutcomesOptions): (key: RecordKey) => RecordOutcome {
  const { known, confirmations, backoff, rounding, dryRun } = options;
  return (key) => {
    const given = options.desired(key);
    const desired = given && rounding.effective(given);
    const held = known.held(key);
    const [first] = (held ?? known.seen(key))?.records ?? [];
    const about = { ...plainKey(key), value: first?.value ?? null, ttl: first?.ttl ?? null };
    const refusal = known.refusal(key);
    if (refusal) return { ...about, state: refusal.unconfirmed ? 'unknown' : 'failed', failure: refusal };
    if (held && desired && isInSync(desired, held)) return { ...about, state: 'in-sync' };
    if (dryRun && held && desired) return { ...about, state: 'would-change', wanted: desired.value };
    const own = confirmations.failure(key);
    if (own?.unconfirmed) return { ...about, state: 'unknown', failure: own };
    const wait = backoff.current();
    if (wait) return { ...about, state: 'failed', failure: own ?? wait.failure };
    return { ...about, state: 'pending' };
  };
}
