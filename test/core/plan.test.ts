import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInSync, plan, planRemoval } from '../../src/core/plan.ts';
import type { Change, CurrentRecord, DesiredSet, RecordSet } from '../../src/dns/records.ts';
import { keyText } from '../../src/dns/records.ts';

const desired: DesiredSet = { name: 'home', type: 'A', value: '81.2.69.160', ttl: 600 };
const held = (...records: CurrentRecord[]): RecordSet => ({ name: 'home', type: 'A', records });

describe('a plan', () => {
  it('is empty when the set holds exactly the desired record', () => {
    expect(plan([desired], [held({ value: '81.2.69.160', ttl: 600 })])).toEqual([]);
  });

  it('creates what is missing', () => {
    const [change] = plan([desired], [held()]);

    expect(change).toMatchObject({ create: true, remove: [], desired });
    expect(change).not.toHaveProperty('update');
  });

  it('updates in place what differs', () => {
    const old = { value: '81.2.69.1', ttl: 600, id: 'r1' };

    expect(plan([desired], [held(old)])).toMatchObject([{ create: false, update: old, remove: [] }]);
  });

  it('changes the TTL of the right record rather than the value of another', () => {
    const right = { value: '81.2.69.160', ttl: 3600, id: 'r2' };
    const other = { value: '81.2.69.1', ttl: 600, id: 'r1' };

    expect(plan([desired], [held(other, right)])).toMatchObject([{ update: right, remove: [other] }]);
  });

  it('only deletes leftovers when the right record is there', () => {
    const right = { value: '81.2.69.160', ttl: 600, id: 'r9' };
    const other = { value: '81.2.69.1', ttl: 600, id: 'r1' };

    expect(plan([desired], [held(other, right)])).toMatchObject([
      { keep: right, create: false, remove: [other] },
    ]);
  });

  it('does not compare a TTL that the provider decides', () => {
    expect(plan([desired], [held({ value: '81.2.69.160', ttl: null })])).toEqual([]);
  });

  it('updates a record that differs in something else, and keeps another that is right in all', () => {
    const differing = { value: '81.2.69.160', ttl: null, id: 'r1', differs: true } as const;
    const right = { value: '81.2.69.160', ttl: 600, id: 'r2' };

    expect(plan([desired], [held(differing)])).toMatchObject([
      { update: differing, create: false, remove: [] },
    ]);
    expect(plan([desired], [held(differing, right)])).toMatchObject([{ keep: right, remove: [differing] }]);
  });

  it.each<[string, CurrentRecord, CurrentRecord]>([
    [
      'with the lower id',
      { value: '81.2.69.9', ttl: 600, id: 'r1' },
      { value: '81.2.69.1', ttl: 600, id: 'r2' },
    ],
    ['without an id', { value: '81.2.69.9', ttl: 600 }, { value: '81.2.69.1', ttl: 600, id: 'a' }],
    ['with the lower value', { value: '81.2.69.1', ttl: 600 }, { value: '81.2.69.9', ttl: 600 }],
  ])('updates the record %s, in whatever order they are listed', (_, first, other) => {
    for (const listed of [
      [first, other],
      [other, first],
    ]) {
      expect(plan([desired], [held(...listed)])).toMatchObject([{ update: first, remove: [other] }]);
    }
  });

  it('compares addresses, not their spelling', () => {
    const wanted6: DesiredSet = { name: '@', type: 'AAAA', value: '2a02:8070::1', ttl: 600 };
    const held6: RecordSet = {
      name: '@',
      type: 'AAAA',
      records: [{ value: '2A02:8070:0:0::0001', ttl: 600 }],
    };

    expect(plan([wanted6], [held6])).toEqual([]);
  });

  it('leaves alone a name that holds a CNAME', () => {
    expect(plan([desired], [{ ...held(), conflict: 'holds a CNAME to example.net' }])).toEqual([]);
  });

  it('is never fulfilled at a name that cannot hold an address', () => {
    const right = { value: '81.2.69.160', ttl: 600 };

    expect(isInSync(desired, held(right))).toBe(true);
    expect(isInSync(desired, { ...held(right), conflict: 'holds a CNAME to example.net' })).toBe(false);
  });

  it('leaves alone a set that was not read', () => {
    expect(plan([desired], [])).toEqual([]);
  });

  it('for removal holds only sets that exist', () => {
    const absent: RecordSet = { name: 'gone', type: 'A', records: [] };

    expect(planRemoval([held({ value: '81.2.69.160', ttl: 600 }), absent])).toMatchObject([
      { name: 'home', desired: null, create: false, remove: [{ value: '81.2.69.160' }] },
    ]);
  });

  it.each([
    ['its TTL', 3600, 3600],
    ['the usual TTL where it has none', null, 900],
  ])('for removal keeps the record of somebody else with %s', (_, ttl, expected) => {
    const ours = { value: '81.2.69.160', ttl: 600, id: 'r1' };
    const other = { value: '81.2.69.1', ttl, id: 'r2' };

    expect(planRemoval([held(ours, other)], (_, record) => record === ours, 900)).toMatchObject([
      { desired: { value: other.value, ttl: expected }, create: false, remove: [ours], keep: other },
    ]);
  });
});

