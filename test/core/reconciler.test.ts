import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/app/accounts.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Reconciler } from '../../src/core/reconciler.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const address = '81.2.69.160';
const newAddress = '81.2.69.161';
const hour = 3_600_000;
const never = new AbortController().signal;
const homeKey = { name: 'home', type: 'A' } as const;
const noHttp = () => Promise.reject(new Error('no request is expected'));

const folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
afterAll(() => rmSync(folder, { recursive: true }));

let clock: VirtualClock;
let provider: MemoryProvider;
let secrets: string[];

beforeEach(() => {
  clock = new VirtualClock();
  provider = new MemoryProvider();
  secrets = [];
});

interface Keeping {
  readonly dryRun?: boolean;
  readonly file?: string;
  /** Keeps home/AAAA with this host part. */
  readonly ipv6Suffix?: string;
}

function keep(names: readonly string[], { dryRun = false, file, ipv6Suffix }: Keeping = {}): Reconciler {
  const target: Target = {
    id: 'memory example.com',
    host: 'memory',
    title: 'Memory',
    zone: parseZone('example.com'),
    keys: ipv6Suffix ? [{ name: 'home', type: 'AAAA' }] : names.map((name) => ({ name, type: 'A' })),
    ttl: 600,
    ...(ipv6Suffix && { ipv6Suffix }),
  };
  const configured = {
    ...{ ...target, number: 1, families: ['ipv4'] as const, provider: provider.definition },
    ...{ values: { MEMORY_TOKEN: 'first' }, files: file === undefined ? {} : { MEMORY_TOKEN: file } },
  };
  const onSecret = (secret: string) => secrets.push(secret);
  const context = { clock, timeout: 10_000 };
  const accountOf = createAccounts(
    { http: noHttp, clock, context, onSecret },
    new Map([[target, configured]]),
  );
  const { account, access } = accountOf(target);
  return reconcilerOf({ target, provider: access, account, clock, recheck: hour, dryRun });
}

const states = (outcome: Awaited<ReturnType<Reconciler['step']>>) =>
  outcome.records.map(({ state }) => state);

