import type { Registry } from 'prom-client';
import type { Outcome } from '../../core/outcome.ts';
import type { Family } from '../../ip/address.ts';
import type { Event } from '../../report/event.ts';
import type { Kept, State } from '../../report/state.ts';
import type { Found } from '../../watchers/reach/reach.ts';
import type { World } from '../../watchers/world.ts';

/** One request that is over. */
export interface RequestNews {
  /** Whom it was for. */
  readonly to: 'source' | 'host' | 'message';
  /** Absent: no answer came. */
  readonly status?: number | undefined;
  readonly ms: number;
}

/** One source that was asked. */
export interface AnswerNews {
  readonly source: string;
  readonly family: Family;
  readonly isUsable: boolean;
}

/** What is seen of the home from outside. */
export interface SeenWorld extends Pick<World, 'counts' | 'forgottenBy'> {
  /** Whether it answers, where it is tried. */
  found(): readonly Found[];
}

/** What a metric can be made of. Labels take what the settings name, and words of ours: nothing foreign, so their number is bounded. */
export interface Hub {
  readonly registers: readonly [Registry];
  readonly version: string;
  readonly kept: readonly Kept[];
  onOutcome(tell: (outcome: Outcome) => void): void;
  onEvent(tell: (event: Event) => void): void;
  onRequest(tell: (request: RequestNews) => void): void;
  onAnswer(tell: (answer: AnswerNews) => void): void;
  state(): State;
  /** What is seen of the records from outside; absent where nobody looks. */
  readonly world: SeenWorld | undefined;
  /** Wall clock seconds of a moment on the monotonic clock in milliseconds. */
  wallOf(monotonic: number): number;
}
