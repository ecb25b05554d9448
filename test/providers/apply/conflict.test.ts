import { expect, test } from 'vitest';
import type { RecordSet } from '../../../src/dns/records.ts';
import { markConflicts } from '../../../src/providers/apply/conflict.ts';
import { currentSets } from '../../../src/providers/apply/listing.ts';

const absent = (name: string, type: 'A' | 'AAAA' = 'A'): RecordSet => ({ name, type, records: [] });
const present = (name: string): RecordSet => ({
  name,
  type: 'A',
  records: [{ value: '192.0.2.1', ttl: 600 }],
});

test('asks once, for the names that hold no address only', async () => {
  const asked: (readonly string[])[] = [];

  const sets = await markConflicts(
    [
      absent('www'),
      absent('www', 'AAAA'),
      present('home'),
      absent('home', 'AAAA'),
      absent('new'),
      absent('@'),
    ],
    async (names) => {
      asked.push(names);
      return new Map([['www', 'example.net.']]);
    },
  );

  expect(asked).toEqual([['www', 'new']]);
  expect(sets.map((set) => set.conflict)).toEqual([
    'holds a CNAME to example.net',
    'holds a CNAME to example.net',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('asks nothing when every name holds an address', async () => {
  let asked = 0;

  const sets = await markConflicts([present('home'), absent('home', 'AAAA'), absent('@')], async () => {
    asked++;
    return new Map();
  });

  expect(asked).toBe(0);
  expect(sets).toEqual([present('home'), absent('home', 'AAAA'), absent('@')]);
});

test.each([
  ['CNAME', 'holds a CNAME to example.net'],
  ['ALIAS', 'holds an ALIAS to example.net'],
  ['URL', 'holds a URL to example.net'],
  ['POOL', 'holds a POOL to example.net'],
  ['LUA', 'holds a LUA to example.net'],
])('a %s that answers for a name leaves no room for an address at any host', (type, conflict) => {
  const listed = [{ name: 'home', type, value: 'example.net.', ttl: 600 }];

  const sets = currentSets([absent('home'), absent('two')], listed);

  expect(sets.map((set) => set.conflict)).toEqual([conflict, undefined]);
});
