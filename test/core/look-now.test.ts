import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { broken, type Line, type ScriptedSource, scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { type VirtualHome, virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const minute = 60 * second;
const keys = [{ name: 'home', type: 'A' }] as const;
const [address, newAddress, foreign] = ['81.2.69.1', '81.2.69.2', '192.0.2.1'];

let clock: VirtualClock;
let provider: MemoryProvider;
let sources: ScriptedSource[];
let running: VirtualHome;

/** A home with one tick a day, so that only what is asked for happens. */
beforeEach(async () => {
  clock = new VirtualClock();
  provider = new MemoryProvider();
  sources = [0, 1, 2].map((n) => scriptedSource({ name: `source ${n}`, line: address, delay: 50, clock }));
  running = virtualHome({
    ...{ clock, keys, provider, random: seededRandom(1), sources: { ipv4: sources } },
    ...{ schedule: '0 0 12 * * *', recheck: 24 * 60 * minute },
  });
  await clock.advance(second);
  expect(provider.values('home', 'A')).toEqual([address]);
});

const reads = () => provider.calls.filter((call) => call.startsWith('read')).length;
const say = (line: Line) => {
  for (const source of sources) source.line = line;
};

describe('a look that is asked for', () => {
  it('asks the sources and reads the records again, at once', async () => {
    provider.set('home', 'A', { value: foreign, ttl: 600 });
    const asked = running.questions();

    expect(running.lookNow()).toEqual({ sources: 0, hosts: 0 });
    await clock.advance(second);

    expect(running.questions()).toBeGreaterThan(asked);
    expect(provider.values('home', 'A')).toEqual([address]);
  });

  it('brings what the sources say to the host, and never writes the address before', async () => {
    const written: string[][] = [];
    provider.during = async () => {
      written.push(provider.values('home', 'A'));
    };
    provider.set('home', 'A', { value: foreign, ttl: 600 });
    say(newAddress);

    running.lookNow();
    await clock.advance(2 * second);

    expect(provider.values('home', 'A')).toEqual([newAddress]);
    expect(written.flat()).not.toContain(address);
  });

  it('reads the records although no source answers, as soon as one does', async () => {
    provider.set('home', 'A', { value: foreign, ttl: 600 });
    say(broken());
    running.lookNow();
    await clock.advance(second);
    expect(provider.values('home', 'A')).toEqual([foreign]);

    say(address);
    await clock.advance(10 * second);

    expect(provider.values('home', 'A')).toEqual([address]);
  });

  it.each(['permanent', 'transient'] as const)('ends a wait (%s)', async (kind) => {
    provider.applyFails = new Failure(kind, 'not now');
    say(newAddress);
    running.trigger();
    await clock.advance(5 * minute);
    running.lookNow();
    await clock.advance(minute);
    const failed = provider.calls.length;
    provider.applyFails = undefined;

    running.lookNow();
    await clock.advance(100);

    expect(provider.calls.length).toBeGreaterThan(failed);
    expect(provider.values('home', 'A')).toEqual([newAddress]);
  });

  it.each([
    ['a rate limit', new Failure('limited', 'wait', { retryAfter: 30 * minute })],
    ['a host that said stop', new Failure('halt', 'abuse')],
  ])('leaves %s alone', async (_, failure) => {
    provider.applyFails = failure;
    say(newAddress);
    running.trigger();
    await clock.advance(minute);
    const calls = provider.calls.length;
    provider.applyFails = undefined;

    running.lookNow();
    await clock.advance(minute);

    expect(provider.calls).toHaveLength(calls);
  });

  it('looks again at a name that could not be kept', async () => {
    const [key] = keys;
    provider.held.set('home/A', { ...key, records: [], conflict: 'holds a CNAME to example.net' });
    running.lookNow();
    await clock.advance(minute);
    expect(running.report().targets[0]?.records).toMatchObject([{ state: 'failed' }]);

    provider.set('home', 'A');
    running.lookNow();
    await clock.advance(second);

    expect(provider.values('home', 'A')).toEqual([address]);
    expect(running.report().targets[0]?.records).toMatchObject([{ state: 'in-sync' }]);
  });

  it('holds a vote although the last ones failed', async () => {
    for (const [n, source] of sources.entries()) source.line = `81.2.70.${n}`;
    running.trigger();
    await clock.advance(30 * minute);
    const looks = running.looks();
    say(newAddress);

    running.lookNow();
    await clock.advance(second);

    expect(running.looks()).toBe(looks + 1);
    expect(provider.values('home', 'A')).toEqual([newAddress]);
  });
});

describe('looks that are asked for one after the other', () => {
  it('are one for the sources in 10 s and one for the hosts in a minute, and nothing that was asked for is lost', async () => {
    const looksBefore = running.looks();
    const readsBefore = reads();
    const done: string[] = [];
    for (let elapsed = 0; elapsed < 65; elapsed += 1) {
      if (elapsed < 62) running.lookNow();
      await clock.advance(second);
      done.push(`${running.looks() - looksBefore} ${reads() - readsBefore}`);
    }
    await clock.advance(10 * minute);

    expect(done.slice(0, 10)).toEqual(Array(10).fill('1 1'));
    expect(done[10]).toBe('2 1');
    expect(done[58]).toBe('6 1');
    expect(done[60]).toBe('7 2');
    expect([running.looks() - looksBefore, reads() - readsBefore]).toEqual([8, 3]);
  });

  it('tell when they come', async () => {
    running.lookNow();
    await clock.advance(4 * second);

    expect(running.lookNow()).toEqual({ sources: 6 * second, hosts: 56 * second });
    await clock.advance(second);
    expect(running.lookNow()).toEqual({ sources: 5 * second, hosts: 55 * second });
    await clock.advance(20 * second);
    expect(running.lookNow()).toEqual({ sources: 0, hosts: 35 * second });
  });

  it('come no more after a stop', async () => {
    running.lookNow();
    running.lookNow();
    await clock.advance(second);
    const asked = running.questions();

    await running.stop();
    await clock.advance(10 * minute);

    expect(running.questions()).toBe(asked);
    expect(reads()).toBe(2);
  });
});
