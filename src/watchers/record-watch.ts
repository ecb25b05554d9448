import type { Clock } from '../base/clock.ts';
import type { Finding } from '../dns/authoritative.ts';
import type { RecordKey } from '../dns/records.ts';
import { type HeldRecord, type Sight, sightOf, textOf } from './sight.ts';

export interface RecordWatchOptions {
  readonly clock: Clock;
  /** Milliseconds from one question to the next. */
  readonly every: number;
  /** Milliseconds after which the host is asked anyway. */
  readonly recheck: number;
}

/** What is remembered of one record, so that no answer costs more than one reading. */
export interface RecordWatch {
  readonly key: RecordKey;
  /** What its host holds, when it is time to compare it; undefined when it is not, or not known. */
  due(): HeldRecord | undefined;
  /** Takes the answer to the question about what was held. */
  take(held: HeldRecord, finding: Finding): Seen;
  /** A step is over: what the host holds now, and what the step has replaced. */
  stepped(held: HeldRecord | undefined, replaced: readonly string[] | undefined): void;
}

export interface Seen {
  readonly sight: Sight;
  /** It looks otherwise than before. */
  readonly isNew: boolean;
  /** The record is to be read at its host. */
  readonly isReason: boolean;
}

/** Milliseconds that the servers of a zone have to follow a change. */
const following = 10 * 60_000;
/** So often in a row without an answer that tells something, and it is asked about once in `restingEvery`. */
const patience = 3;
const restingEvery = 3_600_000;

export function createRecordWatch(key: RecordKey, options: RecordWatchOptions): RecordWatch {
  const { clock, every, recheck } = options;
  let current: HeldRecord | undefined;
  /** The same, also while it is not known. */
  let last: HeldRecord | undefined;
  let asHeld = false;
  let replaced: { readonly values: readonly string[]; readonly at: number } | undefined;
  let unseenInARow = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let before: string | undefined;
  /** Answers that were a reason to read, and when they were last heard. */
  const answers = new Map<string, number>();
  /** Readings in a row that found the record as it was known, so the next is made later. */
  let inVain = 0;
  let readAt = Number.NEGATIVE_INFINITY;

  function startAnew(): void {
    asHeld = false;
    unseenInARow = 0;
    inVain = 0;
    readAt = Number.NEGATIVE_INFINITY;
    before = undefined;
    answers.clear();
  }

  /** Whether this difference is one to read for: not read for before, and not too soon after others that were nothing. */
  function isReason(shown: readonly string[]): boolean {
    const now = clock.monotonic();
    for (const [answer, at] of answers) if (now - at > recheck) answers.delete(answer);
    const answer = textOf(shown);
    const isKnown = answers.has(answer);
    // Half a turn less, since turns do not come to the millisecond.
    const wait = Math.min(every * 2 ** inVain, recheck) - every / 2;
    if (!isKnown && now - readAt < wait) return false;
    answers.set(answer, now);
    if (isKnown) return false;
    inVain += 1;
    readAt = now;
    return true;
  }

  return {
    key,
    due() {
      const now = clock.monotonic();
      if (unseenInARow >= patience && now - askedAt < restingEvery) return undefined;
      if (current) askedAt = now;
      return current;
    },
    take(held, finding) {
      const isFollowing = replaced && clock.monotonic() - replaced.at < following;
      const sight = sightOf(held, finding, { asHeld, replaced: isFollowing ? replaced?.values : undefined });
      // A step has found or made it something else meanwhile, so the answer is to another question.
      if (!isSame(held, current)) return { sight, isNew: false, isReason: false };
      unseenInARow = sight.kind === 'not-visible' && !isFollowing ? unseenInARow + 1 : 0;
      if (sight.kind === 'same') {
        asHeld = true;
        replaced = undefined;
      }
      const text = JSON.stringify(sight);
      const isNew = text !== before;
      before = text;
      return { sight, isNew, isReason: sight.kind === 'differs' && isReason(sight.shown) };
    },
    stepped(held, replacedNow) {
      if (replacedNow) replaced = { values: replacedNow, at: clock.monotonic() };
      if (replacedNow || (held && !isSame(held, last))) startAnew();
      current = held;
      last = held ?? last;
    },
  };
}

function isSame(one: HeldRecord, other: HeldRecord | undefined): boolean {
  return one.value === other?.value && one.ttl === other.ttl;
}
