import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { lastingSignal } from '../../src/base/lasting-signal.ts';
import { createAccount } from '../../src/core/account.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import { oneByOne } from '../../src/providers/apply/one-by-one.ts';
import { setAfter } from '../../src/providers/apply/operations.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { workerOf } from '../support/reconciling.ts';
import { scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const never = new AbortController().signal;
const [first, next] = ['81.2.69.1', '81.2.69.2'];

const targetOf = (names: readonly string[], zone = 'example.com'): Target => ({
  ...{ id: `memory ${zone} ${names}`, host: 'memory', title: 'Memory', zone: parseZone(zone), ttl: 600 },
  keys: names.map((name) => ({ name, type: 'A' })),
});

/** A host that carries out one change after another, each in one call of 9 s over the account. */
function slowHost(clock: VirtualClock) {
  const sent: string[] = [];
  const account = createAccount({
    clock,
    http: async ({ url, signal }) => {
      sent.push(String(url));
      await sleep(clock, 9 * second, signal);
      if (signal.aborted) throw new Failure('transient', 'the request was stopped', { unconfirmed: true });
      return { status: 200, headers: {}, text: '' };
    },
  });
  const provider: Provider = {
    name: 'memory',
    ttl: { min: 60, max: 86_400 },
    read: async (_, keys) => keys.map((key) => ({ ...key, records: [] })),
    apply: (_, changes, signal) =>
      oneByOne(changes, signal, async (change) => {
        const url = `${change.name} ${change.desired?.value}`;
        await account.http({ url, method: 'PUT', signal });
        return setAfter(change);
      }),
  };
  return { account, provider, sent };
}

describe('an address that changes while a step writes the one before', () => {
  it('ends the step after the write that has left, and no dead address is sent', async () => {
    const clock = new VirtualClock();
    const { account, provider, sent } = slowHost(clock);
    const names = ['a', 'b', 'c', 'd'];
    const outcomes: Outcome[] = [];
    const worker = workerOf({ target: targetOf(names), provider, account, clock }, (one) =>
      outcomes.push(one),
    );

    worker.follow({ ipv4: first });
    await clock.advance(10 * second);
    worker.follow({ ipv4: next });
    await clock.advance(100 * second);

    expect(sent).toEqual([`a ${first}`, `b ${first}`, ...names.map((name) => `${name} ${next}`)]);
    const steps = outcomes.flatMap((one) => (one.kind === 'stepped' ? one.step : []));
    expect(steps.map(({ changes }) => changes.map(({ name, result }) => [name, result]))).toEqual([
      [
        ['a', 'confirmed'],
        ['b', 'confirmed'],
      ],
      names.map((name) => [name, 'confirmed']),
    ]);
    expect(steps.flatMap(({ waiting }) => waiting ?? [])).toEqual([]);
  });

  it('goes on with a step when an address is merely not known any more, or another family is found', async () => {
    const clock = new VirtualClock();
    const { account, provider, sent } = slowHost(clock);
    const worker = workerOf({ target: targetOf(['a', 'b']), provider, account, clock });

    worker.follow({ ipv4: first });
    await clock.advance(second);
    worker.follow({ ipv4: first, ipv6: '2a02:8010:6001::1' });
    worker.follow({});
    await clock.advance(100 * second);

    expect(sent).toEqual([`a ${first}`, `b ${first}`]);
  });
});

describe('a stop', () => {
  it('sends nothing more, waits for the write that has left, and tells it', async () => {
    const clock = new VirtualClock();
    const { account, provider, sent } = slowHost(clock);
    const outcomes: Outcome[] = [];
    const worker = workerOf({ target: targetOf(['a', 'b']), provider, account, clock }, (one) =>
      outcomes.push(one),
    );
    worker.follow({ ipv4: first });
    await clock.advance(second);

    let stopped = false;
    void worker.stop().then(() => {
      stopped = true;
    });
    await clock.advance(7 * second);
    expect(stopped).toBe(false);
    await clock.advance(2 * second);

    expect(stopped).toBe(true);
    expect(sent).toEqual([`a ${first}`]);
    expect(outcomes).toMatchObject([{ step: { changes: [{ name: 'a', result: 'confirmed' }] } }]);
    worker.follow({ ipv4: next });
    await clock.advance(100 * second);
    expect(sent).toHaveLength(1);
  });

  it('ends a read at once, and calls nobody at fault for it', async () => {
    const clock = new VirtualClock();
    const host = new MemoryProvider();
    const outcomes: Outcome[] = [];
    const provider: Provider = {
      ...host.provider,
      read: async (_zone, _keys, signal) => {
        await sleep(clock, 60 * second, signal);
        throw new Failure('transient', 'the request was stopped', { unanswered: true });
      },
    };
    const worker = workerOf({ target: targetOf(['a']), provider, clock }, (one) => outcomes.push(one));
    worker.follow({ ipv4: first });
    await clock.advance(second);

    await worker.stop();

    expect(outcomes).toMatchObject([{ step: { changes: [], records: [{ state: 'pending' }] } }]);
    expect(outcomes[0]).not.toHaveProperty('step.waiting');
  });
});

it('two targets of one zone never write at the same time', async () => {
  const clock = new VirtualClock();
  let writing = 0;
  let most = 0;
  const host = new MemoryProvider();
  const account = createAccount({ clock, http: () => Promise.reject(new Error('no request is expected')) });
  const provider: Provider = {
    ...host.provider,
    async apply(zone, changes, signal) {
      most = Math.max(most, ++writing);
      await sleep(clock, second, never);
      writing--;
      return host.provider.apply(zone, changes, signal);
    },
  };
  const workers = [['a'], ['b'], ['c']].map((names) =>
    workerOf({ target: targetOf(names), provider, account, clock }),
  );

  for (const worker of workers) worker.follow({ ipv4: first });
  await clock.advance(10 * second);

  expect(['a', 'b', 'c'].map((name) => host.values(name, 'A'))).toEqual([[first], [first], [first]]);
  expect(most).toBe(1);
});

describe('a target whose account is in trouble', () => {
  const keys: readonly RecordKey[] = [{ name: 'home', type: 'A' }];

  /** Milliseconds from a change of address until the good target is confirmed, beside another that is as told. */
  async function followedIn(trouble?: (host: MemoryProvider, clock: VirtualClock) => void): Promise<number> {
    const clock = new VirtualClock();
    const hosts = [new MemoryProvider(), new MemoryProvider()] as const;
    const [other, good] = hosts;
    const zones = ['example.org', 'example.com'];
    const sources = [0, 1, 2].map((n) => scriptedSource({ name: `s${n}`, line: first, delay: 50, clock }));
    good.during = () => sleep(clock, 300, never);
    let confirmedAt = Number.POSITIVE_INFINITY;
    virtualHome({
      ...{ clock, keys, random: () => 0.5, sources: { ipv4: sources } },
      targets: hosts.map((provider, index) => ({ zone: zones[index] ?? '', keys, provider })),
      onOutcome(outcome) {
        if (outcome.kind !== 'stepped' || outcome.target.zone.name !== 'example.com') return;
        if (outcome.step.changes.some(({ to, result }) => to === next && result === 'confirmed'))
          confirmedAt = Math.min(confirmedAt, clock.monotonic());
      },
    });
    await clock.advance(65 * second);
    trouble?.(other, clock);
    const changedAt = clock.monotonic();
    for (const source of sources) source.line = next;
    await clock.advance(300 * second);
    return confirmedAt - changedAt;
  }

  it.each<[string, (host: MemoryProvider, clock: VirtualClock) => void]>([
    [
      'answers in 9 s',
      (host, clock) => {
        host.during = () => sleep(clock, 9 * second, never);
      },
    ],
    [
      'hangs for ever',
      (host) => {
        host.during = () => new Promise(() => {});
      },
    ],
    [
      'is limited for an hour',
      (host) => {
        host.applyFails = new Failure('limited', 'slow down', { retryAfter: 3_600_000 });
      },
    ],
    [
      'refuses everything',
      (host) => {
        host.applyFails = new Failure('permanent', 'bad key');
      },
    ],
  ])('and %s does not delay the one of another account', async (_, trouble) => {
    const alone = await followedIn();

    expect(alone).toBeLessThan(35 * second);
    expect(await followedIn(trouble)).toBe(alone);
  });
});

it('a lasting signal ends with the hard one although the soft one came first', () => {
  const [soft, hard] = [new AbortController(), new AbortController()];
  const signal = lastingSignal(soft.signal, hard.signal);

  hard.abort();

  expect(signal.aborted).toBe(true);
});

describe('records that are in doubt', () => {
  it('are read at once, all of the target in one call, and mended', async () => {
    const clock = new VirtualClock();
    const host = new MemoryProvider();
    const worker = workerOf({ target: targetOf(['a', 'b']), provider: host.provider, clock });
    worker.follow({ ipv4: first });
    await clock.advance(second);
    host.set('b', 'A', { value: '192.0.2.1', ttl: 600 });
    host.calls.length = 0;

    worker.readAgain();
    await clock.advance(second);

    expect(host.calls).toEqual(['read a/A b/A', 'apply b/A']);
    expect(host.values('b', 'A')).toEqual([first]);
  });

  it('are left alone where no address is known, until one is', async () => {
    const clock = new VirtualClock();
    const host = new MemoryProvider();
    const worker = workerOf({ target: targetOf(['a']), provider: host.provider, clock });
    worker.follow({ ipv4: first });
    await clock.advance(second);
    host.set('a', 'A', { value: '192.0.2.1', ttl: 600 });
    host.calls.length = 0;

    worker.follow({});
    worker.readAgain();
    await clock.advance(second);
    expect(host.calls).toEqual([]);

    worker.follow({ ipv4: first });
    await clock.advance(second);
    expect(host.values('a', 'A')).toEqual([first]);
  });

  it.each(['permanent', 'limited', 'transient', 'halt'] as const)(
    'end no wait after a failure that is %s',
    async (kind) => {
      const clock = new VirtualClock();
      const host = new MemoryProvider();
      const worker = workerOf({ target: targetOf(['a']), provider: host.provider, clock });
      host.readFails = new Failure(kind, 'no', { retryAfter: 60 * second });
      worker.follow({ ipv4: first });
      await clock.advance(0);
      host.calls.length = 0;

      for (let asked = 0; asked < 10; asked++) worker.readAgain();
      await clock.advance(second / 10);

      expect(host.calls).toEqual([]);
    },
  );

  it('do not bring a refused record its next try', async () => {
    const clock = new VirtualClock();
    const host = new MemoryProvider();
    host.recordFails.set('a/A', new Failure('record', 'no such label'));
    const worker = workerOf({ target: targetOf(['a', 'b']), provider: host.provider, clock });
    worker.follow({ ipv4: first });
    await clock.advance(second);
    host.calls.length = 0;

    worker.readAgain();
    await clock.advance(second);

    expect(host.calls).toEqual(['read b/A']);
  });
});
