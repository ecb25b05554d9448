import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { plan, planRemoval } from '../../../src/core/plan.ts';
import type { Change, CurrentRecord, DesiredSet, RecordSet } from '../../../src/dns/records.ts';
import { type CreateDeleteCalls, createThenDelete } from '../../../src/providers/apply/create-then-delete.ts';
import { Refusal } from '../../../src/providers/refusal.ts';
import { failureOf } from '../contract/provided.ts';

const key = { name: 'home', type: 'A' } as const;
const desired: DesiredSet = { ...key, value: '192.0.2.10', ttl: 600 };
const old = (id: string, ttl = 600): CurrentRecord => ({ id, value: `192.0.2.${id}`, ttl });
const refused = (status: number, stale = false) =>
  new Refusal(stale ? 'transient' : 'permanent', 'refused', {
    status,
    code: undefined,
    unconfirmed: stale,
    stale,
    retryAfter: undefined,
  });

/** A service that holds no value twice, and what it was asked. */
function service(...records: CurrentRecord[]) {
  const asked: string[] = [];
  let held = records;
  let conflict: string | undefined;
  const calls: CreateDeleteCalls = {
    async read(keys) {
      asked.push('read');
      return keys.map((one) => ({ ...one, records: held, ...(conflict !== undefined && { conflict }) }));
    },
    async create({ value, ttl }) {
      asked.push(`create ${value}`);
      if (conflict !== undefined || held.some((one) => one.value === value)) throw refused(422, true);
      const created = { id: 'new', value, ttl };
      held = [...held, created];
      return created;
    },
    async remove(id) {
      asked.push(`remove ${id}`);
      if (!held.some((one) => one.id === id)) throw refused(404);
      held = held.filter((one) => one.id !== id);
    },
  };
  return {
    asked,
    calls,
    get held() {
      return held;
    },
    set held(others) {
      held = others;
    },
    holdCname() {
      held = [];
      conflict = 'holds a CNAME to example.net';
    },
  };
}

function changeOf(...records: CurrentRecord[]): Change {
  const known: RecordSet = { ...key, records };
  const [change] = plan([desired], [known]);
  if (!change) throw new Error('nothing is to be changed');
  return change;
}

function carryOut(calls: CreateDeleteCalls, change: Change, check = async () => {}): Promise<RecordSet> {
  return createThenDelete('Example', calls)(change, check);
}

describe('create, then delete', () => {
  test('deletes nothing once the look is too old, and is unconfirmed then', async () => {
    const it = service(old('1'), old('2'));
    const tooOld = () => {
      throw new Failure('transient', 'too old');
    };

    const failure = await failureOf(carryOut(it.calls, changeOf(old('1'), old('2')), tooOld));

    expect(it.asked).toEqual(['create 192.0.2.10']);
    expect(failure).toMatchObject({ message: 'too old', unconfirmed: true });
  });

  test('creates the desired record before any other is removed', async () => {
    const it = service(old('1'), old('2'));

    const set = await carryOut(it.calls, changeOf(old('1'), old('2')));

    expect(it.asked).toEqual(['create 192.0.2.10', 'remove 1', 'remove 2']);
    expect(set).toEqual({ ...key, records: [{ id: 'new', value: '192.0.2.10', ttl: 600 }] });
  });

  test('creates nothing where the right record is there, and removes the others', async () => {
    const right = { id: 'right', value: '192.0.2.10', ttl: 600 };
    const it = service(right, old('1'));

    const set = await carryOut(it.calls, changeOf(right, old('1')));

    expect(it.asked).toEqual(['remove 1']);
    expect(set.records).toEqual([right]);
  });

  test('removes nothing when the desired record is refused', async () => {
    const it = service(old('1'));
    const create = () => Promise.reject(new Failure('record', 'bad address'));

    const failure = await failureOf(carryOut({ ...it.calls, create }, changeOf(old('1'))));

    expect(failure).toMatchObject({ kind: 'record', message: 'bad address', unconfirmed: false });
    expect(it.held).toEqual([old('1')]);
  });

  test('touches nothing when one of the records has no id', async () => {
    const it = service();
    const nameless = { value: '192.0.2.9', ttl: 600 };

    const failure = await failureOf(carryOut(it.calls, changeOf(old('1'), nameless)));

    expect(failure.kind).toBe('record');
    expect(it.asked).toEqual([]);
  });

  test('leaves it unconfirmed when a removal fails after the first write', async () => {
    const it = service(old('1'));
    const remove = () => Promise.reject(new Failure('limited', 'slow down'));

    const failure = await failureOf(carryOut({ ...it.calls, remove }, changeOf(old('1'))));

    expect(failure).toMatchObject({ kind: 'limited', unconfirmed: true });
  });
});

