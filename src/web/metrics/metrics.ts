import Registry from 'prom-client/lib/registry.js';
import type { Clock } from '../../base/clock.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Event } from '../../report/event.ts';
import type { Reporter } from '../../report/reporter.ts';
import { type Kept, nothingKnown, type State } from '../../report/state.ts';
import type { AnswerNews, Hub, RequestNews } from './hub.ts';
import { rows } from './rows.ts';

export interface MetricsOptions {
  readonly kept: readonly Kept[];
  readonly clock: Clock;
  readonly version: string;
  readonly world?: Hub['world'];
}

export interface Metrics extends Required<Reporter> {
  request(request: RequestNews): void;
  answer(answer: AnswerNews): void;
  /** All of them, in the text format of Prometheus. */
  text(): Promise<string>;
}

/** Counts what happens, for Prometheus; loaded with `METRICS=true` alone. */
export function createMetrics({ kept, clock, version, world }: MetricsOptions): Metrics {
  const registry = new Registry();
  const outcomes = listeners<Outcome>();
  const events = listeners<Event>();
  const requests = listeners<RequestNews>();
  const answers = listeners<AnswerNews>();
  let latest: State = nothingKnown;
  for (const row of rows)
    row({
      ...{ registers: [registry], version, kept, world },
      ...{ onOutcome: outcomes.add, onEvent: events.add, onRequest: requests.add, onAnswer: answers.add },
      state: () => latest,
      wallOf: (monotonic) => (clock.now() + monotonic - clock.monotonic()) / 1000,
    });

  return {
    observe(outcome, state) {
      latest = state;
      outcomes.tell(outcome);
    },
    tell: events.tell,
    request: requests.tell,
    answer: answers.tell,
    text: () => registry.metrics(),
  };
}

function listeners<T>() {
  const all: ((news: T) => void)[] = [];
  return {
    add: (one: (news: T) => void) => void all.push(one),
    tell(news: T) {
      for (const one of all) one(news);
    },
  };
}
