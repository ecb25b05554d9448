import { describe, expect, test } from 'vitest';
import { sleep } from '../../../src/base/clock.ts';
import { Failure } from '../../../src/base/failure.ts';
import { plan, planRemoval } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import type { Change, DesiredSet, RecordKey } from '../../../src/dns/records.ts';
import { comparing } from '../../../src/providers/apply/comparing.ts';
import type { ListedRecord } from '../../../src/providers/apply/listing.ts';
import { batchApi } from '../../../src/providers/apply/per-batch.ts';
import { recordApi } from '../../../src/providers/apply/per-record.ts';
import { reconcilerOf } from '../../support/reconciling.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const zone = parseZone('example.com');
const never = new AbortController().signal;
const second = 1_000;
const home: RecordKey = { name: 'home', type: 'A' };
const desired = (value: string, name = 'home'): DesiredSet => ({ name, type: 'A', value, ttl: 600 });
const listed = (id: string, name: string, value: string): ListedRecord => ({
  ...{ id, name, type: 'A', value, ttl: 600 },
});

/** A host of single records, each written in `ms` and all listed in `listMs` milliseconds; `calls` are in their order. */
function hostOf(given: readonly ListedRecord[], { ms = 0, listMs = 0, replacesSets = false } = {}) {
  const clock = new VirtualClock();
  const calls: string[] = [];
  const state = { records: [...given], listFails: undefined as Failure | undefined };
  const adapter = recordApi({
    calls: () => ({
      async list() {
        calls.push('list');
        if (state.listFails) throw state.listFails;
        if (listMs > 0) await sleep(clock, listMs, never);
        return state.records;
      },
      async create(set) {
        calls.push(`create ${set.name}`);
        return { id: 'new', ...set };
      },
      async update(id, set) {
        calls.push(`update ${id}`);
        if (ms > 0) await sleep(clock, ms, never);
        state.records = state.records.map((one) => (one.id === id ? { ...one, value: set.value } : one));
        return { id, ...set };
      },
      async remove(id) {
        calls.push(`remove ${id}`);
        state.records = state.records.filter((one) => one.id !== id);
      },
    }),
  });
  const provider = comparing({ ...adapter, replacesSets }, clock);
  const applied = async (changes: readonly Change[]) => {
    const applying = provider.apply(zone, changes, never);
    for (let tick = 0; tick < 60; tick++) await clock.advance(second);
    return applying;
  };
  return { clock, calls, state, provider, applied };
}

