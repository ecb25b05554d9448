import { expect, test } from 'vitest';
import type { ListedRecord } from '../../../src/providers/apply/listing.ts';
import { setsByType } from '../../../src/providers/apply/listing-by-type.ts';

const home: ListedRecord = { name: 'Home', type: 'A', value: '192.0.2.1', ttl: 600 };
const www: ListedRecord = { name: 'WWW', type: 'CNAME', value: 'example.net.', ttl: 600 };

/** A listing of these records, and what was asked of it. */
function listing(...records: ListedRecord[]) {
  const asked: string[] = [];
  const list = async (type: string, names: readonly string[]) => {
    asked.push(`${type} ${names}`);
    return records.filter((one) => one.type === type);
  };
  return { asked, list };
}

test('lists each type once, and the CNAMEs of the names that hold no address', async () => {
  const { asked, list } = listing(home, www);

  const sets = await setsByType(
    [
      { name: 'home', type: 'A' },
      { name: 'www', type: 'A' },
      { name: 'home', type: 'AAAA' },
    ],
    list,
  );

  expect(asked).toEqual(['A home,www', 'AAAA home', 'CNAME www']);
  expect(sets).toEqual([
    { name: 'home', type: 'A', records: [{ value: '192.0.2.1', ttl: 600 }] },
    { name: 'www', type: 'A', records: [], conflict: 'holds a CNAME to example.net' },
    { name: 'home', type: 'AAAA', records: [] },
  ]);
});

test('asks for no CNAME when every name holds an address', async () => {
  const { asked, list } = listing(home);

  await setsByType([{ name: 'home', type: 'A' }], list);

  expect(asked).toEqual(['A home']);
});

test('takes no other record that a service lists among the CNAMEs for one', async () => {
  const list = async () => [{ ...home, name: 'www', type: 'TXT' }];

  const [set] = await setsByType([{ name: 'www', type: 'A' }], list);

  expect(set).toEqual({ name: 'www', type: 'A', records: [] });
});
