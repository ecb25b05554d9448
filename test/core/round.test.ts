import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Target } from '../../src/config/targets.ts';
import type { RoundOutcome } from '../../src/core/outcome.ts';
import { createReconciler } from '../../src/core/reconciler.ts';
import { createRound } from '../../src/core/round.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { createNatCheck } from '../../src/detect/nat-check.ts';
import { parseZone } from '../../src/dns/name.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { broken, type Line, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const four = '81.2.69.1';
const six = '2a02:8010:6001::1';
const never = new AbortController().signal;
const signals = { detection: never, providers: never };

/** A home that keeps home/A and home/AAAA, with three sources for each family and provider calls of 300 ms. */
function stage({ dryRun = false } = {}) {
  const clock = new VirtualClock();
  const provider = new MemoryProvider();
  let under = 0;
  let mostAtOnce = 0;
  provider.during = async () => {
    under += 1;
    mostAtOnce = Math.max(mostAtOnce, under);
    await sleep(clock, 300, never);
    under -= 1;
  };
  const cast = (line: string) =>
    ['one', 'two', 'three'].map((name) => scriptedSource({ name, line, delay: 50, clock }));
  const sources = { ipv4: cast(four), ipv6: cast(six) };
  const target: Target = {
    number: 1,
    provider: provider.definition,
    values: { MEMORY_TOKEN: 'token' },
    files: {},
    zone: parseZone('example.com'),
    families: ['ipv4', 'ipv6'],
    keys: [
      { name: 'home', type: 'A' },
      { name: 'home', type: 'AAAA' },
    ],
    ttl: 600,
  };
  const http = () => Promise.reject(new Error('no request is expected'));
  const shared = { clock, random: () => 0.5, timeout: 10_000 };
  const round = createRound({
    ...{ families: target.families, clock, random: () => 0.5 },
    detector: createDetector({ ...shared, sources, quorum: { ipv4: 2, ipv6: 2 }, allowPrivate: false }),
    natWatch: createNatCheck({ sources: sources.ipv4, clock, every: 3_600_000 }),
    reconcilers: [
      createReconciler({ ...shared, target, http, recheck: 3_600_000, dryRun, onSecret: () => {} }),
    ],
  });
  /** Starts a round; the outcome is there once the clock has gone on long enough. */
  function start(): { outcome?: RoundOutcome } {
    const running: { outcome?: RoundOutcome } = {};
    void round(signals).then((outcome) => {
      running.outcome = outcome;
    });
    return running;
  }
  async function whole(): Promise<RoundOutcome> {
    const running = start();
    for (let n = 0; n < 100 && !running.outcome; n++) await clock.advance(500);
    if (!running.outcome) throw new Error('the round does not end');
    return running.outcome;
  }
  const set = (family: 'ipv4' | 'ipv6', line: Line, delay = 50) => {
    for (const source of sources[family]) Object.assign(source, { line, delay });
  };
  return { clock, provider, set, start, whole, mostAtOnce: () => mostAtOnce };
}

const changesOf = ({ targets }: RoundOutcome) =>
  targets.flatMap(({ changes }) => changes.map(({ type, result }) => [type, result]));

describe('a family whose sources are silent', () => {
  it.each([
    ['IPv6', 'ipv6', 'A', four],
    ['IPv4', 'ipv4', 'AAAA', six],
  ] as const)('%s does not hold up the record of the other', async (_, silent, type, address) => {
    const { clock, provider, set, start } = stage();
    set(silent, 'hangs');

    const running = start();
    await clock.advance(2_000);

    expect(provider.values('home', type)).toEqual([address]);
    expect(running.outcome).toBeUndefined();
  });

  it('leaves one outcome that tells what became of both', async () => {
    const { set, whole, provider } = stage();
    set('ipv6', 'hangs');

    const outcome = await whole();

    expect(changesOf(outcome)).toEqual([['A', 'confirmed']]);
    expect(outcome.detections).toMatchObject({ ipv4: { kind: 'agreed' }, ipv6: { kind: 'none' } });
    expect(outcome.targets[0]?.records).toMatchObject([{ state: 'in-sync' }, { state: 'pending' }]);
    expect(provider.calls).toEqual(['read home/A', 'apply home/A']);
  });
});

describe('both families', () => {
  it('go to the provider together when they are found within a second of each other', async () => {
    const { set, whole, provider } = stage();
    set('ipv6', six, 900);

    const outcome = await whole();

    expect(provider.calls).toEqual(['read home/A home/AAAA', 'apply home/A home/AAAA']);
    expect(outcome.inSync).toBe(true);
  });

  it('go one after the other when they are not, each written once and told in one outcome', async () => {
    const { set, whole, provider } = stage();
    for (const family of ['ipv4', 'ipv6'] as const) set(family, broken());
    await whole();
    set('ipv4', four);
    set('ipv6', six, 1_800);

    const outcome = await whole();

    expect(changesOf(outcome)).toEqual([
      ['A', 'confirmed'],
      ['AAAA', 'confirmed'],
    ]);
    expect(provider.calls).toEqual(['read home/A', 'apply home/A', 'read home/AAAA', 'apply home/AAAA']);
    expect(outcome.inSync).toBe(true);
  });

  it('never reach a target twice at a time, however long its provider takes', async () => {
    const { clock, set, whole, provider, mostAtOnce } = stage();
    set('ipv6', six, 1_200);
    const during = provider.during;
    provider.during = async () => {
      await during?.();
      await sleep(clock, 3_000, never);
    };

    const outcome = await whole();

    expect(outcome.inSync).toBe(true);
    expect(mostAtOnce()).toBe(1);
  });

  it('are planned once each in a dry run, however far apart they are found', async () => {
    const { set, whole } = stage({ dryRun: true });
    set('ipv6', six, 3_000);

    const outcome = await whole();

    expect(changesOf(outcome)).toEqual([
      ['A', 'planned'],
      ['AAAA', 'planned'],
    ]);
  });

  it('tell of a write that failed before the network was back, and of the one after', async () => {
    const { clock, set, start, provider } = stage();
    for (const family of ['ipv4', 'ipv6'] as const) set(family, broken());
    const offline = start();
    await clock.advance(500);
    set('ipv4', four);
    set('ipv6', six, 3_000);
    provider.applyFails = new Failure('transient', 'answered HTTP 500');
    const running = start();
    await clock.advance(2_500);
    provider.applyFails = undefined;
    await clock.advance(5_000);

    expect(offline.outcome?.inSync).toBe(false);
    expect(running.outcome && changesOf(running.outcome)).toMatchObject([
      ['A', { message: 'answered HTTP 500' }],
      ['A', 'confirmed'],
      ['AAAA', 'confirmed'],
    ]);
  });
});

it('a round that finds one family alone is no sync, though every record is known to be right', async () => {
  const { set, whole } = stage();
  await whole();
  set('ipv6', broken());

  const outcome = await whole();

  expect(outcome.targets[0]?.records).toMatchObject([{ state: 'in-sync' }, { state: 'in-sync' }]);
  expect(outcome.inSync).toBe(false);
});