const names = ['@', 'home', 'www', '*.lab', 'a'];
const values = ['81.2.69.160', '81.2.69.161', '81.2.69.162'];
const arbitraryKey = fc.record({ name: fc.constantFrom(...names), type: fc.constantFrom('A', 'AAAA') });
const arbitrarySet: fc.Arbitrary<RecordSet> = fc
  .tuple(
    arbitraryKey,
    fc.array(
      fc.record(
        {
          value: fc.constantFrom(...values),
          ttl: fc.constantFrom(600, 700, null),
          differs: fc.constant(true as const),
        },
        { requiredKeys: ['value', 'ttl'] },
      ),
      { maxLength: 4 },
    ),
    fc.boolean(),
  )
  .map(([key, records, blocked]) => ({
    ...key,
    records: blocked ? [] : records.map((record, index) => ({ ...record, id: `${key.name}${index}` })),
    ...(blocked && { conflict: 'holds a CNAME' }),
  }));
const arbitraryZone = fc.uniqueArray(arbitrarySet, { selector: keyText, maxLength: 10 });
const arbitraryWanted: fc.Arbitrary<DesiredSet[]> = fc.uniqueArray(
  fc
    .tuple(arbitraryKey, fc.constantFrom(...values), fc.constantFrom(600, 700))
    .map(([key, value, ttl]) => ({ ...key, value, ttl })),
  { selector: keyText, maxLength: 6 },
);

/** What a provider of single records holds after it carried out a plan. */
function carryOut(zone: readonly RecordSet[], changes: readonly Change[]): RecordSet[] {
  return zone.map((set) => {
    const change = changes.find((candidate) => keyText(candidate) === keyText(set));
    if (!change) return set;
    const gone = new Set([...change.remove, ...(change.update ? [change.update] : [])]);
    const rest = set.records.filter((record) => !gone.has(record));
    const fresh =
      change.desired && (change.create || change.update) ? [{ ...change.desired, id: 'fresh' }] : [];
    return { ...set, records: [...rest, ...fresh] };
  });
}

describe('for every zone and every wish', () => {
  it('a plan made after the plan was carried out is empty, and the wish is fulfilled', () => {
    fc.assert(
      fc.property(arbitraryWanted, arbitraryZone, (wish, zone) => {
        const after = carryOut(zone, plan(wish, zone));

        expect(plan(wish, after)).toEqual([]);
        for (const set of wish) {
          const result = after.find((candidate) => keyText(candidate) === keyText(set));
          if (result && result.conflict === undefined) expect(isInSync(set, result)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('a plan touches desired names and types only, and only records that are there', () => {
    fc.assert(
      fc.property(arbitraryWanted, arbitraryZone, (wish, zone) => {
        const kept = new Set(wish.map(keyText));

        for (const change of plan(wish, zone)) {
          const set = zone.find((candidate) => keyText(candidate) === keyText(change));
          const touched = [...change.remove, ...(change.update ? [change.update] : [])];
          expect(kept.has(keyText(change))).toBe(true);
          expect(set?.records).toEqual(expect.arrayContaining(touched));
        }
        const untouched = zone.filter((set) => !kept.has(keyText(set)));
        expect(carryOut(zone, plan(wish, zone))).toEqual(expect.arrayContaining(untouched));
      }),
      { numRuns: 2000 },
    );
  });

  it('the same input gives the same plan, in whatever order the provider lists its records', () => {
    fc.assert(
      fc.property(arbitraryWanted, arbitraryZone, (wish, zone) => {
        const reversed = zone.map((set) => ({ ...set, records: [...set.records].reverse() }));
        const essence = (changes: Change[]) => changes.map(({ current: _, ...change }) => change);

        expect(essence(plan(wish, reversed))).toEqual(essence(plan(wish, zone)));
      }),
      { numRuns: 2000 },
    );
  });
});
