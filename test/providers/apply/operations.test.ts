import { describe, expect, test } from 'vitest';
import type { Change, CurrentRecord, RecordSet } from '../../../src/dns/records.ts';
import { contentId, contentOf } from '../../../src/providers/apply/content-id.ts';
import {
  confirmedBy,
  operationCount,
  operationsOf,
  setAfter,
  swapOf,
} from '../../../src/providers/apply/operations.ts';

const old: CurrentRecord = { value: '81.2.69.7', ttl: 300, id: 'r1' };
const more: CurrentRecord = { value: '81.2.69.8', ttl: 300, id: 'r2' };
const desired = { name: 'home', type: 'A', value: '81.2.69.1', ttl: 60 } as const;
const held = (...records: CurrentRecord[]): RecordSet => ({ name: 'home', type: 'A', records });
const change = (parts: Partial<Change>, ...records: CurrentRecord[]): Change => ({
  ...{ name: 'home', type: 'A', desired, create: false, remove: [], current: held(...records) },
  ...parts,
});
const creates = change({ create: true });
const updates = change({ update: old, remove: [more] }, old, more);
const trims = change({ keep: old, remove: [more] }, old, more);
const removes = change({ desired: null, remove: [old, more] }, old, more);

describe('single records', () => {
  test('are created, updated and removed, each with its id', () => {
    expect(operationsOf([creates, updates, removes])).toEqual({
      creates: [desired],
      updates: [{ id: 'r1', desired }],
      removes: [
        { name: 'home', type: 'A', id: 'r2', held: more },
        { name: 'home', type: 'A', id: 'r1', held: old },
        { name: 'home', type: 'A', id: 'r2', held: more },
      ],
    });
  });

  test('are none of a change that only trims, but for what it removes', () => {
    expect(operationsOf([trims])).toEqual({
      ...{ creates: [], updates: [] },
      removes: [{ name: 'home', type: 'A', id: 'r2', held: more }],
    });
  });

  test('are counted as they are written', () => {
    expect([creates, updates, trims, removes].map(operationCount)).toEqual([1, 2, 1, 2]);
  });
});

describe('a whole set', () => {
  const set = (ttl: number, ...values: string[]) => ({ name: 'home', type: 'A', ttl, values });

  test('takes the place of the one that was read, or of none', () => {
    expect(swapOf(creates)).toEqual({ before: undefined, after: set(60, '81.2.69.1') });
    expect(swapOf(updates)).toEqual({
      before: set(300, '81.2.69.7', '81.2.69.8'),
      after: set(60, '81.2.69.1'),
    });
  });

  test('is gone after a removal, but for what stays', () => {
    expect(swapOf(removes).after).toBeUndefined();
    expect(swapOf({ ...removes, remove: [old] }).after).toEqual(set(300, '81.2.69.8'));
  });

  test('has no TTL where the host decides it', () => {
    expect(swapOf(change({}, { ...old, ttl: null })).before).toEqual(set(0, '81.2.69.7'));
  });
});

describe('the set after a call', () => {
  test('is what was desired where the answer does not show it', () => {
    expect(setAfter(creates)).toEqual(held({ value: '81.2.69.1', ttl: 60 }));
    expect(setAfter(removes)).toEqual(held());
  });

  const written = [
    { name: 'home', type: 'A', value: '81.2.69.1', ttl: 60, id: 'r1' },
    { name: 'home', type: 'A', value: '81.2.69.9', ttl: 60, id: 'r9' },
  ];

  test('is what the answer shows of it, the one that was updated alone', () => {
    expect(confirmedBy(written, updates).records.map(({ id }) => id)).toEqual(['r1']);
    expect(confirmedBy(written, creates).records.map(({ id }) => id)).toEqual(['r1', 'r9']);
  });

  test('is what was kept, or nothing after a removal', () => {
    expect(confirmedBy(written, trims)).toEqual(held(old));
    expect(confirmedBy(written, removes)).toEqual(held());
  });

  test('is unknown where the answer leaves it out', () => {
    for (const listed of [[], [{ ...written[1], name: 'www', type: 'A', value: '81.2.69.9', ttl: 60 }]])
      expect(() => confirmedBy(listed, creates)).toThrow(
        expect.objectContaining({
          ...{ kind: 'transient', unconfirmed: true },
          message: 'the answer leaves out a record that was to be written',
        }),
      );
    expect(() => confirmedBy(written.slice(1), updates)).toThrow('leaves out');
  });
});

describe('the handle of a record that has no id', () => {
  test('stands for its name, type and value', () => {
    expect(contentOf(contentId(desired))).toEqual({
      ...{ name: 'home', type: 'A' },
      value: '81.2.69.1',
    });
    expect(contentId(desired)).not.toBe(contentId({ ...desired, value: '81.2.69.2' }));
  });

  test('is no other text', () => {
    expect(() => contentOf('["home","A"]')).toThrow('["home","A"] is no handle of a record without an id');
  });
});
