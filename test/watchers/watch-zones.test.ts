import { expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import { createLogger } from '../../src/report/logger.ts';
import { nothingKnown } from '../../src/report/state.ts';
import { type WatchedZones, watchZones } from '../../src/watchers/watch-zones.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { aa, nameServer } from '../support/name-server.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const minute = 60 * second;
const turn = 5 * minute;
const hour = 60 * minute;
const [own, edited, next] = ['81.2.69.1', '192.0.2.1', '81.2.69.2'];

interface Options {
  readonly names?: readonly string[];
  /** Of the records as the host has them; default 600. */
  readonly ttl?: number | null;
  readonly updateOnly?: true;
  readonly recheck?: number;
}

/** A home whose zone has a name server that serves what the host holds, until it is told otherwise. */
async function watchedHome({ names = ['home'], ttl = 600, updateOnly, recheck = hour }: Options = {}) {
  const clock = new VirtualClock();
  const host = new MemoryProvider();
  const keys = names.map((name): RecordKey => ({ name, type: 'A' }));
  for (const name of names) host.set(name, 'A', { value: own, ttl });
  const lies = new Map<string, readonly string[]>();
  const questions = { delegation: 0, answers: 0 };
  let flags = aa;
  const server = await nameServer(({ name }) => {
    const relative = name.replace('.example.com', '');
    const held = lies.get(relative) ?? host.values(relative, 'A');
    return { flags, answers: held.map((data) => ({ name, type: 'A', ttl: 60, data })) };
  });
  const lines: string[] = [];
  const sources = [0, 1, 2].map((n) => scriptedSource({ name: `s${n}`, line: own, delay: 50, clock }));
  let watch: WatchedZones | undefined;
  const home = virtualHome({
    ...{ clock, keys, random: seededRandom(1), sources: { ipv4: sources }, recheck },
    targets: [{ zone: 'example.com', keys, provider: host, ...(updateOnly && { updateOnly }) }],
    onOutcome: (outcome) => watch?.observe?.(outcome, nothingKnown),
  });
  watch = watchZones({
    ...{ targets: home.targets, clock, recheck, timeout: 10 * second, port: server.port },
    log: createLogger({
      ...{ level: 'debug', format: 'json', redact: (text) => text, write: (line) => lines.push(line) },
    }),
    readAgain: home.readAgain,
    tell: () => {},
    redact: (text) => text,
    delegation: {
      async zoneOf() {
        questions.delegation += 1;
        return { cut: 'example.com', servers: ['ns.example.com'] };
      },
      async addresses() {
        questions.delegation += 1;
        return [server.address];
      },
    },
  });
  const watching = watch;
  watching.start();

  /** Lives on; where the servers are asked, until they have answered. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= minute) {
      await clock.advance(Math.min(minute, left));
      await watching.idle();
    }
    // What a reading leads to takes no time, but a few turns.
    await clock.advance(1);
  }

  /** Lives through turns of the watch, and tells the calls to the host in each. */
  async function callsIn(turns: number, before: (at: number) => void = () => {}): Promise<number[]> {
    const calls: number[] = [];
    for (let at = 0; at < turns; at++) {
      before(at);
      const already = host.calls.length;
      await pass(turn);
      calls.push(host.calls.length - already);
    }
    return calls;
  }

  return {
    ...{ host, lies, sources, watching, questions, pass, callsIn },
    packets: () => server.received.length,
    answerWithoutAuthority: () => {
      flags = 0;
    },
    messages: () => lines.map((line) => JSON.parse(line)),
    edit(name: string, ...values: readonly string[]) {
      host.set(name, 'A', ...values.map((value) => ({ value, ttl: 600 })));
    },
  };
}

const reads = (calls: readonly string[]) => calls.filter((call) => call.startsWith('read'));
const quiet = 24 * hour;

it('a record edited by hand is healed within 6 minutes, whenever that is', async () => {
  const { host, edit, pass } = await watchedHome({ recheck: quiet });

  for (const after of [20 * second, 3 * minute, 11 * minute, 61 * minute]) {
    await pass(after);
    edit('home', edited);
    await pass(6 * minute);

    expect(host.values('home', 'A')).toEqual([own]);
  }
});

it.each([
  ['deleted', []],
  ['given a second address', [edited, own]],
  ['given another one', [edited]],
] as const)('so is one that was %s', async (_, values) => {
  const { host, edit, pass } = await watchedHome({ recheck: quiet });
  await pass(7 * minute);

  edit('home', ...values);
  await pass(6 * minute);

  expect(host.values('home', 'A')).toEqual([own]);
});

it('one reading is for all names of a target, and touches no other record', async () => {
  const { host, edit, callsIn } = await watchedHome({ names: ['a', 'b', 'c'], recheck: quiet });
  await callsIn(2);

  edit('a', edited);
  edit('c', edited);
  edit('foreign', edited);
  const calls = host.calls.length;
  await callsIn(2);

  expect(host.calls.slice(calls)).toEqual(['read a/A b/A c/A', 'apply a/A c/A']);
  expect(['a', 'b', 'c', 'foreign'].map((name) => host.values(name, 'A'))).toEqual([
    [own],
    [own],
    [own],
    [edited],
  ]);
});

it('a quiet day is one small packet about each name in 5 minutes, and no call but RECHECK', async () => {
  const { host, callsIn, packets, questions } = await watchedHome({ names: ['home', 'vpn'] });

  await callsIn(288);

  expect(packets()).toBeGreaterThanOrEqual(2 * 287);
  expect(packets()).toBeLessThanOrEqual(2 * 288);
  // Where the servers are: once an hour for each name.
  expect(questions.delegation).toBeLessThanOrEqual(2 * 2 * 24);
  expect(host.calls.length).toBeLessThanOrEqual(25);
  expect(host.calls).toEqual(reads(host.calls));
});

it('an answer that lies costs one reading, however long it goes on and whatever comes between', async () => {
  const { host, lies, callsIn } = await watchedHome({ recheck: quiet });
  await callsIn(2);

  const calls = await callsIn(60, (at) => {
    if (at % 10 < 7) lies.set('home', [edited]);
    else lies.delete('home');
  });

  expect(calls.filter((count) => count > 0)).toEqual([1]);
  expect(host.calls).toEqual(reads(host.calls));
});

it('answers that lie each time anew are believed ever less, and an edit is healed all the same', async () => {
  const { host, lies, edit, callsIn } = await watchedHome();
  await callsIn(2);

  const day = await callsIn(288, (at) => lies.set('home', [`192.0.2.${at % 250}`]));
  expect(day.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(24 + 24 + 5);
  expect(host.calls).toEqual(reads(host.calls));

  edit('home', edited);
  await callsIn(13);
  expect(host.values('home', 'A')).toEqual([own]);
});

it('nothing that the servers say is ever published', async () => {
  const { host, lies, sources, callsIn } = await watchedHome({ recheck: 10 * minute });
  const published = new Set<string>();
  host.during = async () => {
    for (const value of host.values('home', 'A')) published.add(value);
  };

  await callsIn(20, (at) => {
    lies.set('home', [`192.0.2.${at}`]);
    // Also while no address is known, and when it is new.
    for (const source of sources) source.line = at % 5 === 4 ? broken() : at < 10 ? own : next;
  });

  expect([...published, ...host.values('home', 'A')].every((one) => [own, next].includes(one))).toBe(true);
});

it('servers that follow a change late are no reason to read', async () => {
  const { host, lies, sources, callsIn } = await watchedHome({ recheck: quiet });
  await callsIn(2);
  lies.set('home', [own]);
  for (const source of sources) source.line = next;

  const calls = await callsIn(4, (at) => {
    if (at === 2) lies.delete('home');
  });

  expect(host.values('home', 'A')).toEqual([next]);
  // The writing of the new address, with the reading before it.
  expect(calls.slice(1)).toEqual([0, 0, 0]);
});

it('a proxied name costs no call', async () => {
  const { lies, callsIn } = await watchedHome({ ttl: null, recheck: quiet });
  lies.set('home', ['104.16.1.1', '104.16.2.1']);

  const calls = await callsIn(24);

  expect(calls).toEqual([1, ...calls.slice(1).map(() => 0)]);
});

it('a service that can only be told an address is not asked about', async () => {
  const { packets, callsIn } = await watchedHome({ updateOnly: true });

  await callsIn(5);

  expect(packets()).toBe(0);
});

it('where nothing is visible it is told once, and asked once an hour', async () => {
  const { packets, callsIn, answerWithoutAuthority, messages, lies } = await watchedHome({ recheck: quiet });
  answerWithoutAuthority();
  lies.set('home', [edited]);

  const calls = await callsIn(5 * 12);

  expect(calls.slice(1).every((count) => count === 0)).toBe(true);
  expect(packets()).toBeLessThanOrEqual(3 + 5);
  expect(messages()).toEqual([
    expect.objectContaining({
      ...{ level: 'debug', name: 'home.example.com', type: 'A' },
      reason: expect.stringMatching(/answers for home\.example\.com without authority$/),
    }),
  ]);
});

it('a difference is told with both addresses', async () => {
  const { edit, callsIn, messages } = await watchedHome({ recheck: quiet });
  await callsIn(2);

  edit('home', edited);
  await callsIn(1);

  expect(messages()).toEqual([
    expect.objectContaining({
      ...{ level: 'info', name: 'home.example.com', type: 'A', served: [edited], known: own },
      msg: 'The zone serves something else than is known; the record is read again',
    }),
  ]);
});

it('a host that asked to be left alone is left alone', async () => {
  const { host, edit, callsIn } = await watchedHome({ recheck: 10 * minute });
  await callsIn(1);
  host.readFails = new Failure('limited', 'too many requests', { retryAfter: 2 * hour });
  await callsIn(3);
  host.readFails = undefined;

  edit('home', edited);
  const calls = await callsIn(12);

  expect(calls.every((count) => count === 0)).toBe(true);
});

it('nobody is asked after a stop', async () => {
  const { watching, packets, callsIn } = await watchedHome();
  await callsIn(2);
  const before = packets();

  await watching.stop();
  await callsIn(3);

  expect(packets()).toBe(before);
});