describe('comparing before a write', () => {
  test('takes what was read five seconds ago for what is there, and no older', async () => {
    const { clock, calls, provider } = hostOf([listed('1', 'home', '192.0.2.1')]);
    const changes = plan([desired('192.0.2.2')], await provider.read(zone, [home], never));
    await clock.advance(5 * second);
    await provider.apply(zone, changes, never);
    const again = plan([desired('192.0.2.3')], await provider.read(zone, [home], never));
    await clock.advance(5 * second + 1);

    await provider.apply(zone, again, never);

    expect(calls).toEqual(['list', 'update 1', 'list', 'list', 'update 1']);
  });

  test('takes no read of an earlier step for what is there, however short ago it was', async () => {
    const { calls, provider, state } = hostOf([listed('1', 'home', '192.0.2.1')]);
    const changes = plan([desired('192.0.2.2')], await provider.read(zone, [home], never));
    state.records = [listed('1', 'office', '192.0.2.1')];

    const [answer] = await provider.apply(
      zone,
      changes.map((change) => ({ ...change, knownBefore: true as const })),
      never,
    );

    expect(calls).toEqual(['list', 'list']);
    expect(answer).toMatchObject({ failure: { unconfirmed: true }, now: { ...home, records: [] } });
  });

  test('reads once more for each five seconds that the writing takes, for all names together', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `host${n}`);
    const { calls, provider, applied } = hostOf(
      names.map((name, n) => listed(`${n}`, name, '192.0.2.1')),
      { ms: 2 * second },
    );
    const sets = names.map((name) => desired('192.0.2.2', name));
    const changes = plan(sets, await provider.read(zone, sets, never));
    calls.length = 0;

    const answers = await applied(changes);

    expect(answers.filter((one) => 'held' in one)).toHaveLength(8);
    expect(calls.filter((call) => call === 'list')).toHaveLength(2);
  });

  test('takes a list that was longer under way than that for old, and reads once more', async () => {
    const { calls, provider, applied, clock } = hostOf([listed('1', 'home', '192.0.2.1')], {
      listMs: 6 * second,
    });
    const reading = provider.read(zone, [home], never);
    await clock.advance(6 * second);

    const [answer] = await applied(plan([desired('192.0.2.2')], await reading));

    expect(calls).toEqual(['list', 'list', 'update 1']);
    expect(answer).toHaveProperty('held');
  });

  test('tells a batch that takes several calls when its look is too old for the next', async () => {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const adapter = batchApi({
      size: 10,
      calls: () => ({
        list: async () => [listed('1', 'home', '192.0.2.1')],
        async write(_, check) {
          calls.push('first');
          await sleep(clock, 6 * second, never);
          await check();
          calls.push('second');
          return [];
        },
      }),
    });
    const provider = comparing(adapter, clock);
    const changes = plan([desired('192.0.2.2')], await provider.read(zone, [home], never));
    const applying = provider.apply(zone, changes, never);
    for (let tick = 0; tick < 10; tick++) await clock.advance(second);

    expect(await applying).toMatchObject([{ failure: { kind: 'transient', unconfirmed: true } }]);
    expect(calls).toEqual(['first']);
  });

  test('deletes nothing after a write that took longer than a read is good for, where it is not there any more', async () => {
    const given = [listed('1', 'home', '192.0.2.1'), listed('2', 'home', '192.0.2.3')];
    const { calls, provider, applied, state, clock } = hostOf(given, { ms: 6 * second });
    const changes = plan([desired('192.0.2.2')], await provider.read(zone, [home], never));
    clock.after(second, () => {
      state.records = state.records.map((one) => (one.id === '2' ? { ...one, name: 'office' } : one));
    });

    const [answer] = await applied(changes);

    expect(calls).toEqual(['list', 'update 1', 'list']);
    expect(answer).toMatchObject({ failure: { kind: 'transient', unconfirmed: true } });
  });

  test('looks once more before it deletes after such a write, and for all of the rest together', async () => {
    const given = ['1', '3', '4'].map((last) => listed(last, 'home', `192.0.2.${last}`));
    const { calls, provider, applied, state } = hostOf(given, { ms: 6 * second });

    await applied(plan([desired('192.0.2.2')], await provider.read(zone, [home], never)));

    expect(calls).toEqual(['list', 'update 1', 'list', 'remove 3', 'remove 4']);
    expect(state.records.map(({ value }) => value)).toEqual(['192.0.2.2']);
  });

  test('deletes nothing after such a write where it cannot look', async () => {
    const given = [listed('1', 'home', '192.0.2.1'), listed('2', 'home', '192.0.2.3')];
    const { calls, provider, applied, state, clock } = hostOf(given, { ms: 6 * second });
    const changes = plan([desired('192.0.2.2')], await provider.read(zone, [home], never));
    clock.after(second, () => {
      state.listFails = new Failure('transient', 'it does not answer');
    });

    const [answer] = await applied(changes);

    expect(calls).toEqual(['list', 'update 1', 'list']);
    expect(answer).toMatchObject({ failure: { kind: 'transient', unconfirmed: true } });
  });

  test('deletes after a write that took less', async () => {
    const given = [listed('1', 'home', '192.0.2.1'), listed('2', 'home', '192.0.2.3')];
    const { calls, provider, applied } = hostOf(given, { ms: 4 * second });

    await applied(plan([desired('192.0.2.2')], await provider.read(zone, [home], never)));

    expect(calls).toEqual(['list', 'update 1', 'remove 2']);
  });

  test('sees what is renamed while others are written', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const { calls, provider, applied, state, clock } = hostOf(
      names.map((name, n) => listed(`${n}`, name, '192.0.2.1')),
      { ms: 2 * second },
    );
    const sets = names.map((name) => desired('192.0.2.2', name));
    const changes = plan(sets, await provider.read(zone, sets, never));
    clock.after(second, () => {
      state.records = state.records.map((one) => (one.id === '4' ? { ...one, name: 'office' } : one));
    });

    const answers = await applied(changes);

    expect(calls).not.toContain('update 4');
    expect(answers[4]).toMatchObject({ name: 'five', now: { records: [] } });
  });

  test('sends nothing when it cannot find out what is there', async () => {
    const { calls, provider, state } = hostOf([
      listed('1', 'home', '192.0.2.1'),
      listed('2', 'two', '192.0.2.1'),
    ]);
    const sets = [desired('192.0.2.2'), desired('192.0.2.2', 'two')];
    const changes = plan(sets, await provider.read(zone, sets, never));
    state.listFails = new Failure('transient', 'down', { unconfirmed: true });
    calls.length = 0;

    const answers = await provider.apply(
      zone,
      changes.map((change) => ({ ...change, knownBefore: true as const })),
      never,
    );

    expect(calls).toEqual(['list']);
    expect(answers).toMatchObject([
      { failure: { message: 'down', unconfirmed: false } },
      { failure: { message: 'down', unconfirmed: false } },
    ]);
  });

  test('goes by the new id where the same address has one', async () => {
    const { calls, provider, state } = hostOf([listed('1', 'home', '192.0.2.1')]);
    const changes = plan([desired('192.0.2.2')], await provider.read(zone, [home], never));
    state.records = [listed('1', 'office', '192.0.2.1'), listed('2', 'home', '192.0.2.1')];

    await provider.apply(
      zone,
      changes.map((change) => ({ ...change, knownBefore: true as const })),
      never,
    );

    expect(calls).toEqual(['list', 'list', 'update 2']);
  });

  test('leaves a set alone of which several records are to stay, where it could only be changed as a whole', async () => {
    const records = ['1', '2', '3'].map((id) => listed(id, 'home', `192.0.2.${id}`));
    const { calls, provider } = hostOf(records, { replacesSets: true });
    const isOurs = (_: RecordKey, { id }: { readonly id?: string }) => id === '1';
    const changes = planRemoval(await provider.read(zone, [home], never), isOurs);

    const [answer] = await provider.apply(zone, changes, never);

    expect(calls).toEqual(['list']);
    expect(answer).toMatchObject({ failure: { kind: 'record' } });
  });
});

