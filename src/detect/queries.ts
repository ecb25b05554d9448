import type { Clock } from '../base/clock.ts';
import { asFailure, type Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';

/** What happens while sources are asked; `quiet`: nothing came for a while; `expired`: no time is left. */
export type QueryEvent =
  | {
      readonly kind: 'answered';
      readonly source: Source;
      readonly address: string;
      readonly independent?: boolean;
    }
  | { readonly kind: 'failed'; readonly source: Source; readonly failure: Failure }
  | { readonly kind: 'quiet' | 'expired' | 'stopped' };

/** The questions of one look: several sources are asked at a time, their answers taken one by one. */
export interface Queries {
  /** `asWitness`: past the resolver, where the source can be asked so. */
  ask(source: Source, asWitness?: boolean): void;
  /** Asked, and what became of it not yet taken with `next`. */
  open(): readonly Source[];
  hasAsked(source: Source): boolean;
  /** The next thing that happens; `quiet` after that many milliseconds without any. */
  next(quietAfter?: number): Promise<QueryEvent>;
  /** Stops the requests still open. */
  close(): void;
}

export interface QueriesOptions {
  readonly family: Family;
  /** Milliseconds for all of it. */
  readonly budget: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The answer in canonical form. Throws a Failure when it cannot be used. */
  validate(source: Source, answer: string): string;
}

/** The caller must close them. */
export function openQueries({ family, budget, clock, signal, validate }: QueriesOptions): Queries {
  const asked = new Set<Source>();
  const open = new Set<Source>();
  const events: QueryEvent[] = [];
  const requests = new AbortController();
  let end: QueryEvent | undefined;
  let wake = () => {};

  const finish = (kind: 'expired' | 'stopped') => {
    end ??= { kind };
    wake();
  };
  const stop = () => finish('stopped');
  const cancelDeadline = clock.after(budget, () => finish('expired'));
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();

  async function query(source: Source, asWitness: boolean): Promise<QueryEvent> {
    try {
      if (!asWitness || !source.witness) {
        const address = validate(source, await source.ask(family, requests.signal));
        return { kind: 'answered', source, address };
      }
      const { address: said, independent } = await source.witness(family, requests.signal);
      return { kind: 'answered', source, address: validate(source, said), independent };
    } catch (thrown) {
      return { kind: 'failed', source, failure: asFailure(thrown) };
    }
  }

  return {
    ask(source, asWitness = false) {
      asked.add(source);
      open.add(source);
      void query(source, asWitness).then((event) => {
        events.push(event);
        wake();
      });
    },
    open: () => [...open],
    hasAsked: (source) => asked.has(source),
    async next(quietAfter) {
      if (!end && events.length === 0) {
        await new Promise<void>((resolve) => {
          const cancel = quietAfter === undefined ? () => {} : clock.after(quietAfter, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
      const event = end ?? events.shift() ?? { kind: 'quiet' as const };
      if ('source' in event) open.delete(event.source);
      return event;
    },
    close() {
      cancelDeadline();
      signal.removeEventListener('abort', stop);
      requests.abort();
    },
  };
}
