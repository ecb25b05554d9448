import { describe, expect, test } from 'vitest';
import { createHomeAddresses } from '../../../src/core/records/home-addresses.ts';
import type { RecordSet } from '../../../src/dns/records.ts';

const home = '81.2.69.160';
const key = { name: 'home', type: 'A' } as const;
const desired = { ...key, value: home, ttl: 600 };
const foreign = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];
const held = (...values: string[]): RecordSet => ({
  ...key,
  records: values.map((value) => ({ value, ttl: 600 })),
});

describe('a record of this run', () => {
  test('is what it wrote, in whatever spelling', () => {
    const addresses = createHomeAddresses(false);

    addresses.wrote({ name: 'home', type: 'AAAA', value: '2A02:8070::0001', ttl: 600 });

    const six = { name: 'home', type: 'AAAA' } as const;
    expect(addresses.isOwn(six, '2a02:8070::1')).toBe(true);
    expect(addresses.isOwn(six, '2a02:8070::2')).toBe(false);
    expect(addresses.hasOwn(six)).toBe(true);
    expect(addresses.hasOwn(key)).toBe(false);
  });

  test('is what was found with the address that was desired', () => {
    const addresses = createHomeAddresses(false);
    addresses.desire([desired]);

    addresses.found(held('198.51.100.1', home));

    expect(addresses.isOwn(key, home)).toBe(true);
  });

  test.each([
    ['with another address', [desired], ['198.51.100.1']],
    ['while nothing is desired', [], [home]],
    ['empty', [desired], []],
  ])('is not what was found %s', (_, wanted, values) => {
    const addresses = createHomeAddresses(false);
    addresses.desire(wanted);

    addresses.found(held(...values));

    expect(addresses.isOwn(key, home)).toBe(false);
    expect(addresses.isOwn(key, values[0] ?? '')).toBe(false);
  });

  test('may be one that is only desired yet', () => {
    const addresses = createHomeAddresses(false);

    addresses.desire([desired]);

    expect(addresses.hasOwn(key)).toBe(true);
  });
});

describe('a set that serves something else', () => {
  test('holds three addresses that were never of this home, and says them', () => {
    const inUse = createHomeAddresses(false).inUse(held(...foreign));

    expect(inUse?.kind).toBe('record');
    expect(inUse?.reason).toContain(
      "holds 3 addresses, none of which was this home's since the start (198.51.100.1, 198.51.100.2, 198.51.100.3)",
    );
    expect(inUse?.reason).toContain('TAKE_OVER=true');
  });

  test.each([
    ['two', foreign.slice(1)],
    ['one twice in other spellings', ['198.51.100.1', '198.51.100.1', '198.51.100.2']],
    ['one of this home among them', [...foreign, home]],
  ])('is none that holds %s', (_, values) => {
    const addresses = createHomeAddresses(false);
    addresses.desire([desired]);

    expect(addresses.inUse(held(...values))).toBeUndefined();
  });

  test('is taken over where the owner says so', () => {
    expect(createHomeAddresses(true).inUse(held(...foreign))).toBeUndefined();
  });

  test('is one for an address of the other family alone', () => {
    const addresses = createHomeAddresses(false);
    addresses.desire([{ ...desired, type: 'AAAA', value: '2a02:8070::1' }]);

    expect(addresses.foreignIn(key, ['2a02:8070::1'])).toEqual(['2a02:8070::1']);
    expect(addresses.foreignIn({ ...key, type: 'AAAA' }, ['2A02:8070::1'])).toEqual([]);
  });
});