describe('a step that finds a set changed', () => {
  const target = { id: 'x', host: 'x', title: 'x', zone, keys: [home], ttl: 600 };

  test('plans anew once, and calls it unconfirmed when it is changed again', async () => {
    const { clock, state, provider } = hostOf([listed('1', 'home', '192.0.2.1')]);
    const looks: number[] = [];
    const reconciler = reconcilerOf({
      target,
      clock,
      provider: {
        ...{ name: 'x', ttl: { min: 60, max: 3600 } },
        read: provider.read,
        async apply(...[given, changes, signal]) {
          looks.push(changes.length);
          // Somebody is faster each time.
          state.records = [listed(`${looks.length + 1}`, 'home', `192.0.2.${100 + looks.length}`)];
          const late = changes.map((change) => ({ ...change, knownBefore: true as const }));
          return provider.apply(given, late, signal);
        },
      },
    });

    const { records, changes } = await reconciler.step({ ipv4: '81.2.69.1' }, never);

    expect(looks).toEqual([1, 1]);
    expect(records).toMatchObject([{ state: 'unknown', failure: { kind: 'transient' } }]);
    expect(changes).toMatchObject([{ result: { unconfirmed: true } }]);
    expect(reconciler.wakeAt()).toBeGreaterThan(clock.monotonic());
  });

  test('finishes at the next look what a slow host left over', async () => {
    const given = [listed('1', 'home', '192.0.2.1'), listed('2', 'home', '192.0.2.3')];
    const { clock, state, provider } = hostOf(given, { ms: 6 * second });
    const reconciler = reconcilerOf({
      target,
      clock,
      provider: { ...provider, name: 'x', ttl: { min: 60, max: 3600 } },
    });
    clock.after(second, () => {
      state.records = state.records.map((one) => (one.id === '2' ? { ...one, id: '3' } : one));
    });
    const stepped = async () => {
      const stepping = reconciler.step({ ipv4: '81.2.69.1' }, never);
      for (let tick = 0; tick < 10; tick++) await clock.advance(second);
      return stepping;
    };

    const first = await stepped();
    for (let tick = 0; tick < 60; tick++) await clock.advance(second);
    const next = await stepped();

    expect(first.records).toMatchObject([{ state: 'unknown' }]);
    expect(next.records).toMatchObject([{ state: 'in-sync' }]);
    expect(state.records.map(({ value }) => value)).toEqual(['81.2.69.1']);
  });
});