describe('a target', () => {
  it('corrects a wrong record within one round', async () => {
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
    const reconciler = keep(['home']);

    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(provider.values('home', 'A')).toEqual([address]);
    expect(states(outcome)).toEqual(['in-sync']);
    expect(outcome.changes).toMatchObject([
      { action: 'update', from: ['1.2.3.4'], to: address, result: 'confirmed' },
    ]);
  });

  it('writes nothing when the record is right, and makes no call while nothing changes', async () => {
    provider.set('home', 'A', { value: address, ttl: 600 });
    const reconciler = keep(['home']);

    for (let tick = 0; tick < 100; tick++) {
      await reconciler.step({ ipv4: address }, never);
      await clock.advance(30_000);
    }

    expect(provider.calls).toEqual(['read home/A']);
  });

  it('leaves records as they are while no address is known', async () => {
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
    const reconciler = keep(['home']);

    const outcome = await reconciler.step({}, never);

    expect(provider.calls).toEqual([]);
    expect(states(outcome)).toEqual(['pending']);
  });

  it('heals an edit made by hand at the next recheck', async () => {
    const reconciler = keep(['home']);
    await reconciler.step({ ipv4: address }, never);
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });

    await reconciler.step({ ipv4: address }, never);
    expect(provider.values('home', 'A')).toEqual(['1.2.3.4']);

    await clock.advance(hour);
    await reconciler.step({ ipv4: address }, never);
    expect(provider.values('home', 'A')).toEqual([address]);
  });

  it('reads again after an unconfirmed write before it writes again', async () => {
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
    const reconciler = keep(['home']);
    provider.applyFails = new Failure('transient', 'the answer was lost', { unconfirmed: true });
    provider.carriesOutAll = true;
    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['unknown']);

    provider.applyFails = undefined;
    await clock.advance(1_000);
    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(provider.calls).toEqual(['read home/A', 'apply home/A', 'read home/A']);
    expect(outcome.changes).toMatchObject([
      { name: 'home', action: 'update', from: ['1.2.3.4'], to: address, result: 'confirmed' },
    ]);
    expect((await reconciler.step({ ipv4: address }, never)).changes).toEqual([]);
    expect(states(outcome)).toEqual(['in-sync']);
  });

  it('does not let one refused record hold up the others, and looks at it again after 1, 2, 4 … 15 min', async () => {
    const reconciler = keep(['bad', 'good']);
    provider.recordFails.set('bad/A', new Failure('record', 'refused'));

    const first = await reconciler.step({ ipv4: address }, never);
    const triedAfter: number[] = [];
    for (let minute = 1; minute <= 60; minute++) {
      provider.calls.length = 0;
      await clock.advance(60_000);
      await reconciler.step({ ipv4: address }, never);
      if (provider.calls.includes('read bad/A')) triedAfter.push(minute);
    }

    expect(states(first)).toEqual(['failed', 'in-sync']);
    expect(triedAfter).toEqual([1, 3, 7, 15, 30, 45]);

    provider.recordFails.clear();
    await clock.advance(15 * 60_000);
    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['in-sync', 'in-sync']);
  });

  it('wakes by itself to look again at a record that was refused', async () => {
    const reconciler = keep(['bad']);
    provider.recordFails.set('bad/A', new Failure('record', 'refused'));

    await reconciler.step({ ipv4: address }, never);

    expect(reconciler.wakeAt()).toBe(clock.monotonic() + 120_000);
  });

  it('begins again with short waits when a record had been kept in between', async () => {
    const reconciler = keep(['home']);
    const refused = new Failure('record', 'refused');
    provider.recordFails.set('home/A', refused);
    for (const minutes of [0, 1, 2]) {
      await clock.advance(minutes * 60_000);
      await reconciler.step({ ipv4: address }, never);
    }
    provider.recordFails.clear();
    await clock.advance(4 * 60_000);
    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['in-sync']);
    await reconciler.step({ ipv4: newAddress }, never);
    provider.recordFails.set('home/A', refused);

    await reconciler.step({ ipv4: address }, never);

    expect(reconciler.wakeAt()).toBe(clock.monotonic() + 120_000);
  });

  it.each(['permanent', 'transient'] as const)(
    'is no failure any more when the address comes back that is held (%s)',
    async (kind) => {
      const reconciler = keep(['home']);
      await reconciler.step({ ipv4: address }, never);
      provider.applyFails = new Failure(kind, 'not now');
      const refused = await reconciler.step({ ipv4: newAddress }, never);

      const back = await reconciler.step({ ipv4: address }, never);

      expect(refused.waiting?.failure.message).toBe('not now');
      expect(back.waiting).toBeUndefined();
      expect(states(back)).toEqual(['in-sync']);
    },
  );

  it('tries a refused record at once when it shall hold another address', async () => {
    const reconciler = keep(['bad']);
    provider.recordFails.set('bad/A', new Failure('record', 'refused'));
    await reconciler.step({ ipv4: address }, never);
    provider.recordFails.clear();

    expect(states(await reconciler.step({ ipv4: newAddress }, never))).toEqual(['in-sync']);
  });

  it('does not touch a name that holds a CNAME, and says so', async () => {
    provider.held.set('home/A', {
      name: 'home',
      type: 'A',
      records: [],
      conflict: 'holds a CNAME to example.net',
    });
    const reconciler = keep(['home', 'www']);

    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(states(outcome)).toEqual(['failed', 'in-sync']);
    expect(outcome.records[0]?.failure?.message).toContain('holds a CNAME to example.net');
    expect(provider.calls).toEqual(['read home/A www/A', 'apply www/A']);
  });

  it('does not write for ever what the provider holds otherwise than asked', async () => {
    const reconciler = keep(['home']);
    provider.fixedValue = '192.0.2.7';

    const outcome = await reconciler.step({ ipv4: address }, never);
    for (let tick = 0; tick < 50; tick++) await reconciler.step({ ipv4: address }, never);

    expect(outcome.records[0]?.failure?.message).toContain('is held as 192.0.2.7 (TTL 600)');
    expect(provider.calls).toEqual(['read home/A', 'apply home/A']);

    for (let recheck = 0; recheck < 5; recheck++) {
      await clock.advance(hour);
      expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['failed']);
    }
    expect(provider.calls.filter((call) => call.startsWith('apply'))).toHaveLength(1);

    provider.fixedValue = undefined;
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
    await clock.advance(hour);
    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['in-sync']);
  });

  it('takes away what was added beside a record while it was written, and does not try for ever', async () => {
    const other = { value: '192.0.2.7', ttl: 600 };
    const reconciler = keep(['home']);
    provider.beside = [other];
    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['failed']);
    provider.beside = [];
    await clock.advance(60_000);

    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['in-sync']);
    expect(provider.values('home', 'A')).toEqual([address]);

    provider.beside = [other];
    const before = provider.calls.length;
    for (let looks = 0; looks < 10; looks++) {
      await reconciler.step({ ipv4: newAddress }, never);
      await clock.advance(hour);
    }
    expect(provider.calls.slice(before).filter((call) => call.startsWith('apply'))).toHaveLength(2);
  });

  it('takes it away again when the same is added during a later write', async () => {
    const other = { value: '192.0.2.7', ttl: 600 };
    const reconciler = keep(['home']);
    for (let times = 0; times < 3; times++) {
      provider.set('home', 'A', { value: '192.0.2.9', ttl: 600 });
      provider.beside = [other];
      await clock.advance(hour);
      expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['failed']);
      provider.beside = [];
      await clock.advance(60_000);

      expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['in-sync']);
      expect(provider.values('home', 'A')).toEqual([address]);
    }
  });

  it('looks again after a minute whether the provider holds something else, or only said so', async () => {
    const reconciler = keep(['home']);
    provider.fixedValue = '192.0.2.7';
    await reconciler.step({ ipv4: address }, never);
    provider.fixedValue = undefined;
    provider.set('home', 'A', { value: address, ttl: 600 });

    await clock.advance(reconciler.wakeAt() - clock.monotonic());
    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(states(outcome)).toEqual(['in-sync']);
    expect(clock.monotonic()).toBeLessThanOrEqual(2 * 60_000);
    expect(provider.calls.filter((call) => call.startsWith('apply'))).toHaveLength(1);
  });

  it('publishes another machine behind the detected IPv6 prefix', async () => {
    const reconciler = keep([], { ipv6Suffix: '::1234' });

    await reconciler.step({ ipv6: '2a02:8070:1:2:aaaa::1' }, never);

    expect(provider.values('home', 'AAAA')).toEqual(['2a02:8070:1:2::1234']);
  });

  it('publishes a machine in another network of the same prefix', async () => {
    const reconciler = keep([], { ipv6Suffix: '::5:0:0:0:1234/56' });

    await reconciler.step({ ipv6: '2a02:8070:1:2:aaaa::1' }, never);

    expect(provider.values('home', 'AAAA')).toEqual(['2a02:8070:1:5::1234']);
  });

  it('still tells what a record was last known to hold, when that is in doubt', async () => {
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
    const reconciler = keep(['home']);
    await reconciler.step({ ipv4: address }, never);
    provider.readFails = new Failure('transient', 'down');
    await clock.advance(2 * hour);

    const outcome = await reconciler.step({ ipv4: newAddress }, never);

    expect(outcome.records).toMatchObject([{ state: 'failed', value: address, ttl: 600 }]);
  });

  it('plans and writes nothing in a dry run', async () => {
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
    const reconciler = keep(['home'], { dryRun: true });

    const outcome = await reconciler.step({ ipv4: address }, never);
    await reconciler.step({ ipv4: address }, never);

    expect(outcome.changes).toMatchObject([{ to: address, result: 'planned' }]);
    expect(outcome.records).toMatchObject([{ state: 'would-change', value: '1.2.3.4', wanted: address }]);
    expect(provider.calls).toEqual(['read home/A']);
  });
});

