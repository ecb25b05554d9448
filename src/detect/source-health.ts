import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import { reasonOf } from '../sources/reason.ts';
import type { Source } from '../sources/source.ts';
import { createRest } from './rest.ts';

/** The start or the end of a source's trouble, so that each is told once. */
export interface Trouble {
  readonly source: string;
  readonly state: 'began' | 'ended';
  readonly reason: string;
}

export interface SourceHealth {
  readonly name: string;
  readonly operator: string;
  readonly family: Family;
  /** `resting`: it failed or lost a vote and has not given a right answer since, so others are asked first. */
  readonly state: 'ok' | 'resting' | 'untried';
  /** Why it is resting. */
  readonly reason?: string;
  /** Questions it failed, since the start. */
  readonly failures: number;
  /** Votes it lost, since the start. */
  readonly lies: number;
  /** Lost its last five votes or more, with no right answer in between. */
  readonly alwaysWrong: boolean;
  /** When it last gave a usable answer, right or wrong; milliseconds since the epoch. */
  readonly lastAnswerAt?: number;
}

/** What is remembered of one source for one family. */
export interface HealthRecord {
  isResting(): boolean;
  /** It asked to be left alone, so it must not be asked at all. */
  isBarred(): boolean;
  /** Nothing came back when it was asked last. */
  isUnreached(): boolean;
  answered(): void;
  /** It said what was agreed. */
  right(): Trouble[];
  failed(failure: Failure): Trouble[];
  /** Its rest ends, and its trouble where nothing came back. */
  forgive(): void;
  /** It said something else than was agreed; `late`: the address before, which needs no growing rest. */
  wrong(reason: string, late: boolean): Trouble[];
  health(): SourceHealth;
}

const alwaysWrongAfter = 5;

export function createHealthRecord(source: Source, family: Family, clock: Clock): HealthRecord {
  const { name, operator } = source;
  const rest = createRest(clock);
  let trouble: string | undefined;
  let unreached = false;
  let failures = 0;
  let lies = 0;
  let liesInARow = 0;
  let lastAnswerAt: number | undefined;

  const begin = (reason: string): Trouble[] => {
    const first = trouble === undefined;
    trouble = reason;
    return first ? [{ source: name, state: 'began', reason }] : [];
  };

  return {
    isResting: rest.isOn,
    isBarred: rest.isAskedFor,
    isUnreached: () => unreached,
    forgive() {
      rest.forgive();
      // It was not heard because nobody was.
      if (unreached) trouble = undefined;
      unreached = false;
    },
    answered() {
      unreached = false;
      lastAnswerAt = clock.now();
    },
    right() {
      const ended = trouble !== undefined;
      trouble = undefined;
      rest.forgive();
      liesInARow = 0;
      return ended ? [{ source: name, state: 'ended', reason: 'it gives the agreed address again' }] : [];
    },
    failed(failure) {
      failures += 1;
      unreached = failure.unreached;
      rest.begin(failure.retryAfter);
      return begin(reasonOf(source, failure));
    },
    wrong(reason, late) {
      if (late) rest.beginShort();
      else {
        lies += 1;
        liesInARow += 1;
        rest.begin();
      }
      return begin(reason);
    },
    health: () => ({
      name,
      operator,
      family,
      state: trouble !== undefined ? 'resting' : lastAnswerAt === undefined ? 'untried' : 'ok',
      ...(trouble !== undefined && { reason: trouble }),
      failures,
      lies,
      alwaysWrong: liesInARow >= alwaysWrongAfter,
      ...(lastAnswerAt !== undefined && { lastAnswerAt }),
    }),
  };
}
