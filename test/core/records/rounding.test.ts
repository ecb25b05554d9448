import { describe, expect, test } from 'vitest';
import { createRounding } from '../../../src/core/records/rounding.ts';
import type { CurrentRecord } from '../../../src/dns/records.ts';
import type { Provider } from '../../../src/providers/provider.ts';
import { MemoryProvider } from '../../support/memory-provider.ts';
import { keptTarget } from '../../support/outcomes.ts';
import { reconcilerOf } from '../../support/reconciling.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const hour = 3_600_000;
const never = new AbortController().signal;
const first = { ipv4: '81.2.69.160' };
const second = { ipv4: '81.2.69.161' };

/** A host that makes 3600 of every TTL, which its answer to a write shows or does not. */
function home({ shows }: { readonly shows: boolean }) {
  const clock = new VirtualClock();
  const host = new MemoryProvider();
  host.fixedTtl = 3600;
  const provider: Provider = {
    ...host.provider,
    async apply(zone, changes, signal) {
      const answers = await host.provider.apply(zone, changes, signal);
      if (shows) return answers;
      return changes.map(({ name, type, desired }) => ({
        ...{ name, type },
        held: { name, type, records: desired ? [{ value: desired.value, ttl: desired.ttl }] : [] },
      }));
    },
  };
  const target = { ...keptTarget, keys: [{ name: 'home', type: 'A' } as const], ttl: 600 };
  const reconciler = reconcilerOf({ target, provider, clock, recheck: hour });
  const writes = () => host.calls.filter((call) => call.startsWith('apply')).length;
  return { clock, host, reconciler, writes };
}

describe.each([
  ['in the answer to the write', true, 1],
  ['at the next reads', false, 3],
] as const)('a TTL that the host rounds, seen %s', (_, shows, most) => {
  test('is not written again at each recheck, is noted once and is no failure', async () => {
    const { clock, reconciler, writes } = home({ shows });
    for (let recheck = 0; recheck < 24; recheck++) {
      await reconciler.step(first, never);
      await clock.advance(hour);
    }

    const { records, notes, waiting } = await reconciler.step(first, never);

    expect(writes()).toBe(most);
    expect(records).toMatchObject([{ state: 'in-sync', value: first.ipv4, ttl: 3600 }]);
    expect(notes).toMatchObject([
      { code: 'ttl-rounded', text: expect.stringMatching(/home\/A with a TTL of 3600 instead of 600/) },
    ]);
    expect(waiting).toBeUndefined();
  });

  test('does not keep a new address from being written', async () => {
    const { clock, host, reconciler, writes } = home({ shows });
    for (let recheck = 0; recheck < 4; recheck++) {
      await reconciler.step(first, never);
      await clock.advance(hour);
    }
    const before = writes();

    const { records } = await reconciler.step(second, never);

    expect(records).toMatchObject([{ state: 'in-sync', value: second.ipv4 }]);
    expect(host.values('home', 'A')).toEqual([second.ipv4]);
    expect(writes()).toBe(before + 1);
  });
});

test('a TTL that the owner changed by hand is put right again', async () => {
  const { clock, host, reconciler } = home({ shows: false });
  host.fixedTtl = undefined;
  await reconciler.step(first, never);

  for (const ttl of [900, 1800, 900]) {
    host.set('home', 'A', { value: first.ipv4, ttl });
    await clock.advance(hour);
    const { notes } = await reconciler.step(first, never);
    expect(host.held.get('home/A')?.records).toMatchObject([{ ttl: 600 }]);
    expect(notes).toBeUndefined();
    await clock.advance(hour);
    await reconciler.step(first, never);
  }
});

test('a TTL that the owner changed, seen by two reads before it is put right, is no rounding', () => {
  const rounding = createRounding('memory');
  const desired = { name: 'home', type: 'A', value: first.ipv4, ttl: 600 } as const;
  const held = (ttl: number) => ({ name: 'home', type: 'A', records: [{ value: first.ipv4, ttl }] }) as const;
  rounding.wrote(desired, held(600));

  rounding.read(held(660));
  rounding.read(held(660));

  expect(rounding.notes()).toEqual([]);
  expect(rounding.effective(desired)).toEqual(desired);
});

test('a TTL that the owner sets again as soon as it was put right is no rounding', () => {
  const rounding = createRounding('memory');
  const desired = { name: 'home', type: 'A', value: first.ipv4, ttl: 600 } as const;
  const held = (ttl: number) => ({ name: 'home', type: 'A', records: [{ value: first.ipv4, ttl }] }) as const;
  rounding.wrote(desired, held(600));
  rounding.read(held(660));
  rounding.wrote(desired, held(600));

  rounding.read(held(660));

  expect(rounding.effective(desired)).toEqual(desired);
});

describe('a TTL in an answer', () => {
  const desired = { name: 'home', type: 'A', value: first.ipv4, ttl: 600 } as const;
  const held = (...records: CurrentRecord[]) => ({ name: 'home', type: 'A', records }) as const;

  test.each<[string, CurrentRecord[]]>([
    ['that is as asked for', [{ value: first.ipv4, ttl: 600 }]],
    ['that the host decides', [{ value: first.ipv4, ttl: null }]],
    ['of a record that differs in more', [{ value: first.ipv4, ttl: 3600, differs: true }]],
    ['of another address', [{ value: second.ipv4, ttl: 3600 }]],
    [
      'of one record among others',
      [
        { value: first.ipv4, ttl: 3600 },
        { value: second.ipv4, ttl: 3600 },
      ],
    ],
    ['of no record', []],
  ])('%s is no rounding', (_, records) => {
    const rounding = createRounding('memory');

    rounding.wrote(desired, held(...records));

    expect(rounding.notes()).toEqual([]);
  });

  test('that the host made of one TTL says nothing of another one', () => {
    const rounding = createRounding('memory');
    rounding.wrote(desired, held({ value: first.ipv4, ttl: 3600 }));

    expect(rounding.effective(desired).ttl).toBe(3600);
    expect(rounding.effective({ ...desired, ttl: 700 }).ttl).toBe(700);
    expect(rounding.effective({ ...desired, name: 'www' }).ttl).toBe(600);
  });
});

describe('a TTL that is read', () => {
  const desired = { name: 'home', type: 'A', value: first.ipv4, ttl: 600 } as const;
  const held = (ttl: number) => ({ name: 'home', type: 'A', records: [{ value: first.ipv4, ttl }] }) as const;

  /** What is made of these reads, with the write that puts it right after each. */
  function after(...ttls: number[]) {
    const rounding = createRounding('memory');
    rounding.wrote(desired, held(600));
    for (const ttl of ttls) {
      rounding.read(held(ttl));
      rounding.wrote(desired, held(600));
    }
    return rounding.effective(desired).ttl;
  }

  test.each([
    ['thrice the same is the host’s', [3600, 3600, 3600], 3600],
    ['twice the same may be the owner’s', [3600, 3600], 600],
    ['another one in between begins anew', [3600, 3600, 900, 3600, 3600], 600],
    ['the right one in between begins anew', [3600, 3600, 600, 3600], 600],
  ])('%s', (_, ttls, expected) => {
    expect(after(...ttls)).toBe(expected);
  });

  test('of what was never written says nothing', () => {
    const rounding = createRounding('memory');
    for (let read = 0; read < 9; read++) rounding.read(held(3600));

    expect(rounding.notes()).toEqual([]);
  });
});
