import { expect, it } from 'vitest';
import { changeOutcome } from '../../src/core/outcome.ts';
import type { Change, CurrentRecord } from '../../src/dns/records.ts';

const desired = { name: 'home', type: 'A', value: '81.2.69.1', ttl: 60 } as const;
const held: CurrentRecord = { value: '81.2.69.7', ttl: 300 };
const other: CurrentRecord = { value: '81.2.69.8', ttl: 900 };

function change(parts: Partial<Change>, ...records: CurrentRecord[]): Change {
  const current = { name: 'home', type: 'A', records } as const;
  return { name: 'home', type: 'A', desired, current, create: false, remove: [], ...parts };
}

it('tells the values that a change replaces as one line each of visible characters', () => {
  const { from } = changeOutcome(change({}, { value: '81.2.69.7\nforged\u202e', ttl: 60 }), 'confirmed');

  expect(from).toEqual(['81.2.69.7 forged']);
});

it.each<[string, Change, object]>([
  [
    'a create where nothing was',
    change({ create: true }),
    { action: 'create', from: [], to: '81.2.69.1', ttl: 60, ttlBefore: null, leftovers: 0 },
  ],
  [
    'an update where it is unknown what was',
    change({ create: true, current: { name: 'home', type: 'A', records: [], unseen: true } }),
    { action: 'update', unseen: true, ttlBefore: null },
  ],
  [
    'an update of the record that changes, with its TTL',
    change({ update: other, remove: [held] }, held, other),
    { action: 'update', from: ['81.2.69.7', '81.2.69.8'], ttlBefore: 900, leftovers: 1 },
  ],
  [
    'a trim where leftovers go alone, with the TTL of what stays',
    change({ keep: other, remove: [held] }, held, other),
    { action: 'trim', ttlBefore: 900, leftovers: 1 },
  ],
  [
    'a removal of the whole set, with the TTL of its first record',
    change({ desired: null, remove: [held, other] }, held, other),
    { action: 'remove', to: null, ttl: null, ttlBefore: 300, leftovers: 2 },
  ],
])('calls it %s', (_, given, expected) => {
  const outcome = changeOutcome(given, 'planned');

  expect(outcome).toMatchObject({ name: 'home', type: 'A', result: 'planned', ...expected });
  expect('unseen' in outcome).toBe('unseen' in expected);
});
