import { beforeEach, describe, expect, test } from 'vitest';
import { Failure, type FailureDetails, type FailureKind } from '../../src/base/failure.ts';
import { type Confirmations, createConfirmations } from '../../src/core/confirmations.ts';
import { createKnownRecords, type KnownRecords } from '../../src/core/records/known-records.ts';
import { createRounding } from '../../src/core/records/rounding.ts';
import type { Change, RecordSet } from '../../src/dns/records.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const address = '81.2.69.160';
const held = (name: string, ...values: string[]): RecordSet => ({
  name,
  type: 'A',
  records: values.map((value) => ({ value, ttl: 600 })),
});
const change = (name: string): Change => ({
  ...{ name, type: 'A', create: true, remove: [], current: held(name) },
  desired: { name, type: 'A', value: address, ttl: 600 },
});
const failed = (name: string, kind: FailureKind, details?: FailureDetails) => ({
  ...{ name, type: 'A' as const },
  failure: new Failure(kind, `${kind} of ${name}`, details),
});
const confirmed = (name: string) => ({ name, type: 'A' as const, held: held(name, address) });

let known: KnownRecords;
let confirmations: Confirmations;
beforeEach(() => {
  known = createKnownRecords(new VirtualClock(), 3_600_000);
  confirmations = createConfirmations('Memory', known, createRounding('Memory'));
});
const changes = ['a', 'b'].map(change);
const reasonOf = (name: string) => confirmations.failure({ name, type: 'A' })?.reason;

describe('an answer to a write', () => {
  test('that confirms it makes the set known, and is no failure', () => {
    const { outcomes, worst } = confirmations.settle(changes, [confirmed('a'), confirmed('b')]);

    expect(outcomes).toMatchObject([{ result: 'confirmed' }, { result: 'confirmed' }]);
    expect(worst).toBeUndefined();
    expect(known.held(changes[0] ?? { name: '', type: 'A' })).toEqual(held('a', address));
  });

  test('that is missing leaves the write unconfirmed', () => {
    const { outcomes, worst } = confirmations.settle(changes, [confirmed('a')]);

    expect(worst).toMatchObject({
      ...{ kind: 'transient', unconfirmed: true, reason: 'Memory said nothing of b/A' },
    });
    expect(outcomes).toMatchObject([{ result: 'confirmed' }, { result: { kind: 'transient' } }]);
    expect(reasonOf('b')).toBe('Memory said nothing of b/A');
  });

  test.each([
    [['81.2.69.1', '81.2.69.2'], '81.2.69.1 (TTL 600), 81.2.69.2 (TTL 600)'],
    [[], 'nothing'],
  ])('that shows %j instead is a failure of that record, which is looked at again later', (values, text) => {
    const { outcomes, worst } = confirmations.settle(
      [change('a')],
      [{ name: 'a', type: 'A', held: held('a', ...values) }],
    );

    const reason = `was set to ${address} (TTL 600) but is held as ${text}`;
    expect(outcomes).toMatchObject([{ result: { kind: 'record', reason } }]);
    expect(worst).toBeUndefined();
    expect(known.refusal(change('a'))?.reason).toBe(reason);
  });

  test('to a removal says what is held, which was not to be anything', () => {
    const { outcomes } = confirmations.settle(
      [{ ...change('a'), desired: null, create: false }],
      [{ name: 'a', type: 'A', held: held('a', '81.2.69.1') }],
    );

    expect(outcomes).toMatchObject([{ action: 'remove', result: 'confirmed' }]);
    expect(known.refusal({ name: 'a', type: 'A' })).toBeUndefined();
  });

  test('that a record is refused lets the others go on', () => {
    const { worst } = confirmations.settle(changes, [failed('a', 'record'), confirmed('b')]);

    expect(worst).toBeUndefined();
    expect(known.refusal(change('a'))?.reason).toBe('record of a');
    expect(known.refusal(change('b'))).toBeUndefined();
    expect(reasonOf('a')).toBeUndefined();
  });

  test('that it was never sent is news of nothing', () => {
    const { outcomes, worst } = confirmations.settle(changes, [
      failed('a', 'transient', { unsent: true }),
      confirmed('b'),
    ]);

    expect(outcomes).toMatchObject([{ name: 'b' }]);
    expect(worst).toBeUndefined();
    expect(reasonOf('a')).toBeUndefined();
  });
});

test('an unconfirmed write makes nobody doubt what was confirmed beside it', () => {
  known.hold(held('b', '81.2.69.1'));

  confirmations.settle(changes, [confirmed('a'), failed('b', 'transient', { unconfirmed: true })]);

  expect(known.sets()).toEqual([held('a', address)]);
});

test('a write that failed for certain leaves what is known as it was', () => {
  known.hold(held('b', '81.2.69.1'));

  confirmations.settle(changes, [confirmed('a'), failed('b', 'transient')]);

  expect(known.sets()).toEqual(expect.arrayContaining([held('a', address), held('b', '81.2.69.1')]));
});

describe('of several failures', () => {
  const kinds = ['transient', 'limited', 'permanent', 'halt'] as const;
  test.each(kinds.slice(1).map((kind, index) => [kind, kinds[index] ?? kind] as const))(
    '%s decides rather than %s, whichever came first',
    (worse, better) => {
      for (const [a, b] of [
        [worse, better],
        [better, worse],
      ] as const)
        expect(confirmations.settle(changes, [failed('a', a), failed('b', b)]).worst?.kind).toBe(worse);
    },
  );

  test('the rate limit decides that demands the longest silence', () => {
    const short = failed('a', 'limited', { retryAfter: 5_000 });
    const long = failed('b', 'limited', { retryAfter: 90_000 });

    expect(confirmations.settle(changes, [short, long]).worst?.retryAfter).toBe(90_000);
    expect(confirmations.settle(changes, [long, short]).worst?.retryAfter).toBe(90_000);
  });

  test('the first decides among equals', () => {
    const answers = [failed('a', 'transient'), failed('b', 'transient', { retryAfter: 90_000 })];

    expect(confirmations.settle(changes, answers).worst?.reason).toBe('transient of a');
  });
});

describe('a set that is read', () => {
  test.each([
    ['confirms a write whose answer was lost', true, [address], 'confirmed'],
    ['confirms nothing where it holds something else', true, ['81.2.69.1'], undefined],
    ['confirms no write that was refused', false, [address], undefined],
  ])('%s', (_, unconfirmed, values, result) => {
    confirmations.settle([change('a')], [failed('a', 'transient', { unconfirmed })]);

    expect(confirmations.read(held('a', ...values))?.result).toBe(result);
    expect(reasonOf('a')).toBeUndefined();
    expect(confirmations.read(held('a', address))).toBeUndefined();
  });
});

test('when the host fails as a whole, only what is unconfirmed is still the news', () => {
  confirmations.settle(changes, [failed('a', 'transient', { unconfirmed: true }), failed('b', 'permanent')]);

  confirmations.keepUnconfirmedAlone();

  expect([reasonOf('a'), reasonOf('b')]).toEqual(['transient of a', undefined]);
});
