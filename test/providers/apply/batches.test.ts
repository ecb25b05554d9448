import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { planRemoval } from '../../../src/core/plan.ts';
import type { Change, DesiredSet, RecordSet } from '../../../src/dns/records.ts';
import { type BatchOptions, inBatches } from '../../../src/providers/apply/batches.ts';
import { Refusal } from '../../../src/providers/refusal.ts';

const never = new AbortController().signal;
const names = ['one', 'two', 'three', 'four', 'five'];
const desired = (name: string): DesiredSet => ({ name, type: 'A', value: '192.0.2.1', ttl: 600 });
const absent = (name: string): RecordSet => ({ name, type: 'A', records: [] });
const create = (name: string): Change => ({
  ...absent(name),
  desired: desired(name),
  current: absent(name),
  create: true,
  remove: [],
});
const held = ({ name, type }: Change): RecordSet => ({
  name,
  type,
  records: [{ value: '192.0.2.1', ttl: 600 }],
});
const staleRefusal = () =>
  new Refusal('transient', 'stale', {
    status: 400,
    code: '1',
    unconfirmed: true,
    stale: true,
    retryAfter: undefined,
  });

/** Sends the changes; `judge` says what a batch meets. */
async function sent(
  changes: readonly Change[],
  options: BatchOptions,
  judge: (names: string[], call: number) => Error | undefined = () => undefined,
  signal = never,
) {
  const calls: string[][] = [];
  const confirmations = await inBatches(changes, signal, options, async (batch) => {
    calls.push(batch.map(({ name }) => name));
    const error = judge(calls.at(-1) ?? [], calls.length);
    if (error) throw error;
    return batch.map(held);
  });
  const outcome = Object.fromEntries(
    confirmations.map((one) => [one.name, 'failure' in one ? one.failure.kind : one.held.records.length]),
  );
  return { calls, outcome, confirmations };
}

