import { type Clock, sleep } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Family } from '../../src/ip/address.ts';
import type { Source, Transport } from '../../src/sources/source.ts';

/** What a scripted source does: an address to say, a failure to throw, or silence until it is stopped. */
export type Line = string | Failure | 'hangs';

export interface ScriptedSource extends Source {
  /** What it does from now on. */
  line: Line;
  /** Milliseconds of the clock until it does. */
  delay: number;
  /** How often it was asked. */
  asked: number;
  /** Whether it can be found past the resolver, so that it can be a witness; only over HTTPS, default true. */
  findable?: boolean;
  /** How often it was stopped before it had answered. */
  stopped: number;
}

export interface Script {
  readonly name: string;
  readonly operator?: string;
  readonly transport?: Transport;
  readonly mayBePrivate?: true;
  readonly line: Line;
  readonly findable?: boolean;
  readonly delay?: number;
  /** Needed with a delay. */
  readonly clock?: Clock;
}

/** A source that follows a script, for tests of those who ask sources. */
export function scriptedSource({ name, clock, ...script }: Script): ScriptedSource {
  const source: ScriptedSource = {
    operator: name,
    transport: 'https',
    delay: 0,
    ...script,
    name,
    asked: 0,
    stopped: 0,
    async ask(_family, signal) {
      this.asked += 1;
      const { line, delay } = this;
      if (line === 'hangs' && !signal.aborted)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      else if (clock) await sleep(clock, delay, signal);
      if (signal.aborted) {
        this.stopped += 1;
        throw new Failure('transient', 'the request was stopped');
      }
      if (line instanceof Failure) throw line;
      return line;
    },
  };
  if (source.transport !== 'https') return source;
  return Object.assign(source, {
    async witness(family: Family, signal: AbortSignal) {
      return { address: await source.ask(family, signal), independent: source.findable !== false };
    },
  });
}

export function broken(reason = 'is broken'): Failure {
  return new Failure('transient', reason);
}
