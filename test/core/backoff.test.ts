import { beforeEach, describe, expect, test } from 'vitest';
import { Failure, type FailureKind } from '../../src/base/failure.ts';
import type { Wait } from '../../src/core/account.ts';
import { createBackoff } from '../../src/core/backoff.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minute = 60_000;
const failure = (kind: FailureKind, retryAfter?: number) =>
  new Failure(kind, 'the host says no', { retryAfter });

let clock: VirtualClock;
let shared: Wait | undefined;
beforeEach(() => {
  clock = new VirtualClock();
  shared = undefined;
});
const backoff = () =>
  createBackoff(
    {
      current: () => shared,
      begin(wait) {
        shared = wait;
      },
    },
    clock,
    () => 1,
  );

describe('a host that fails', () => {
  test('is left alone for longer with every failure of the same kind, and as at first after another kind', () => {
    const one = backoff();
    const waits: number[] = [];
    for (const kind of ['permanent', 'permanent', 'permanent', 'transient', 'permanent'] as const) {
      one.failed(failure(kind));
      waits.push(one.wakeAt() / minute);
    }

    expect(waits).toEqual([1, 2, 4, 1 / 60, 1]);
    expect(one.mustWait()).toBe(true);
  });

  test('is called again as soon as the wait is over', async () => {
    const one = backoff();
    one.failed(failure('permanent'));

    await clock.advance(minute - 1);
    const before = one.mustWait();
    await clock.advance(1);

    expect([before, one.mustWait()]).toEqual([true, false]);
  });

  test('and has worked before is tried soon after a refusal, thrice', () => {
    const one = backoff();
    one.succeeded();
    const waits = Array.from({ length: 4 }, () => {
      one.failed(failure('permanent'));
      return one.wakeAt() / 1_000;
    });

    expect(waits).toEqual([5, 10, 20, 60]);
  });

  test('is called for nothing at no time, until there is something to call it for', () => {
    const one = backoff();
    one.failed(failure('transient'));
    const before = one.wakeAt();

    one.nothingToDo();
    const idle = one.wakeAt();
    one.mustWait();

    expect([before, idle, one.wakeAt()]).toEqual([1_000, Number.POSITIVE_INFINITY, 1_000]);
  });

  test('is not woken for while nothing failed', () => {
    expect(backoff().wakeAt()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a rate limit', () => {
  test('is told to the others that share it, and no other failure is', () => {
    backoff().failed(failure('transient'));
    const before = shared;

    backoff().failed(failure('limited', 5 * minute));

    expect(before).toBeUndefined();
    expect(shared?.until).toBe(5 * minute);
  });

  test('that the others met holds here too, where it ends later than what is waited for already', () => {
    const one = backoff();
    const limited = failure('limited');
    shared = { failure: limited, until: minute, attempts: 1 };
    const first = one.mustWait();
    one.failed(failure('permanent'));
    one.failed(failure('permanent'));

    one.mustWait();

    expect(first).toBe(true);
    expect(one.current()).toMatchObject({ until: 2 * minute, failure: { kind: 'permanent' } });
  });

  test('that is over for the others is none here', async () => {
    const one = backoff();
    shared = { failure: failure('limited'), until: minute, attempts: 1 };
    await clock.advance(minute);

    expect([one.mustWait(), one.current()]).toEqual([false, undefined]);
  });
});

describe.each<[string, keyof ReturnType<typeof backoff>, Partial<Record<FailureKind, 'over' | 'forgotten'>>]>(
  [
    [
      'other credentials end',
      'credentialsChanged',
      { permanent: 'forgotten', transient: 'forgotten', halt: 'forgotten' },
    ],
    ['a network that is back ends', 'networkIsBack', { transient: 'over' }],
    ['somebody who asks ends', 'lookAgain', { permanent: 'over', transient: 'over' }],
  ],
)('%s', (_, event, ends) => {
  test.each(['permanent', 'transient', 'limited', 'halt'] as const)(
    'the wait after a %s failure or not',
    (kind) => {
      const one = backoff();
      one.failed(failure(kind));
      const { until } = one.current() ?? {};

      one[event](failure(kind));

      const expected = { over: 0, forgotten: undefined, on: until }[ends[kind] ?? 'on'];
      expect(one.current()?.until).toBe(expected);
    },
  );

  test('nothing where nothing failed', () => {
    const one = backoff();

    one[event](failure('transient'));

    expect([one.mustWait(), one.current()]).toEqual([false, undefined]);
  });
});

test('a wait that was ended goes on growing where the host fails all the same', () => {
  const one = backoff();
  one.failed(failure('permanent'));
  one.lookAgain();

  one.failed(failure('permanent'));

  expect(one.wakeAt()).toBe(2 * minute);
});

test('other credentials are given no quick tries for what the ones before achieved', () => {
  const one = backoff();
  one.succeeded();
  one.credentialsChanged();

  one.failed(failure('permanent'));

  expect(one.wakeAt()).toBe(minute);
});
