import { describe, expect, test } from 'vitest';
import { Failure, type FailureDetails, type FailureKind } from '../../../src/base/failure.ts';
import type { Change, RecordSet } from '../../../src/dns/records.ts';
import { oneByOne } from '../../../src/providers/apply/one-by-one.ts';

const never = new AbortController().signal;
const changeOf = (name: string): Change => {
  const current: RecordSet = { name, type: 'A', records: [] };
  const desired = { name, type: 'A', value: '192.0.2.1', ttl: 600 } as const;
  return { name, type: 'A', desired, current, create: true, remove: [] };
};
const changes = ['one', 'two', 'three'].map(changeOf);
const held = ({ name, type }: Change): RecordSet => ({
  name,
  type,
  records: [{ value: '192.0.2.1', ttl: 600 }],
});

/** Carries out all changes; the second one meets the failure. */
async function withSecondFailing(thrown: unknown) {
  const called: string[] = [];
  const confirmations = await oneByOne(changes, never, async (change) => {
    called.push(change.name);
    if (change.name === 'two') throw thrown;
    return held(change);
  });
  const failures = confirmations.map((one) => ('failure' in one ? one.failure : undefined));
  return { called, failures };
}

describe('carrying out changes one after another', () => {
  test('confirms each in order, and starts none before the last has ended', async () => {
    const running: string[] = [];

    const confirmations = await oneByOne(changes, never, async (change) => {
      running.push(`${change.name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      running.push(`${change.name} ends`);
      return held(change);
    });

    expect(running).toEqual(['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(confirmations).toEqual(
      changes.map((change) => ({ name: change.name, type: 'A', held: held(change) })),
    );
  });

  test.each<[title: string, kind: FailureKind, details: FailureDetails]>([
    ['a refused record', 'record', {}],
    ['a fault of the service', 'transient', { unconfirmed: true }],
  ])('goes on after %s', async (_, kind, details) => {
    const failure = new Failure(kind, 'no', details);

    const { called, failures } = await withSecondFailing(failure);

    expect(called).toEqual(['one', 'two', 'three']);
    expect(failures).toEqual([undefined, failure, undefined]);
  });

  test('goes on after a bug, which leaves it unconfirmed', async () => {
    const { failures } = await withSecondFailing(new TypeError('x is not a function'));

    expect(failures[1]).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(failures[2]).toBeUndefined();
  });

  test.each<[title: string, kind: FailureKind, details: FailureDetails]>([
    ['a rate limit', 'limited', { retryAfter: 7000 }],
    ['a refusal of the zone', 'permanent', {}],
    ['an order to stop', 'halt', {}],
    ['no answer at all', 'transient', { unanswered: true, unconfirmed: true }],
  ])('gives the rest the same failure after %s, unsent and so not unconfirmed', async (_, kind, details) => {
    const failure = new Failure(kind, 'no', details);

    const { called, failures } = await withSecondFailing(failure);

    expect(called).toEqual(['one', 'two']);
    expect(failures.slice(0, 2)).toEqual([undefined, failure]);
    expect(failures[2]).toMatchObject({
      kind,
      message: 'no',
      retryAfter: details.retryAfter,
      unconfirmed: false,
    });
  });

  test('sends nothing more after an abort', async () => {
    const stop = new AbortController();
    const called: string[] = [];

    const confirmations = await oneByOne(changes, stop.signal, async (change) => {
      called.push(change.name);
      stop.abort();
      return held(change);
    });

    expect(called).toEqual(['one']);
    expect(confirmations.map((one) => 'held' in one)).toEqual([true, false, false]);
    expect(confirmations[2]).toMatchObject({ failure: { kind: 'transient', unconfirmed: false } });
  });
});

describe('carrying out changes several at a time', () => {
  test('keeps to the number and to the order', async () => {
    let running = 0;
    let most = 0;
    const many = Array.from({ length: 9 }, (_, n) => ({ ...changeOf('one'), name: `host${n}` }));

    const confirmations = await oneByOne(
      many,
      never,
      async (change) => {
        most = Math.max(most, ++running);
        // Later ones are quicker, so that they end out of order.
        for (let turns = 20 - 2 * Number(change.name.slice(4)); turns > 0; turns--)
          await new Promise((resolve) => setImmediate(resolve));
        running--;
        return held(change);
      },
      { concurrency: 3 },
    );

    expect(most).toBe(3);
    expect(confirmations.map(({ name }) => name)).toEqual(many.map(({ name }) => name));
  });

  test('starts no more after a rate limit', async () => {
    const started: string[] = [];
    const many = Array.from({ length: 9 }, (_, n) => ({ ...changeOf('one'), name: `host${n}` }));

    const confirmations = await oneByOne(
      many,
      never,
      async (change) => {
        started.push(change.name);
        await new Promise((resolve) => setImmediate(resolve));
        throw new Failure('limited', 'slow down');
      },
      { concurrency: 3 },
    );

    expect(started).toEqual(['host0', 'host1', 'host2']);
    expect(confirmations.map((one) => 'failure' in one && one.failure.kind)).toEqual(
      many.map(() => 'limited'),
    );
  });
});

describe('where the host limits a kind of call for itself', () => {
  const current = { name: 'x', type: 'A', records: [] } as const;
  const update = { value: '192.0.2.9', ttl: 600 };
  const kinds: readonly Change[] = [
    changeOf('create 1'),
    { ...changeOf('update 1'), create: false, update },
    { ...changeOf('remove 1'), create: false, desired: null, current },
    changeOf('create 2'),
    { ...changeOf('update 2'), create: false, update },
    { ...changeOf('remove 2'), create: false, desired: null, current },
  ];

  test.each(['create', 'update', 'remove'])('no other %s is sent, and all else is', async (kind) => {
    const called: string[] = [];
    const limited = new Failure('limited', 'too many', { only: 'POST', retryAfter: 60_000 });

    const confirmations = await oneByOne(kinds, never, async (change) => {
      called.push(change.name);
      if (change.name.startsWith(kind)) throw limited;
      return held(change);
    });

    expect(called).toEqual(kinds.map(({ name }) => name).filter((name) => name !== `${kind} 2`));
    const second = confirmations.find(({ name }) => name === `${kind} 2`);
    expect(second).toMatchObject({
      failure: { kind: 'limited', only: 'POST', retryAfter: 60_000, unconfirmed: false },
    });
  });
});

test('what is not begun before a stop is told as never sent', async () => {
  const stop = new AbortController();
  const confirmations = await oneByOne(changes, stop.signal, async (change) => {
    stop.abort();
    return held(change);
  });

  expect(confirmations).toMatchObject([
    { held: {} },
    ...['two', 'three'].map((name) => ({
      name,
      failure: { unsent: true, reason: 'the update was stopped before this record' },
    })),
  ]);
});
