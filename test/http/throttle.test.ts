import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { HttpRequest, Places } from '../../src/http/client.ts';
import { throttled } from '../../src/http/throttle.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const answer = { status: 200, headers: {}, text: '' };
const never = new AbortController().signal;

/** A client that notes when each request leaves. */
function noting(clock: VirtualClock) {
  const left: { url: string; at: number }[] = [];
  const http = async ({ url }: HttpRequest) => {
    left.push({ url: String(url), at: clock.monotonic() });
    return answer;
  };
  return { left, http };
}

describe('a throttle', () => {
  test('lets the first requests go at once, and holds back what is more', async () => {
    const clock = new VirtualClock();
    const { left, http } = noting(clock);
    const slow = throttled(http, { requests: 3, per: 1000 }, clock);

    for (let n = 0; n < 7; n++) void slow({ url: `u${n}`, signal: never });
    await clock.advance(10_000);

    expect(left.map(({ at }) => at)).toEqual([0, 0, 0, 1000, 1000, 1000, 2000]);
    expect(left.map(({ url }) => url)).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6']);
  });

  test('owes nothing after a quiet time', async () => {
    const clock = new VirtualClock();
    const { left, http } = noting(clock);
    const slow = throttled(http, { requests: 1, per: 1000 }, clock);

    void slow({ url: 'u', signal: never });
    await clock.advance(5000);
    void slow({ url: 'u', signal: never });
    await clock.advance(0);

    expect(left.map(({ at }) => at)).toEqual([0, 5000]);
  });

  test('stops waiting when the request is stopped, and does not send it', async () => {
    const clock = new VirtualClock();
    const { left, http } = noting(clock);
    const slow = throttled(http, { requests: 1, per: 60_000 }, clock);
    const stop = new AbortController();

    await slow({ url: 'first', signal: never });
    const second = slow({ url: 'second', signal: stop.signal }).catch((failure) => failure);
    stop.abort();

    expect(await second).toMatchObject({ kind: 'transient', unconfirmed: false, unanswered: true });
    expect(left.map(({ url }) => url)).toEqual(['first']);
  });

  test('takes nothing of the rate for what was not sent in the end', async () => {
    const clock = new VirtualClock();
    const { left, http } = noting(clock);
    const unsent = new Failure('transient', 'not now', { unsent: true });
    const slow = throttled(
      (request) => (request.url === 'unsent' ? Promise.reject(unsent) : http(request)),
      { requests: 1, per: 60_000 },
      clock,
    );

    await expect(slow({ url: 'unsent', signal: never })).rejects.toBe(unsent);
    await slow({ url: 'sent', signal: never });

    expect(left).toEqual([{ url: 'sent', at: 0 }]);
  });

  test('keeps the place of what could not leave at its turn, for as long as it asks for that', async () => {
    const clock = new VirtualClock();
    const { left, http } = noting(clock);
    let isLate = true;
    const slow = throttled(
      (request) =>
        request.url === 'late' && isLate
          ? Promise.reject(new Failure('transient', 'not now', { unsent: true }))
          : http(request),
      { requests: 2, per: 10_000 },
      clock,
    );
    const places: Places = new Map();
    const late = { url: 'late', signal: never, places };
    await slow(late).catch(() => {});

    for (const url of ['one', 'two', 'three']) void slow({ url, signal: never });
    await clock.advance(14_000);
    isLate = false;
    await slow({ ...late, isAgain: true });
    await clock.advance(60_000);

    expect(left).toEqual([
      { url: 'one', at: 0 },
      { url: 'two', at: 10_000 },
      { url: 'late', at: 14_000 },
      { url: 'three', at: 20_000 },
    ]);
  });

  test('lets others have the place that is given up', async () => {
    const clock = new VirtualClock();
    const { left, http } = noting(clock);
    const slow = throttled(
      (request) =>
        request.url === 'late'
          ? Promise.reject(new Failure('transient', 'no', { unsent: true }))
          : http(request),
      { requests: 2, per: 10_000 },
      clock,
    );
    const places: Places = new Map();
    await slow({ url: 'late', signal: never, places }).catch(() => {});
    for (const url of ['one', 'two']) void slow({ url, signal: never });
    await clock.advance(2_000);

    for (const giveUp of places.values()) giveUp();
    await clock.advance(0);

    expect(left).toEqual([
      { url: 'one', at: 0 },
      { url: 'two', at: 2_000 },
    ]);
  });

  test('never lets more than the rate leave in any stretch of time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 15 }),
        async (requests, pauses) => {
          const clock = new VirtualClock();
          const { left, http } = noting(clock);
          const slow = throttled(http, { requests, per: 1000 }, clock);

          for (const pause of pauses) {
            void slow({ url: 'u', signal: never });
            await clock.advance(pause);
          }
          await clock.advance(20_000);

          expect(left).toHaveLength(pauses.length);
          for (const { at } of left)
            expect(left.filter((other) => other.at > at - 1000 && other.at <= at).length).toBeLessThanOrEqual(
              requests,
            );
        },
      ),
      { numRuns: 60 },
    );
  });
});
