import { Failure } from '../../src/base/failure.ts';
import { noAnswerWithin, wasStopped } from '../../src/net/errors.ts';
import type { Chance } from './chance.ts';
import type { Border, Mishap } from './faults.ts';
import type { Home } from './home.ts';
import type { Author } from './pretend-zone.ts';
import type { ProcessClock, SimulatedClock } from './simulated-clock.ts';

/** One message and its answer. */
export interface Crossing<A> {
  readonly border: Border;
  /** Whom it is for, for messages and the trace. */
  readonly who: string;
  readonly process: ProcessClock;
  readonly signal: AbortSignal;
  /** Carries it out at the other end. */
  deliver(author: Author): A | Promise<A>;
  /** What comes in place of the true answer, where the mishap gives one. */
  instead(mishap: Mishap): A | undefined;
  half(answer: A): A;
  /** The answer has reached the program; `handledAt` is when the other end gave it. */
  onAnswer?(answer: A, handledAt: number): void;
}

export interface Roads {
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly home: Home;
  /** What meets a message that departs now. */
  meet(border: Border, who: string): Mishap | undefined;
  trace(line: string): void;
  /** Milliseconds until an answer is given up. */
  readonly timeout: number;
}

/** Sends one message over the in-memory network. Fails as the real client does when no whole answer comes. */
export function cross<A>(roads: Roads, crossing: Crossing<A>): Promise<A> {
  const { clock, chance, home, trace, timeout } = roads;
  const { border, who, process, signal } = crossing;
  const mishap = roads.meet(border, who);
  let out = chance.whole(`to ${border}`, 5, 40) + home.slowness;
  let back = chance.whole(`from ${border}`, 5, 40) + home.slowness;
  trace(`${border} to ${who}${mishap ? `, ${mishap}` : ''}`);

  return new Promise<A>((resolve, reject) => {
    let isOver = false;
    const over = (end: () => void) => {
      if (isOver) return;
      isOver = true;
      cancelTimeout();
      signal.removeEventListener('abort', onAbort);
      if (!process.isKilled()) end();
    };
    const fail = (what: string, unconfirmed: boolean) =>
      over(() => {
        trace(`${border} to ${who} failed: ${what}`);
        reject(new Failure('transient', `${who}: ${what}`, { unconfirmed, unanswered: true }));
      });
    const onAbort = () => fail(wasStopped, true);
    const cancelTimeout = clock.after(timeout, () => fail(noAnswerWithin(timeout), true));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) return onAbort();

    const answer = (given: A, handledAt: number) =>
      clock.after(back, () =>
        over(() => {
          crossing.onAnswer?.(given, handledAt);
          resolve(given);
        }),
      );
    const arrive = async (author: Author) => {
      const isGivenUp = isOver || process.isKilled();
      const by = author === 'program' && isGivenUp ? 'ghost' : author;
      if (by === 'ghost') trace(`${border} to ${who} arrives as a ghost`);
      return crossing.deliver(by);
    };
    const arriveUnheard = (author: Author) => void arrive(author).catch(reject);

    switch (mishap) {
      case 'unreachable':
        clock.after(out, () => fail('there is no route to it', false));
        return;
      case 'lost-request':
        return;
      case 'lost-answer': {
        const isReset = chance.happens('reset', 0.5);
        clock.after(out, () => {
          arriveUnheard('program');
          if (isReset) fail('the connection failed (ECONNRESET)', true);
        });
        return;
      }
      case 'slow':
        out += chance.whole('slow there', 1_000, 6_000);
        back += chance.whole('slow back', 1_000, 6_000);
        break;
      case 'late':
        out = timeout + chance.whole('late by', 500, 40_000);
        break;
      case 'overtaken':
        out += chance.whole('overtaken by', 200, 3_000);
        break;
      case 'duplicate':
        clock.after(out + chance.whole('twice after', 20, 20_000), () => arriveUnheard('ghost'));
        break;
    }
    clock.after(out, () => {
      const instead = mishap && crossing.instead(mishap);
      if (instead !== undefined) {
        if (mishap === 'fault-after') arriveUnheard('program');
        answer(instead, clock.monotonic());
        return;
      }
      arrive('program').then(
        (given) => answer(mishap === 'half-answer' ? crossing.half(given) : given, clock.monotonic()),
        reject,
      );
    });
  });
}
