import type { Clock } from '../base/clock.ts';
import type { Observer, Outcome } from '../core/outcome.ts';
import type { Event } from './event.ts';
import { emptyMemory, eventsOf } from './events.ts';
import { type Kept, nothingKnown, type State, stateAfter } from './state.ts';

/** Somebody who passes on what happened: to a log, a page, a phone. */
export interface Reporter {
  /** Called once for each event, in their order, with the state after it. Must not throw, and nobody waits for it. */
  tell(event: Event, state: State): void;
  /** Called with each outcome as well, before its events. */
  observe?(outcome: Outcome, state: State): void;
}

export interface Reports {
  /** Takes one outcome of the engine and tells the reporters what is new of it. */
  readonly observe: Observer;
  /** Takes what was found beside the engine, as by a watcher. */
  tell(event: Event): void;
  state(): State;
}

/** Keeps what is known, and tells each reporter of what changes in it. */
export function createReports(kept: readonly Kept[], reporters: readonly Reporter[], clock: Clock): Reports {
  let state = nothingKnown;
  let memory = emptyMemory;
  return {
    observe(outcome) {
      const now = { wall: clock.now(), monotonic: clock.monotonic() };
      const previous = state;
      state = stateAfter(previous, outcome, kept, now);
      const told = eventsOf(memory, outcome, { previous, state, kept, now: now.monotonic });
      memory = told.memory;
      for (const reporter of reporters) reporter.observe?.(outcome, state);
      for (const event of told.events) for (const reporter of reporters) reporter.tell(event, state);
    },
    tell(event) {
      for (const reporter of reporters) reporter.tell(event, state);
    },
    state: () => state,
  };
}
