import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { plan } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import type { Change, CurrentRecord, DesiredSet, RecordSet } from '../../../src/dns/records.ts';
import { zoneIds } from '../../../src/providers/api/zone-ids.ts';
import { type RecordCalls, recordApi, recordSteps } from '../../../src/providers/apply/per-record.ts';
import { Refusal } from '../../../src/providers/refusal.ts';
import { failureOf } from '../contract/provided.ts';

const desired: DesiredSet = { name: 'home', type: 'A', value: '192.0.2.10', ttl: 600 };
const old = (id: string): CurrentRecord => ({ id, value: `192.0.2.${id}`, ttl: 600 });
const gone = () =>
  new Refusal('permanent', 'gone', {
    status: 404,
    code: undefined,
    unconfirmed: false,
    stale: false,
    retryAfter: undefined,
  });

/** The one change of a set that holds these records. */
function changeOf(...records: CurrentRecord[]) {
  const known: RecordSet = { name: 'home', type: 'A', records };
  const [change] = plan([desired], [known]);
  if (!change) throw new Error('nothing is to be changed');
  return change;
}

function calls(failing: Partial<RecordCalls> = {}) {
  const done: string[] = [];
  const noted: RecordCalls = {
    list: async () => [],
    async create({ value, ttl }) {
      done.push('create');
      return { id: 'new', value, ttl };
    },
    async update(id, { value, ttl }) {
      done.push(`update ${id}`);
      return { id, value, ttl };
    },
    async remove(id) {
      done.push(`remove ${id}`);
    },
    ...failing,
  };
  const steps = recordSteps(noted);
  return { done, carryOut: (change: Change) => steps(change, async () => {}) };
}

describe('the steps of one change', () => {
  test('write the desired record before any other is removed', async () => {
    const { done, carryOut } = calls();

    const held = await carryOut(changeOf(old('1'), old('2'), old('3')));

    expect(done).toEqual(['update 1', 'remove 2', 'remove 3']);
    expect(held.records).toEqual([{ id: '1', value: '192.0.2.10', ttl: 600 }]);
  });

  test('remove nothing when the desired record could not be written', async () => {
    const { done, carryOut } = calls({ update: () => Promise.reject(new Failure('transient', 'no')) });

    const failure = await failureOf(carryOut(changeOf(old('1'), old('2'))));

    expect(failure.unconfirmed).toBe(false);
    expect(done).toEqual([]);
  });

  test.each([
    ['another TTL', { ...old('2'), ttl: 300 }],
    ['the same value', { id: '2', value: '192.0.2.10', ttl: 300 }],
  ])('remove leftovers of %s first where the service takes no other order', async (_, leftover) => {
    const change = { ...changeOf(old('1')), remove: [leftover] };
    const { done, carryOut } = calls({
      update: async (id, { value, ttl }) => {
        if (!done.includes('remove 2')) throw new Failure('record', 'not beside the other one');
        done.push(`update ${id}`);
        return { id, value, ttl };
      },
    });

    const held = await carryOut(change);

    expect(done).toEqual(['remove 2', 'update 1']);
    expect(held.records).toEqual([{ id: '1', value: '192.0.2.10', ttl: 600 }]);
  });

  test('remove no leftover for a refusal that cannot be about it', async () => {
    const { done, carryOut } = calls({ update: () => Promise.reject(new Failure('record', 'no')) });

    expect(await failureOf(carryOut(changeOf(old('1'), old('2'))))).toMatchObject({ unconfirmed: false });
    expect(done).toEqual([]);
  });

  test('find the desired record where a new one is refused because it is there already', async () => {
    const twin = { id: '7', value: '192.0.2.10', ttl: 600 };
    const { carryOut } = calls({
      create: () => Promise.reject(new Failure('record', 'already exists')),
      list: async () => [{ name: 'home', type: 'A', ...twin }],
    });

    expect(await carryOut(changeOf())).toMatchObject({ records: [twin] });
  });

  test.each([
    ['has another TTL', { id: '7', value: '192.0.2.10', ttl: 300 }],
    ['has another value', { id: '7', value: '192.0.2.11', ttl: 600 }],
  ])('tell the refusal where the record that is there %s', async (_, other) => {
    const { carryOut } = calls({
      create: () => Promise.reject(new Failure('record', 'already exists')),
      list: async () => [{ name: 'home', type: 'A', ...other }],
    });

    expect(await failureOf(carryOut(changeOf()))).toMatchObject({ message: 'already exists' });
  });

  test('leave it unconfirmed when a removal fails after the first write', async () => {
    const { carryOut } = calls({ remove: () => Promise.reject(new Failure('limited', 'slow down')) });

    const failure = await failureOf(carryOut(changeOf(old('1'), old('2'))));

    expect(failure).toMatchObject({ kind: 'limited', unconfirmed: true });
  });

  test('take a record that is gone for removed, and one that was to be changed for an unconfirmed one', async () => {
    const removing = calls({ remove: () => Promise.reject(gone()) });
    const updating = calls({ update: () => Promise.reject(gone()) });

    const held = await removing.carryOut(changeOf(old('1'), old('2')));
    const failure = await failureOf(updating.carryOut(changeOf(old('1'))));

    expect(held.records).toHaveLength(1);
    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
  });

  test('touch nothing when one of the records has no id', async () => {
    const { done, carryOut } = calls();

    const failure = await failureOf(carryOut(changeOf(old('1'), { value: '192.0.2.9', ttl: 600 })));

    expect(failure.kind).toBe('record');
    expect(done).toEqual([]);
  });

  test('tell the refusal itself when asking for the reason fails too', async () => {
    const { carryOut } = calls({
      create: () => Promise.reject(new Failure('record', 'bad address')),
      list: () => Promise.reject(new Failure('transient', 'down')),
    });

    expect(await failureOf(carryOut(changeOf()))).toMatchObject({ kind: 'record', message: 'bad address' });
  });
});

describe('the ids of zones', () => {
  const zone = parseZone('example.com');
  const never = new AbortController().signal;

  test('are looked up once, and again after the provider knows one no more', async () => {
    let lookUps = 0;
    let failing = false;
    const zones = zoneIds(async () => `id${++lookUps}`);
    const provider = recordApi({
      zones,
      calls: ({ zoneId }) => ({
        list: async () => {
          if (failing) throw gone();
          return [{ name: 'home', type: 'A', value: zoneId, ttl: 1 }];
        },
        create: () => Promise.reject(new Error('not asked')),
        update: () => Promise.reject(new Error('not asked')),
        remove: () => Promise.reject(new Error('not asked')),
      }),
    });
    const read = async () => (await provider.read(zone, [desired], never))[0]?.records[0]?.value;

    const known = [await read(), await read()];
    failing = true;
    const failure = await failureOf(read());
    failing = false;
    const after = await read();

    expect(known).toEqual(['id1', 'id1']);
    expect(failure.kind).toBe('permanent');
    expect(after).toBe('id2');
  });
});
