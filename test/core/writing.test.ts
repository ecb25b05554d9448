import { beforeEach, describe, expect, test } from 'vitest';
import { Failure, type FailureDetails } from '../../src/base/failure.ts';
import { createConfirmations } from '../../src/core/confirmations.ts';
import { createHomeAddresses, type HomeAddresses } from '../../src/core/records/home-addresses.ts';
import { createKnownRecords, type KnownRecords } from '../../src/core/records/known-records.ts';
import { createRounding } from '../../src/core/records/rounding.ts';
import { createWriting, type Writing } from '../../src/core/writing.ts';
import { type Change, keyText, type RecordSet } from '../../src/dns/records.ts';
import type { Confirmation } from '../../src/providers/provider.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const address = '81.2.69.160';
const recheck = 3_600_000;
const held = (name: string, ...values: string[]): RecordSet => ({
  name,
  type: 'A',
  records: values.map((value) => ({ value, ttl: 600 })),
});
const desired = (name: string) => ({ name, type: 'A', value: address, ttl: 600 }) as const;

let known: KnownRecords;
let home: HomeAddresses;
let writing: Writing;
let sent: (readonly Change[])[];
let answers: (change: Change) => Confirmation;
beforeEach(() => {
  known = createKnownRecords(new VirtualClock(), recheck);
  home = createHomeAddresses(false);
  sent = [];
  answers = ({ name }) => ({ name, type: 'A', held: held(name, address) });
  writing = createWriting({
    ...{ known, home, confirmations: createConfirmations('Memory', known, createRounding('Memory')) },
    calls: {
      read: async () => [],
      async apply(changes) {
        if (changes.length > 0) sent.push(changes);
        return changes.map(answers);
      },
    },
  });
});
const failed = (name: string, details: FailureDetails = {}, now?: RecordSet): Confirmation => ({
  ...{ name, type: 'A', failure: new Failure('transient', 'no', details) },
  ...(now && { now }),
});
/** Plans for these names, which hold nothing, and writes. */
async function write(readNow: readonly string[], ...names: string[]) {
  for (const name of names) writing.take(desired(name), held(name));
  const planned = writing.planned(names.map(desired));
  return writing.write(planned, new Set(readNow.map((name) => `${name}/A`)), never);
}

describe('a set that was read', () => {
  test('is known, and what it lacks is planned', () => {
    writing.take(desired('a'), held('a', '81.2.69.1'));

    expect(known.held(desired('a'))).toEqual(held('a', '81.2.69.1'));
    expect(writing.planned([desired('a')])).toMatchObject([{ name: 'a', create: false }]);
  });

  test.each<[string, RecordSet, string]>([
    ['that can hold no address', { ...held('a'), conflict: 'holds a CNAME to x' }, 'holds a CNAME to x, so'],
    ['that serves something else', held('a', '192.0.2.1', '192.0.2.2', '192.0.2.3'), 'holds 3 addresses'],
  ])('%s is left alone', (_, set, reason) => {
    writing.take(desired('a'), set);

    expect(known.refusal(desired('a'))).toMatchObject({
      ...{ kind: 'record', reason: expect.stringContaining(reason) },
    });
    expect(writing.planned([desired('a')])).toEqual([]);
  });

  test('that still holds what the host made of a write is left alone until all are read again', () => {
    const instead = new Failure('record', 'is held as something else');
    known.holdsInstead(desired('a'), held('a', '81.2.69.1'), instead);

    writing.take(desired('a'), held('a', '81.2.69.1'));

    expect([known.refusal(desired('a')), known.lookAt()]).toEqual([instead, recheck]);
  });
});

describe('a write', () => {
  test('says of each set whether it was known before this step', async () => {
    await write(['a'], 'a', 'b');

    expect(sent.flat().map(({ name, knownBefore }) => [name, knownBefore])).toEqual([
      ['a', undefined],
      ['b', true],
    ]);
  });

  test('that somebody else was faster than is planned anew, once, from what is there', async () => {
    const now = held('a', '81.2.69.1');
    answers = ({ name }) =>
      name === 'a' ? failed('a', { unsent: true }, now) : { ...desired(name), held: held(name, address) };

    const { outcomes } = await write([], 'a', 'b');

    expect(sent.map((changes) => changes.map(keyText))).toEqual([['a/A', 'b/A'], ['a/A']]);
    expect(sent[1]).toMatchObject([{ create: false, update: { value: '81.2.69.1' } }]);
    expect(outcomes).toMatchObject([{ name: 'b', result: 'confirmed' }]);
  });

  test('that somebody else has done already needs no second one', async () => {
    answers = ({ name }) => failed(name, { unsent: true }, held(name, address));

    const { outcomes } = await write([], 'a');

    expect([sent.length, outcomes, known.held(desired('a'))]).toEqual([1, [], held('a', address)]);
  });

  test.each<[string, Confirmation | undefined, boolean]>([
    ['that was confirmed', undefined, true],
    ['whose answer was lost', failed('a', { unconfirmed: true }), true],
    ['that was refused', failed('a'), false],
    ['that was never sent', failed('a', { unsent: true, unconfirmed: true }), false],
  ])('%s makes its address this home’s there, or not', async (_, answer, isOwn) => {
    if (answer) answers = ({ name }) => (name === 'a' ? answer : failed(name));

    await write([], 'b', 'a');

    expect(home.isOwn(desired('a'), address)).toBe(isOwn);
  });
});