describe('changes in batches', () => {
  test('go out in as few calls as their size allows', async () => {
    const { calls, outcome } = await sent(names.map(create), { size: 2 });

    expect(calls).toEqual([['one', 'two'], ['three', 'four'], ['five']]);
    expect(outcome).toEqual({ one: 1, two: 1, three: 1, four: 1, five: 1 });
  });

  test('are counted by their weight, and one that is too heavy goes alone', async () => {
    const weightOf = ({ name }: Change) => (name === 'two' ? 9 : 1);

    const { calls } = await sent(names.map(create), { size: 3, weightOf });

    expect(calls).toEqual([['one'], ['two'], ['three', 'four', 'five']]);
  });

  test('a refused record is found, and the others are written', async () => {
    const { outcome, calls } = await sent(names.map(create), { size: 10 }, (batch) =>
      batch.includes('four') ? new Failure('record', 'no') : undefined,
    );

    expect(outcome).toEqual({ one: 1, two: 1, three: 1, four: 'record', five: 1 });
    expect(calls.length).toBeLessThanOrEqual(5);
  });

  test.each(['limited', 'permanent', 'halt'] as const)('%s leaves the rest unsent', async (kind) => {
    const { outcome, calls } = await sent(names.map(create), { size: 2 }, (_, call) =>
      call === 2 ? new Failure(kind, 'no') : undefined,
    );

    expect(calls).toHaveLength(2);
    expect(outcome).toEqual({ one: 1, two: 1, three: kind, four: kind, five: kind });
  });

  test('a fault of the service puts its whole batch unconfirmed, and no other', async () => {
    const { confirmations } = await sent(names.map(create), { size: 2 }, (_, call) =>
      call === 1 ? new Failure('transient', 'no', { unconfirmed: true }) : undefined,
    );

    expect(confirmations.map((one) => 'failure' in one && one.failure.unconfirmed)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('nothing is sent after an abort', async () => {
    const { calls, outcome } = await sent(names.map(create), { size: 2 }, undefined, AbortSignal.abort());

    expect(calls).toEqual([]);
    expect(Object.values(outcome)).toEqual(names.map(() => 'transient'));
  });
});

describe('a batch that met a zone other than was read', () => {
  const there = (name: string, id: string): RecordSet => ({
    name,
    type: 'A',
    records: [{ id, value: '192.0.2.9', ttl: 600 }],
  });

  test('is sent again without what has changed, which is looked at again', async () => {
    const reread = async () => [there('one', '7'), absent('two'), absent('three')];

    const { calls, confirmations } = await sent(
      ['one', 'two', 'three'].map(create),
      { size: 10, reread },
      (batch) => (batch.includes('one') ? staleRefusal() : undefined),
    );

    expect(calls).toEqual([
      ['one', 'two', 'three'],
      ['two', 'three'],
    ]);
    expect(confirmations.find(({ name }) => name === 'one')).toMatchObject({
      failure: { kind: 'transient', unconfirmed: true },
    });
  });

  test('takes what is gone for removed, and removes what has come', async () => {
    const changes = planRemoval([there('one', '1'), there('two', '2'), there('three', '3')]);
    const reread = async () => [absent('one'), there('two', '22'), there('three', '3')];
    const removed: string[][] = [];

    const confirmations = await inBatches(changes, never, { size: 10, reread }, async (batch) => {
      removed.push(batch.flatMap(({ remove }) => remove.map(({ id }) => id ?? '')));
      if (removed.length === 1) throw staleRefusal();
      return batch.map(({ name }) => absent(name));
    });

    expect(removed).toEqual([
      ['1', '2', '3'],
      ['22', '3'],
    ]);
    expect(confirmations.map((one) => 'held' in one)).toEqual([true, true, true]);
  });

  test('that cannot be read is unconfirmed for that reason, and what was confirmed stays confirmed', async () => {
    const reread = () => Promise.reject(new Failure('transient', 'the list is broken'));

    const { calls, confirmations } = await sent(names.map(create), { size: 2, reread }, (batch) =>
      batch.includes('three') ? staleRefusal() : undefined,
    );

    expect(calls).toEqual([['one', 'two'], ['three', 'four'], ['five']]);
    expect(confirmations.map(({ name }) => name)).toEqual(names);
    const unread = { kind: 'transient', message: 'the list is broken', unconfirmed: true };
    expect(confirmations).toMatchObject([
      { held: {} },
      { held: {} },
      { failure: unread },
      { failure: unread },
      { held: {} },
    ]);
  });

  test.each([
    ['a rate limit', new Failure('limited', 'slow down', { retryAfter: 90_000 })],
    ['no answer', new Failure('transient', 'no answer', { unconfirmed: true, unanswered: true })],
  ])('that meets %s when it is read leaves the rest unsent', async (_, met) => {
    const reread = () => Promise.reject(met);

    const { calls, confirmations } = await sent(names.map(create), { size: 2, reread }, (batch) =>
      batch.includes('three') ? staleRefusal() : undefined,
    );

    expect(calls).toEqual([
      ['one', 'two'],
      ['three', 'four'],
    ]);
    const { kind, message, retryAfter } = met;
    expect(confirmations).toMatchObject([
      { held: {} },
      { held: {} },
      { failure: { kind, message, retryAfter, unconfirmed: true } },
      { failure: { kind, message, retryAfter, unconfirmed: true } },
      { failure: { kind, message, retryAfter, unconfirmed: false } },
    ]);
  });

  test('removes a set with the TTL that it has now', async () => {
    const changes = planRemoval([there('one', '1')]);
    const reread = async () => [{ ...absent('one'), records: [{ id: '1', value: '192.0.2.9', ttl: 300 }] }];
    const removed: (number | null | undefined)[] = [];

    const confirmations = await inBatches(changes, never, { size: 10, reread }, async (batch) => {
      removed.push(...batch.map(({ current }) => current.records[0]?.ttl));
      if (removed.length === 1) throw staleRefusal();
      return batch.map(({ name }) => absent(name));
    });

    expect(removed).toEqual([600, 300]);
    expect(confirmations).toEqual([{ name: 'one', type: 'A', held: absent('one') }]);
  });

  test('does not remove what cannot be an address of ours by now', async () => {
    const alias = { ...there('one', '1'), conflict: 'holds an alias to example.net' };
    const reread = async () => [alias];
    let calls = 0;

    const removal = planRemoval([there('one', '1')]);
    const confirmations = await inBatches(removal, never, { size: 10, reread }, async () => {
      calls++;
      throw staleRefusal();
    });

    expect(calls).toBe(1);
    expect(confirmations).toMatchObject([{ held: alias }]);
  });

  test('does not take for kept what somebody has changed', async () => {
    const kept = { id: '1', value: '192.0.2.1', ttl: 600 };
    const leftover = { id: '2', value: '192.0.2.9', ttl: 600 };
    const known = { ...absent('one'), records: [kept, leftover] };
    const change = { ...create('one'), current: known, keep: kept, create: false, remove: [leftover] };
    const reread = async () => [{ ...known, records: [{ ...kept, value: '192.0.2.77' }, leftover] }];

    const { calls, confirmations } = await sent([change], { size: 10, reread }, staleRefusal);

    expect(calls).toHaveLength(1);
    expect(confirmations).toMatchObject([{ failure: { kind: 'transient', unconfirmed: true } }]);
  });

  test('is not read again and again', async () => {
    const reread = async () => [absent('one')];

    const { calls, outcome } = await sent([create('one')], { size: 10, reread }, staleRefusal);

    expect(calls).toHaveLength(2);
    expect(outcome).toEqual({ one: 'transient' });
  });
});

describe('a batch whose answer tells which parts were refused', () => {
  const refusalOf = (...parts: (string | undefined)[]) =>
    new Refusal('record', 'refused', {
      status: 400,
      code: undefined,
      unconfirmed: false,
      stale: false,
      retryAfter: undefined,
      parts: parts.map((part) => (part === undefined ? undefined : new Failure('record', part))),
    });

  test('is sent again without them, and confirmed in order', async () => {
    const { calls, confirmations } = await sent(names.map(create), { size: 10 }, (_, call) =>
      call === 1 ? refusalOf(undefined, 'too short', undefined, 'too long', undefined) : undefined,
    );

    expect(calls).toEqual([names, ['one', 'three', 'five']]);
    expect(confirmations.map(({ name }) => name)).toEqual(names);
    expect(confirmations.map((one) => ('failure' in one ? one.failure.message : 'held'))).toEqual([
      'held',
      'too short',
      'held',
      'too long',
      'held',
    ]);
  });

  test('tells the CNAME that is the reason, in one look for all', async () => {
    const looks: number[] = [];
    const reread: NonNullable<BatchOptions['reread']> = async (keys) => {
      looks.push(keys.length);
      return [{ ...absent('one'), conflict: 'holds a CNAME to example.net' }, absent('two')];
    };

    const { confirmations } = await sent([create('one'), create('two')], { size: 10, reread }, () =>
      refusalOf('conflict', 'too long'),
    );

    expect(looks).toEqual([2]);
    expect(confirmations.map((one) => ('failure' in one ? one.failure.message : 'held'))).toEqual([
      'holds a CNAME to example.net, so it can hold no address: delete that record at the DNS host, or take the name out of RECORDS',
      'too long',
    ]);
  });

  test('tells the refusal itself when it cannot look for the reason', async () => {
    const reread = () => Promise.reject(new Failure('transient', 'no answer'));

    const { calls, confirmations } = await sent([create('one')], { size: 10, reread }, () =>
      refusalOf('too long'),
    );

    expect(calls).toHaveLength(1);
    expect(confirmations).toMatchObject([{ failure: { kind: 'record', message: 'too long' } }]);
  });
});