describe('a record that is refused as a duplicate', () => {
  test('is done when it is the very one, which someone else has created', async () => {
    const theirs = { id: 'theirs', value: '192.0.2.10', ttl: 600 };
    const it = service(theirs, old('1'));

    const set = await carryOut(it.calls, changeOf(old('1')));

    expect(it.asked).toEqual(['create 192.0.2.10', 'read', 'remove 1']);
    expect(set.records).toEqual([theirs]);
  });

  test('is deleted first when only its TTL differs, and not deleted twice', async () => {
    const it = service(old('10', 3600));

    const set = await carryOut(it.calls, changeOf(old('10', 3600)));

    expect(it.asked).toEqual(['create 192.0.2.10', 'read', 'remove 10', 'create 192.0.2.10']);
    expect(set.records).toEqual([{ id: 'new', value: '192.0.2.10', ttl: 600 }]);
  });

  test('is told with the CNAME that is the reason', async () => {
    const it = service();
    it.holdCname();

    const failure = await failureOf(carryOut(it.calls, changeOf()));

    expect(failure).toMatchObject({ kind: 'record', unconfirmed: false });
    expect(failure.message).toContain('holds a CNAME to example.net');
  });

  test('is not believed when nothing like it is listed', async () => {
    const it = service();
    const create = () => Promise.reject(refused(409, true));

    const failure = await failureOf(carryOut({ ...it.calls, create }, changeOf()));

    expect(failure).toMatchObject({ kind: 'record', unconfirmed: false });
    expect(failure.message).toMatch(/Example calls the record a duplicate/);
  });

  test('leaves it unconfirmed when it is one still after what was like it has been deleted', async () => {
    const it = service(old('10', 3600));
    const create = () => Promise.reject(refused(409, true));

    const failure = await failureOf(carryOut({ ...it.calls, create }, changeOf(old('10', 3600))));

    expect(failure).toMatchObject({ kind: 'record', unconfirmed: true });
  });
});

test('room is made once for a record, though one like it comes back each time', async () => {
  const it = service(old('10', 3600));
  let creates = 0;
  const create = () => Promise.reject(refused(++creates < 5 ? 409 : 500, creates < 5));
  const remove = async () => {};

  await failureOf(carryOut({ ...it.calls, create, remove }, changeOf(old('10', 3600))));

  expect(creates).toBe(2);
});

describe('ids', () => {
  test('are read when the answer leaves out that of the new record', async () => {
    const it = service();
    const create = (set: DesiredSet) => it.calls.create(set).then(() => undefined);

    const set = await carryOut({ ...it.calls, create }, changeOf());

    expect(set.records).toEqual([{ id: 'new', value: '192.0.2.10', ttl: 600 }]);
  });

  test('that are not listed after a confirmation leave it unconfirmed', async () => {
    const it = service();
    const create = () => Promise.resolve(undefined);

    const failure = await failureOf(carryOut({ ...it.calls, create }, changeOf()));

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
  });

  test('that are gone are looked for again: the old record goes, and what is new stays', async () => {
    const foreign = { id: 'foreign', value: '192.0.2.77', ttl: 600 };
    const it = service({ ...old('1'), id: 'other id' }, foreign);

    const set = await carryOut(it.calls, changeOf(old('1')));

    expect(it.asked).toEqual(['create 192.0.2.10', 'remove 1', 'read', 'remove other id']);
    expect(it.held.map(({ id }) => id)).toEqual(['foreign', 'new']);
    expect(set.records).toEqual(it.held);
  });

  test('that are gone because the record is gone leave nothing to do', async () => {
    const it = service();

    const set = await carryOut(it.calls, planRemovalOf(old('1')));

    expect(it.asked).toEqual(['remove 1', 'read']);
    expect(set.records).toEqual([]);
  });

  test('that change faster than records can be deleted are given up', async () => {
    const it = service(old('1'));
    const remove = () => Promise.reject(refused(404));

    const failure = await failureOf(carryOut({ ...it.calls, remove }, planRemovalOf(old('1'))));

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(failure.message).toMatch(/Example changes the ids/);
  });
});

function planRemovalOf(...records: CurrentRecord[]): Change {
  const [change] = planRemoval([{ ...key, records }]);
  if (!change) throw new Error('nothing is to be removed');
  return change;
}
