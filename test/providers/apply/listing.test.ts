import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { standInConflict } from '../../../src/providers/apply/conflict.ts';
import {
  conflictOr,
  currentSets,
  inTheWay,
  type ListedRecord,
  listedSets,
  onlyName,
} from '../../../src/providers/apply/listing.ts';

const key = { name: 'home', type: 'A' } as const;
const six = { name: 'home', type: 'AAAA' } as const;
const four: ListedRecord = { ...key, value: '81.2.69.1', ttl: 60, id: 'r1' };
const alias: ListedRecord = { name: 'home', type: 'CNAME', value: 'example.net.', ttl: 60 };
const other: ListedRecord = { name: 'home', type: 'TXT', value: 'a text', ttl: 60 };

describe('a listing', () => {
  test('gives each set its records, and nothing where none is listed', () => {
    const listed = [four, { ...six, value: '2a02::1', ttl: 60 }, { ...four, value: '81.2.69.2' }, other];

    expect(currentSets([key, six, { name: 'www', type: 'A' }], listed)).toEqual([
      {
        ...key,
        records: [
          { value: '81.2.69.1', ttl: 60, id: 'r1' },
          { value: '81.2.69.2', ttl: 60, id: 'r1' },
        ],
      },
      { ...six, records: [{ value: '2a02::1', ttl: 60 }] },
      { name: 'www', type: 'A', records: [] },
    ]);
  });

  test('shows what is in the way where there is no address, and not beside one', () => {
    const [a, aaaa] = currentSets([key, six], [four, alias]);

    expect([a?.conflict, aaaa?.conflict]).toEqual([undefined, 'holds a CNAME to example.net']);
    expect(a).not.toHaveProperty('conflict');
  });

  test('says of an address itself that it cannot be changed, and of another record why there can be none', () => {
    const managed = 'is managed by the service';

    expect(currentSets([key], [{ ...four, conflict: managed }])[0]).toMatchObject({ conflict: managed });
    expect(currentSets([key], [{ ...other, conflict: managed }])[0]).toMatchObject({ conflict: managed });
    expect(currentSets([key], [other])[0]).not.toHaveProperty('conflict');
  });

  test('is asked for one name where there is only one', async () => {
    const asked: (string | undefined)[] = [];
    const list = async (name: string | undefined) => {
      asked.push(name);
      return [four];
    };
    await listedSets([key, six], list);
    await listedSets([key, { name: 'www', type: 'A' }], list);

    expect(asked).toEqual(['home', undefined]);
    expect([onlyName([]), onlyName([key])]).toEqual([undefined, 'home']);
  });
});

describe('a record that was refused', () => {
  const refused = new Failure('record', 'is refused');

  test('is told with the CNAME that is the reason, where there is one', async () => {
    const failure = await conflictOr(refused, key, async () => [alias]);

    expect(failure.kind).toBe('record');
    expect(failure.reason).toContain('holds a CNAME to example.net');
    expect(await conflictOr(refused, key, async () => [other])).toBe(refused);
    expect(inTheWay(undefined, refused)).toBe(refused);
  });

  test('is told as it is where nothing more can be found out', async () => {
    expect(await conflictOr(refused, key, () => Promise.reject(new Error('no')))).toBe(refused);
  });

  test('is asked about for no other failure', async () => {
    let asked = 0;
    const failure = new Failure('transient', 'no answer');
    const found = await conflictOr(failure, key, async () => {
      asked += 1;
      return [alias];
    });

    expect([found, asked]).toEqual([failure, 0]);
  });
});

test.each([
  ['ALIAS', 'an ALIAS'],
  ['ANAME', 'an ANAME'],
  ['LUA', 'a LUA'],
  ['POOL', 'a POOL'],
  ['URL', 'a URL'],
  ['REDIRECT', 'a REDIRECT'],
  ['FRAME', 'a FRAME'],
  ['STEALTH', 'a STEALTH'],
  ['CNAME', 'a CNAME'],
])('%s leaves no room for an address', (type, what) => {
  expect(standInConflict(type, 'example.net.')).toBe(`holds ${what} to example.net`);
});

test.each(['A', 'TXT', 'MX', ''])('%s beside an address is no conflict', (type) => {
  expect(standInConflict(type, 'example.net.')).toBeUndefined();
});
