import { describe, expect, test } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { createAccount } from '../../src/core/account.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import { type ApiKind, createPretendApi } from '../simulation/pretend-api.ts';
import { pretendHost } from '../simulation/pretend-hosts.ts';
import { createPretendZone } from '../simulation/pretend-zone.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const second = 1_000;
const never = new AbortController().signal;
const kept: RecordKey = { name: 'home', type: 'A' };
const old = '198.51.100.1';
const wanted = '192.0.2.1';

/** What becomes of the first create: `carryOut` gives the answer of the API, as late as it is called. */
type Fate = (carryOut: () => HttpAnswer, world: World) => Promise<HttpAnswer>;

interface World {
  readonly clock: VirtualClock;
  /** Another instance of the program writes the same record. */
  anotherWrites(ttl?: number): void;
  /** The owner adds a record of another name, right now. */
  ownerAdds(): void;
  ownerRenames(value: string, name: string): void;
}

const lost = () => new Failure('transient', 'no answer', { unconfirmed: true, unanswered: true });

/** Follows a change of address whose create meets this; resolves to what the zone holds in the end. */
async function lived(kind: ApiKind, before: readonly string[], fate: Fate) {
  const clock = new VirtualClock();
  const zone = createPretendZone(() => clock.monotonic());
  const put = (name: string, value: string, ttl = 600) => zone.put({ name, type: 'A', value, ttl }, 'owner');
  for (const value of before) put('home', value);
  put('office', '198.51.100.9');
  const api = createPretendApi(kind, 'api.test', new Map([['one.example', zone]]));
  api.token = 'token';
  const world: World = {
    clock,
    anotherWrites: (ttl) => void put('home', wanted, ttl),
    ownerAdds: () => void put('lab', '198.51.100.10'),
    ownerRenames(value, name) {
      const held = zone.ofSet(kept).find((one) => one.value === value);
      if (held) zone.put({ ...held, name }, 'owner');
    },
  };
  let isFirst = true;
  const account = createAccount({
    clock,
    async http(request: HttpRequest) {
      const carryOut = () => api.handle({ request, author: 'program', onWrite() {} });
      if (request.method !== 'POST' || !isFirst) return carryOut();
      isFirst = false;
      return fate(carryOut, world);
    },
  });
  const provider = pretendHost({ kind, base: 'https://api.test', http: account.http, clock, token: 'token' });
  const target = {
    id: 'late',
    host: kind,
    title: kind,
    zone: parseZone('one.example'),
    keys: [kept],
    ttl: 600,
  };
  const reconciler = reconcilerOf({ target, provider, account, clock });

  const states: string[] = [];
  for (let round = 0; round < 4; round++) {
    const stepping = reconciler.step({ ipv4: wanted }, never);
    await clock.advance(60 * second);
    states.push((await stepping).records.map(({ state }) => state).join());
    // What the zone holds is read again, as at each recheck.
    reconciler.readAgain();
  }
  const held = zone.all().map(({ name, value, ttl }) => `${name} ${value} ${ttl}`);
  return { states, held: held.sort() };
}

const fates: readonly (readonly [title: string, fate: Fate])[] = [
  [
    'refused late, since another instance was faster',
    async (carryOut, { clock, anotherWrites }) => {
      await sleep(clock, 4 * second, never);
      anotherWrites();
      await sleep(clock, 4 * second, never);
      return carryOut();
    },
  ],
  [
    'refused late for the same address with another TTL',
    async (carryOut, { clock, anotherWrites }) => {
      await sleep(clock, 8 * second, never);
      anotherWrites(300);
      return carryOut();
    },
  ],
  [
    'carried out, and the answer is lost',
    async (carryOut, { clock }) => {
      carryOut();
      await sleep(clock, 10 * second, never);
      throw lost();
    },
  ],
  [
    'lost on its way',
    async (_, { clock }) => {
      await sleep(clock, 10 * second, never);
      throw lost();
    },
  ],
  [
    'carried out long after it was given up',
    async (carryOut, { clock }) => {
      clock.after(90 * second, carryOut);
      await sleep(clock, 10 * second, never);
      throw lost();
    },
  ],
  [
    'carried out, and answered with a fault of the service much later',
    async (carryOut, { clock }) => {
      carryOut();
      await sleep(clock, 9 * second, never);
      return { status: 503, headers: {}, text: '' };
    },
  ],
];

const befores: readonly (readonly [title: string, kind: ApiKind, before: readonly string[]])[] = [
  ['create-delete where nothing was', 'create-delete', []],
  ['create-delete beside the old address', 'create-delete', [old]],
  ['create-delete beside two old addresses', 'create-delete', [old, '198.51.100.2']],
  // Beside an address it would change that.
  ['per-record where nothing was', 'per-record', []],
];

describe.each(befores)('a create of the way %s', (_, kind, before) => {
  test.each(fates)('that is %s leaves one right record, and nothing else is touched', async (__, fate) => {
    const { held, states } = await lived(kind, before, (carryOut, world) => {
      world.ownerAdds();
      return fate(carryOut, world);
    });

    expect(held).toEqual([`home ${wanted} 600`, 'lab 198.51.100.10 600', 'office 198.51.100.9 600']);
    expect(states.at(-1)).toBe('in-sync');
  });
});

test('what is left to delete after a slow create is left alone where its owner has renamed it meanwhile', async () => {
  const { held, states } = await lived('create-delete', [old], async (carryOut, { clock, ownerRenames }) => {
    await sleep(clock, 4 * second, never);
    ownerRenames(old, 'cellar');
    await sleep(clock, 4 * second, never);
    return carryOut();
  });

  expect(held).toEqual([`cellar ${old} 600`, `home ${wanted} 600`, 'office 198.51.100.9 600']);
  expect(states.at(-1)).toBe('in-sync');
});