describe('after a failure', () => {
  const callsWithin = async (failure: Failure, ms: number, step = 1_000) => {
    const reconciler = keep(['home']);
    provider.readFails = failure;
    for (let elapsed = 0; elapsed < ms; elapsed += step) {
      await reconciler.step({ ipv4: address }, never);
      await clock.advance(step);
    }
    return provider.calls.length;
  };

  it('backs off exponentially from a transient fault', async () => {
    const calls = await callsWithin(new Failure('transient', 'down'), hour);

    // Half of 1, 2, 4 … 300 s: eight waits to reach the ceiling, then one each 150 s.
    expect(calls).toBeGreaterThan(20);
    expect(calls).toBeLessThan(40);
  });

  it('waits as long as a rate limit says', async () => {
    expect(await callsWithin(new Failure('limited', 'wait', { retryAfter: 90_000 }), 100_000)).toBe(2);
  });

  it('waits a minute, doubling to an hour, for a rate limit without a hint', async () => {
    expect(await callsWithin(new Failure('limited', 'wait'), 8 * 60_000)).toBe(4);
  });

  it('waits a minute after a refusal, doubling to an hour', async () => {
    const refused = new Failure('permanent', 'bad key');
    expect(await callsWithin(refused, 8 * 60_000, 30_000)).toBe(4);
    expect(await callsWithin(refused, 24 * hour, 30_000)).toBeLessThan(4 + 6 + 24);
  });

  const waitsAfterRefusals = async (reconciler: Reconciler, ipv4: string, count: number) => {
    const waits: number[] = [];
    provider.applyFails = new Failure('permanent', 'bad key');
    for (let n = 0; n < count; n++) {
      await reconciler.step({ ipv4 }, never);
      waits.push(reconciler.wakeAt() - clock.monotonic());
      await clock.advance(waits.at(-1) ?? 0);
    }
    provider.applyFails = undefined;
    expect(states(await reconciler.step({ ipv4 }, never))).toEqual(['in-sync']);
    return waits;
  };

  it('is back a minute after one wrong refusal', async () => {
    expect(await waitsAfterRefusals(keep(['home']), address, 1)).toEqual([60_000]);
  });

  it('tries soon, and a few times, after a refusal of credentials that worked before', async () => {
    const reconciler = keep(['home']);
    await reconciler.step({ ipv4: address }, never);

    const waits = await waitsAfterRefusals(reconciler, newAddress, 6);

    expect(waits).toEqual([5_000, 10_000, 20_000, 60_000, 120_000, 240_000]);
    expect(await waitsAfterRefusals(reconciler, address, 1)).toEqual([5_000]);
  });

  it('does not try a secret soon that never worked, whatever the one before did', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'first');
    const reconciler = keep(['home'], { file });
    await reconciler.step({ ipv4: address }, never);
    writeFileSync(file, 'second');

    expect(await waitsAfterRefusals(reconciler, newAddress, 2)).toEqual([60_000, 120_000]);
  });

  it('never calls again after a halt', async () => {
    expect(await callsWithin(new Failure('halt', 'abuse'), 48 * hour, 60_000)).toBe(1);
  });

  it('tries at once when the network is back, but not when it was told to wait', async () => {
    const reconciler = keep(['home']);
    provider.readFails = new Failure('transient', 'down');
    await reconciler.step({ ipv4: address }, never);
    reconciler.networkIsBack();
    await reconciler.step({ ipv4: address }, never);
    expect(provider.calls).toHaveLength(2);

    reconciler.networkIsBack();
    provider.readFails = new Failure('limited', 'wait');
    await reconciler.step({ ipv4: address }, never);
    reconciler.networkIsBack();
    await reconciler.step({ ipv4: address }, never);
    expect(provider.calls).toHaveLength(3);
  });

  it('goes on with longer waits when the provider fails although the network is back', async () => {
    const reconciler = keep(['home']);
    provider.readFails = new Failure('transient', 'down');

    for (let failure = 0; failure < 17; failure++) {
      reconciler.networkIsBack();
      await reconciler.step({ ipv4: address }, never);
    }

    expect(provider.calls).toHaveLength(17);
    expect(reconciler.wakeAt() - clock.monotonic()).toBe(150_000);
  });

  it('does not take a round without an address for a recovery of the provider', async () => {
    const reconciler = keep(['home']);
    provider.readFails = new Failure('transient', 'down');
    await reconciler.step({ ipv4: address }, never);
    await clock.advance(reconciler.wakeAt() - clock.monotonic());

    const outcome = await reconciler.step({}, never);

    expect(outcome.waiting?.failure.message).toBe('down');
    expect(states(outcome)).toEqual(['failed']);
    expect(reconciler.wakeAt()).toBe(Number.POSITIVE_INFINITY);
    provider.readFails = undefined;
    expect((await reconciler.step({ ipv4: address }, never)).waiting).toBeUndefined();
  });

  it.each(['permanent', 'transient'] as const)('tries a changed secret at once (%s)', async (kind) => {
    const file = join(folder, 'token');
    writeFileSync(file, 'first\n');
    const reconciler = keep(['home'], { file });
    provider.readFails = new Failure(kind, 'bad key');
    await reconciler.step({ ipv4: address }, never);
    await reconciler.step({ ipv4: address }, never);
    expect(provider.calls).toHaveLength(1);

    writeFileSync(file, 'second\n');
    provider.readFails = undefined;
    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(states(outcome)).toEqual(['in-sync']);
    expect(provider.created.at(-1)).toEqual({ MEMORY_TOKEN: 'second' });
    expect(secrets).toEqual(['second']);
  });

  it('reads and writes with the adapter of the credentials as they are now', async () => {
    const fresh = new MemoryProvider();
    const access = {
      ...{ provider: provider.provider, version: 1 },
      refresh: () => ({ version: access.version, trouble: undefined }),
    };
    const about = {
      id: 'memory example.com',
      host: 'memory',
      title: 'Memory',
      zone: parseZone('example.com'),
      ttl: 600,
    };
    const target: Target = { ...about, keys: [homeKey] };
    const reconciler = reconcilerOf({ target, provider: access, clock });
    await reconciler.step({ ipv4: address }, never);
    const before = provider.calls.length;

    Object.assign(access, { provider: fresh.provider, version: 2 });
    const renewed = await reconciler.step({ ipv4: newAddress }, never);
    const later = await reconciler.step({ ipv4: newAddress }, never);

    expect([renewed.isSecretNew, later.isSecretNew]).toEqual([true, undefined]);
    expect(provider.calls).toHaveLength(before);
    expect(fresh.values('home', 'A')).toEqual([newAddress]);
  });

  it.each([
    ['a second line', 'first\nsecond\n', 'it holds more than one line'],
    ['nothing', '\n', 'it is empty'],
  ])('keeps the last secret while its file holds %s, and says so', async (_, content, reason) => {
    const file = join(folder, 'damaged');
    writeFileSync(file, content);
    const reconciler = keep(['home'], { file });

    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(outcome.secretTrouble).toBe(`MEMORY_TOKEN_FILE (${file}) cannot be used: ${reason}`);
    expect(provider.created).toEqual([{ MEMORY_TOKEN: 'first' }]);
    expect(states(outcome)).toEqual(['in-sync']);
  });

  it('keeps the last secret while its file cannot be read, and says so', async () => {
    const file = join(folder, 'gone');
    writeFileSync(file, 'first\n');
    const reconciler = keep(['home'], { file });
    await reconciler.step({ ipv4: address }, never);
    rmSync(file);

    const outcome = await reconciler.step({ ipv4: newAddress }, never);

    expect(outcome.secretTrouble).toContain('there is no such file');
    expect(provider.values('home', 'A')).toEqual([newAddress]);
  });

  it('calls a lost write unconfirmed and another confirmed although a third was told to wait', async () => {
    const reconciler = keep(['good', 'lost', 'limited']);
    provider.recordFails.set(
      'lost/A',
      new Failure('transient', 'the answer was lost', { unconfirmed: true }),
    );
    provider.recordFails.set('limited/A', new Failure('limited', 'HTTP 429', { retryAfter: 60_000 }));

    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(outcome.records).toMatchObject([
      { state: 'in-sync', value: address },
      { state: 'unknown', value: null, failure: { message: 'the answer was lost' } },
      { state: 'failed', value: null, failure: { message: 'HTTP 429' } },
    ]);
    expect(outcome.waiting?.failure.kind).toBe('limited');
    provider.recordFails.clear();
    await clock.advance(60_000);
    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(Array(3).fill('in-sync'));
    expect(provider.calls.slice(2)).toEqual(['read lost/A limited/A', 'apply lost/A limited/A']);
  });

  it.each([new Failure('limited', 'HTTP 429', { retryAfter: 600_000 }), new Failure('halt', 'abuse')])(
    'deletes nothing at stop while the provider is to be left alone ($message)',
    async (failure) => {
      const reconciler = keep(['home']);
      provider.readFails = failure;
      await reconciler.step({ ipv4: address }, never);
      provider.readFails = undefined;
      provider.calls.length = 0;

      await expect(reconciler.remove(never)).rejects.toThrow(failure.message);

      expect(provider.calls).toEqual([]);
    },
  );

  it('obeys the gravest of several failures', async () => {
    const reconciler = keep(['down', 'stopped']);
    provider.recordFails.set('down/A', new Failure('transient', 'down'));
    provider.recordFails.set('stopped/A', new Failure('halt', 'abuse'));

    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(outcome.waiting?.failure.kind).toBe('halt');
  });

  it.each([
    ['3 s and 90 s', 3000, 90_000, 90_000],
    ['3 s and no time', 3000, undefined, 60_000],
    ['90 s and no time', 90_000, undefined, 90_000],
  ])('waits the longest of what several refusals at once ask for: %s', async (_, one, another, wait) => {
    const reconciler = keep(['down', 'home']);
    provider.recordFails.set('down/A', new Failure('limited', 'slow down', { retryAfter: one }));
    provider.recordFails.set('home/A', new Failure('limited', 'slow down', { retryAfter: another }));

    await reconciler.step({ ipv4: address }, never);

    expect(reconciler.wakeAt() - clock.monotonic()).toBe(wait);
  });

  it('says so when a record could not be removed', async () => {
    const reconciler = keep(['home']);
    await reconciler.step({ ipv4: address }, never);
    provider.recordFails.set('home/A', new Failure('record', 'it is locked'));

    await expect(reconciler.remove(never)).rejects.toThrow('it is locked');
  });

  it('waits at least a second although a rate limit says zero', async () => {
    const reconciler = keep(['home']);
    provider.readFails = new Failure('limited', 'wait', { retryAfter: 0 });

    await reconciler.step({ ipv4: address }, never);

    expect(reconciler.wakeAt() - clock.monotonic()).toBe(1_000);
  });

  it('tells how many other records of the same name go with a change', async () => {
    provider.set('home', 'A', { value: '1.2.3.4', ttl: 600 }, { value: '1.2.3.5', ttl: 600 });
    const reconciler = keep(['home']);

    const outcome = await reconciler.step({ ipv4: address }, never);

    expect(outcome.changes).toMatchObject([{ from: ['1.2.3.4', '1.2.3.5'], leftovers: 1 }]);
  });

  it('does not call a write confirmed that the adapter did not answer for', async () => {
    const reconciler = keep(['home']);
    provider.silent = true;

    expect(states(await reconciler.step({ ipv4: address }, never))).toEqual(['unknown']);
  });
});
