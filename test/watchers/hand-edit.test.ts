import { expect, it } from 'vitest';
import type { RecordKey } from '../../src/dns/records.ts';
import type { HttpRequest } from '../../src/http/client.ts';
import { createLogger } from '../../src/report/logger.ts';
import { nothingKnown } from '../../src/report/state.ts';
import { type WatchedZones, watchZones } from '../../src/watchers/watch-zones.ts';
import { type ApiKind, apiKinds, createPretendApi } from '../simulation/pretend-api.ts';
import { pretendHost } from '../simulation/pretend-hosts.ts';
import { createPretendZone } from '../simulation/pretend-zone.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { aa, nameServer } from '../support/name-server.ts';
import { scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const own = { A: '81.2.69.1', AAAA: '2a02:8010:6001::1' } as const;
const edited = { A: '192.0.2.1', AAAA: '2001:db8::1' } as const;
const types = ['A', 'AAAA'] as const;

/** A home whose DNS host is written in one of the ways that hosts are, and whose zone has a name server. */
async function hostedHome(kind: ApiKind, recheck: number) {
  const clock = new VirtualClock();
  const zone = createPretendZone(() => clock.monotonic());
  const api = createPretendApi(kind, 'api.example', new Map([['example.com', zone]]));
  api.token = 'token';
  const calls: string[] = [];
  const http = async (request: HttpRequest) => {
    calls.push(request.method ?? 'GET');
    return api.handle({ request, author: 'program', onWrite() {} });
  };
  const provider = Object.assign(new MemoryProvider(), {
    provider: pretendHost({ kind, base: 'https://api.example', http, clock, token: 'token' }),
  });
  const names = ['home', '*.lab'];
  const keys = names.flatMap((name) => types.map((type): RecordKey => ({ name, type })));
  for (const key of keys) zone.put({ ...key, value: own[key.type], ttl: 600 }, 'owner');
  const valuesOf = (key: RecordKey) => zone.ofSet(key).map(({ value }) => value);
  const server = await nameServer(({ name, type }) => {
    const relative = name.replace('.example.com', '');
    const answers = types.flatMap((one) =>
      one === type
        ? valuesOf({ name: relative, type: one }).map((data) => ({ name, type: one, ttl: 600, data }))
        : [],
    );
    return { flags: aa, answers };
  });
  const source = (family: 'ipv4' | 'ipv6') =>
    [0, 1, 2].map((n) =>
      scriptedSource({
        name: `${family}-${n}`,
        line: own[family === 'ipv4' ? 'A' : 'AAAA'],
        delay: 50,
        clock,
      }),
    );
  let watch: WatchedZones | undefined;
  const home = virtualHome({
    ...{ clock, keys, random: seededRandom(1), recheck },
    sources: { ipv4: source('ipv4'), ipv6: source('ipv6') },
    targets: [{ zone: 'example.com', keys, provider }],
    onOutcome: (outcome) => watch?.observe?.(outcome, nothingKnown),
  });
  const watching = watchZones({
    ...{ targets: home.targets, clock, recheck, timeout: 10 * second, port: server.port },
    log: createLogger({ level: 'silent', format: 'json', redact: (text) => text, write: () => {} }),
    readAgain: home.readAgain,
    tell: () => {},
    redact: (text) => text,
    delegation: {
      zoneOf: async () => ({ cut: 'example.com', servers: ['ns.example.com'] }),
      addresses: async () => [server.address],
    },
  });
  watch = watching;
  watching.start();
  return {
    ...{ zone, keys, calls, valuesOf },
    async pass(ms: number, step = 10 * second): Promise<void> {
      for (let left = ms; left > 0; left -= step) {
        await clock.advance(Math.min(step, left));
        await watching.idle();
      }
    },
    async stop() {
      await watching.stop();
      await home.stop();
    },
  };
}

type Home = Awaited<ReturnType<typeof hostedHome>>;

const edits: Readonly<Record<string, (home: Home, key: RecordKey) => void>> = {
  'another address': ({ zone }, key) => {
    for (const record of zone.ofSet(key)) zone.put({ ...record, value: edited[key.type] }, 'owner');
  },
  'a second address': ({ zone }, key) => {
    zone.put({ ...key, value: edited[key.type], ttl: 600 }, 'owner');
  },
  'no record any more': ({ zone }, key) => {
    for (const { id } of zone.ofSet(key)) zone.remove(id, 'owner');
  },
};

it.each(apiKinds)(
  'a host that is written %s is healed within 6 minutes, over IPv4 and IPv6',
  async (kind) => {
    const home = await hostedHome(kind, 24 * hour);
    await home.pass(7 * minute);
    const ways = Object.entries(edits);

    for (const [at, key] of home.keys.entries()) {
      await home.pass(at * 70 * second);
      const [what, edit] = ways[at % ways.length] ?? [];
      edit?.(home, key);
      expect(home.valuesOf(key), what).not.toEqual([own[key.type]]);
      await home.pass(6 * minute);

      expect(home.valuesOf(key), what).toEqual([own[key.type]]);
    }
    await home.stop();
  },
);

it.each(apiKinds)(
  'a host that is written %s has no call in quiet hours but those of RECHECK',
  async (kind) => {
    const home = await hostedHome(kind, 2 * hour);
    await home.pass(10 * minute);
    const first = home.calls.length;

    await home.pass(7 * hour, minute);

    const reads = home.calls.slice(first);
    expect(reads.every((method) => method === 'GET')).toBe(true);
    // What one reading takes, three times.
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.length).toBeLessThanOrEqual(3 * first);
    await home.stop();
  },
);

it.each(apiKinds)('a host that is written %s is read once for one difference', async (kind) => {
  const home = await hostedHome(kind, 24 * hour);
  await home.pass(7 * minute);
  const [key] = home.keys;
  if (key) edits['another address']?.(home, key);
  await home.pass(6 * minute);
  const healed = home.calls.length;

  await home.pass(2 * hour, minute);

  expect(home.calls.length).toBe(healed);
  await home.stop();
});
