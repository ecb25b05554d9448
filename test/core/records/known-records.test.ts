import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { createKnownRecords, type KnownRecords } from '../../../src/core/records/known-records.ts';
import type { RecordSet } from '../../../src/dns/records.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const minute = 60_000;
const recheck = 60 * minute;
const key = { name: 'home', type: 'A' } as const;
const other = { name: 'www', type: 'A' } as const;
const desired = { ...key, value: '81.2.69.160', ttl: 600 };
const held = (...values: string[]): RecordSet => ({
  ...key,
  records: values.map((value) => ({ value, ttl: 600 })),
});
const no = new Failure('record', 'is refused');

let clock: VirtualClock;
let known: KnownRecords;
beforeEach(() => {
  clock = new VirtualClock();
  known = createKnownRecords(clock, recheck);
});

/** Refuses it again and again, each time when the wait is over; the waits in minutes. */
async function waits(count: number, between = () => {}): Promise<number[]> {
  const found: number[] = [];
  for (let time = 0; time < count; time++) {
    known.refuse(desired, no);
    found.push((known.lookAt() - clock.monotonic()) / minute);
    await clock.advance(known.lookAt() - clock.monotonic());
    known.reconsider(() => desired);
    between();
  }
  return found;
}

describe('what is refused', () => {
  test('is looked at again after a minute, then ever later up to a quarter of an hour', async () => {
    expect(await waits(6)).toEqual([1, 2, 4, 8, 15, 15]);
  });

  test('is looked at again after a minute where it was held meanwhile', async () => {
    expect(await waits(3, () => known.hold(held(desired.value)))).toEqual([1, 1, 1]);
  });

  test.each([
    ['something else', ['81.2.69.1']],
    ['nothing', []],
    ['something beside it', [desired.value, '81.2.69.1']],
  ])('waits on where %s was held meanwhile', async (_, values) => {
    expect(await waits(3, () => known.hold(held(...values)))).toEqual([1, 2, 4]);
  });

  test('is another one with another address', () => {
    known.refuse(desired, no);
    known.refuse(desired, no);
    known.refuse({ ...desired, value: '81.2.69.161' }, no);

    expect(known.lookAt()).toBe(minute);
  });

  test('waits as long as the failure asks for, and with all others where that is said', () => {
    known.refuse(desired, new Failure('record', 'is refused', { retryAfter: 30 * minute }));
    const asked = known.lookAt();
    known.refuse(desired, no, 'untilRecheck');

    expect([asked, known.lookAt()]).toEqual([30 * minute, recheck]);
  });

  test('is not known and not read while it waits', async () => {
    known.hold(held('81.2.69.1'));
    known.refuse(desired, no);

    expect([known.held(key), known.refusal(key), known.toRead([key])]).toEqual([undefined, no, []]);

    await clock.advance(minute);
    known.reconsider(() => desired);
    expect([known.refusal(key), known.toRead([key])]).toEqual([undefined, [key]]);
  });

  test.each([
    ['another address is desired', { ...desired, value: '81.2.69.161' }],
    ['it is not desired any more', undefined],
  ])('is free again as soon as %s', (_, now) => {
    known.refuse(desired, no);
    known.reconsider(() => desired);
    const before = known.refusal(key);

    known.reconsider(() => now);

    expect([before, known.refusal(key)]).toEqual([no, undefined]);
  });

  test('is free with other credentials, and at the next step for who asks', () => {
    known.refuse(desired, no);
    known.lookAgain();
    known.reconsider(() => desired);
    const asked = known.refusal(key);
    known.refuse(desired, no);
    known.credentialsChanged();

    expect([asked, known.refusal(key)]).toEqual([undefined, undefined]);
  });

  test('is never looked at where there is none', () => {
    expect(known.lookAt()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what is known', () => {
  test('is read again an hour later, and all with it', async () => {
    known.hold(held('81.2.69.1'));
    await clock.advance(recheck - 1);
    known.hold({ ...other, records: [] });
    const before = known.toRead([key, other]);
    await clock.advance(1);

    expect([before, known.toRead([key, other])]).toEqual([[], [key, other]]);
  });

  test('is read alone where it is unknown', () => {
    known.hold(held('81.2.69.1'));

    expect(known.toRead([key, other])).toEqual([other]);
  });

  test('is due at once where there is doubt, and stays what it is', () => {
    known.hold(held('81.2.69.1'));

    known.readAgain();

    expect([known.toRead([key]), known.held(key)]).toEqual([[key], held('81.2.69.1')]);
  });

  test('is still what was seen last when it is forgotten', () => {
    known.hold(held('81.2.69.1'));
    known.forget([key]);
    const held1 = known.seen(key);
    known.see(held('81.2.69.2'));

    expect([held1, known.held(key), known.sets()]).toEqual([held('81.2.69.1'), undefined, []]);
    expect(known.seen(key)).toEqual(held('81.2.69.2'));
  });
});

describe('what a host makes of a write', () => {
  test('is known as long as it holds just that', () => {
    known.holdsInstead(desired, held('81.2.69.1', '81.2.69.2'), no);

    expect(known.stillInstead(desired, held('81.2.69.2', '81.2.69.1'))).toBe(no);
    expect(known.stillInstead(desired, held('81.2.69.1'))).toBeUndefined();
    expect(known.stillInstead({ ...desired, ttl: 700 }, held('81.2.69.1', '81.2.69.2'))).toBeUndefined();
    expect(known.refusal(key)).toBe(no);
    expect(known.lookAt()).toBe(minute);
  });

  test('is nothing where it made what it should', () => {
    expect(known.stillInstead(desired, held('81.2.69.1'))).toBeUndefined();
  });
});
