import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/app/engine.ts';
import { sleep } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { fixedAccess } from '../../src/core/access.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { Event } from '../../src/report/event.ts';
import { createReports } from '../../src/report/reporter.ts';
import { isInSync } from '../../src/report/state.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { ownAccount } from '../support/reconciling.ts';
import { broken, type Line, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const four = '81.2.69.1';
const six = '2a02:8010:6001::1';
const never = new AbortController().signal;

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
    id: 'memory example.com',
    host: 'memory',
    title: 'Memory',
    zone: parseZone('example.com'),
    keys: [
      { name: 'home', type: 'A' },
      { name: 'home', type: 'AAAA' },
    ],
    ttl: 600,
  };
  const kept = [{ target, line: 'default' }];
  const outcomes: Outcome[] = [];
  const events: Event[] = [];
  const reports = createReports(kept, [{ tell: (event) => events.push(event) }], clock);
  const engine = createEngine({
    config: { timeout: 10_000, recheck: 3_600_000, dryRun, schedule: '0 0 1 1 *' },
    lines: [
      {
        ...{ id: 'default', families: ['ipv4', 'ipv6'], sources },
        ...{ quorum: { ipv4: 2, ipv6: 2 }, allowPrivate: false },
      },
    ],
    kept,
    accountOf: () => ({ account: ownAccount(clock), access: fixedAccess(provider.provider) }),
    clock,
    random: () => 0.5,
    observe(outcome) {
      outcomes.push(outcome);
      reports.observe(outcome);
    },
  });
  /** Looks and waits for the steps that follow; over once the clock has gone on long enough. */
  function start() {
    const from = outcomes.length;
    const running = { isOver: false, outcomes: (): Outcome[] => outcomes.slice(from) };
    void engine.once().then(() => {
      running.isOver = true;
    });
    return running;
  }
  async function whole(): Promise<Outcome[]> {
    const running = start();
    for (let n = 0; n < 100 && !running.isOver; n++) await clock.advance(500);
    if (!running.isOver) throw new Error('the look does not end');
    return running.outcomes();
  }
  const set = (family: 'ipv4' | 'ipv6', line: Line, delay = 50) => {
    for (const source of sources[family]) Object.assign(source, { line, delay });
  };
  const inSync = () => isInSync(reports.state(), kept);
  return { clock, provider, set, start, whole, inSync, events, mostAtOnce: () => mostAtOnce };
}

const stepsOf = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((outcome) => (outcome.kind === 'stepped' ? outcome.step : []));
const changesOf = (outcomes: readonly Outcome[]) =>
  stepsOf(outcomes).flatMap(({ changes }) => changes.map(({ type, result }) => [type, result]));

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
    expect(running.isOver).toBe(false);
  });

  it('leaves outcomes that tell what became of both', async () => {
    const { set, whole, provider } = stage();
    set('ipv6', 'hangs');

    const outcomes = await whole();

    expect(changesOf(outcomes)).toEqual([['A', 'confirmed']]);
    expect(outcomes.filter(({ kind }) => kind === 'detected')).toMatchObject([
      { family: 'ipv4', detection: { kind: 'agreed' } },
      { family: 'ipv6', detection: { kind: 'none' } },
    ]);
    expect(stepsOf(outcomes).at(-1)?.records).toMatchObject([{ state: 'in-sync' }, { state: 'pending' }]);
    expect(provider.calls).toEqual(['read home/A', 'apply home/A']);
  });
});

describe('both families', () => {
  it('go to the provider together when they are found within a second of each other', async () => {
    const { set, whole, provider, inSync } = stage();
    set('ipv6', six, 900);

    await whole();

    expect(provider.calls).toEqual(['read home/A home/AAAA', 'apply home/A home/AAAA']);
    expect(inSync()).toBe(true);
  });

  it('go one after the other when they are not, each written once', async () => {
    const { set, whole, provider, inSync } = stage();
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
    expect(inSync()).toBe(true);
  });

  it('never reach a target twice at a time, however long its provider takes', async () => {
    const { clock, set, whole, provider, inSync, mostAtOnce } = stage();
    set('ipv6', six, 1_200);
    const during = provider.during;
    provider.during = async () => {
      await during?.();
      await sleep(clock, 3_000, never);
    };

    await whole();

    expect(inSync()).toBe(true);
    expect(mostAtOnce()).toBe(1);
  });

  it('are planned once each in a dry run, however far apart they are found', async () => {
    const { set, whole, events } = stage({ dryRun: true });
    set('ipv6', six, 3_000);

    const outcomes = await whole();

    expect(changesOf(outcomes).slice(-2)).toEqual([
      ['A', 'planned'],
      ['AAAA', 'planned'],
    ]);
    expect(events.filter(({ kind }) => kind === 'change-planned')).toHaveLength(2);
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

    expect(offline.isOver).toBe(true);
    const changes = changesOf(running.outcomes());
    expect(changes[0]).toMatchObject(['A', { message: 'answered HTTP 500' }]);
    expect(changes.slice(-2)).toEqual([
      ['A', 'confirmed'],
      ['AAAA', 'confirmed'],
    ]);
  });
});

it('a look that finds one family alone is no sync, though every record is known to be right', async () => {
  const { set, whole, inSync } = stage();
  await whole();
  set('ipv6', broken());

  const outcomes = await whole();

  expect(stepsOf(outcomes).at(-1)?.records).toMatchObject([{ state: 'in-sync' }, { state: 'in-sync' }]);
  expect(inSync()).toBe(false);
});
