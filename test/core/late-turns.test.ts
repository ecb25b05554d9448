import { describe, expect, test } from 'vitest';
import { createAccount } from '../../src/core/account.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import { type HttpRequest, isWrite } from '../../src/http/client.ts';
import type { Rate } from '../../src/http/throttle.ts';
import { type ApiKind, apiKinds, createPretendApi } from '../simulation/pretend-api.ts';
import { pretendHost } from '../simulation/pretend-hosts.ts';
import { createPretendZone, type HeldRecord } from '../simulation/pretend-zone.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const second = 1_000;
const never = new AbortController().signal;
const before = '198.51.100.1';
const mine: RecordKey = { name: 'home', type: 'A' };

/** A host whose account is asked at this rate, and whose zone holds these records. */
function hostOf(kind: ApiKind, rate: Rate | readonly Rate[], records: readonly Omit<HeldRecord, 'id'>[]) {
  const clock = new VirtualClock();
  const zone = createPretendZone(() => clock.monotonic());
  for (const record of records) zone.put(record, 'owner');
  const api = createPretendApi(kind, 'api.test', new Map([['one.example', zone]]));
  api.token = 'token';
  const left: { readonly what: string; readonly at: number }[] = [];
  const account = createAccount({
    clock,
    rate,
    async http(request: HttpRequest) {
      left.push({ what: isWrite(request) ? 'write' : 'read', at: clock.monotonic() });
      return api.handle({ request, author: 'program', onWrite() {} });
    },
  });
  const provider = pretendHost({ kind, base: 'https://api.test', http: account.http, clock, token: 'token' });
  /** Somebody else uses up the rate. */
  const busy = (count: number) => {
    for (let n = 0; n < count; n++)
      void account
        .http({ url: 'https://api.test/zones?name=one.example', signal: never, lane: 'other' })
        .catch(() => {});
  };
  return { clock, zone, account, provider, left, busy };
}

const target = (ttl = 600): Target => ({
  id: 'late',
  host: 'late',
  title: 'Late',
  zone: parseZone('one.example'),
  keys: [mine],
  ttl,
});

describe.each(apiKinds)('a write of the way %s that waits long for its turn', (kind) => {
  const rate = { requests: 2, per: 20 * second };

  async function keeping() {
    const host = hostOf(kind, rate, [{ ...mine, value: before, ttl: 600 }]);
    const { clock, account, provider } = host;
    const reconciler = reconcilerOf({ target: target(), provider, account, clock });
    const step = async (ipv4: string, meanwhile: () => void) => {
      const stepping = reconciler.step({ ipv4 }, never);
      await clock.advance(10 * second);
      meanwhile();
      for (let tick = 0; tick < 200; tick++) await clock.advance(second);
      return stepping;
    };
    await step('192.0.2.1', () => {});
    await clock.advance(100 * second);
    host.left.length = 0;
    return { ...host, step };
  }

  test('leaves a record alone that is renamed meanwhile, and serves the kept name in the same step', async () => {
    const { zone, busy, step } = await keeping();
    busy(1);

    const { records } = await step('192.0.2.2', () => {
      const [held] = zone.ofSet(mine);
      if (held) zone.put({ ...held, name: 'office' }, 'owner');
    });

    expect(zone.ofSet({ name: 'office', type: 'A' }).map(({ value }) => value)).toEqual(['192.0.2.1']);
    expect(zone.ofSet(mine).map(({ value }) => value)).toEqual(['192.0.2.2']);
    expect(records).toMatchObject([{ state: 'in-sync' }]);
  });

  test('is held once more against what is there where nothing has changed, and leaves at once after that', async () => {
    const { left, zone, busy, step } = await keeping();
    busy(1);

    await step('192.0.2.2', () => {});

    const writes = left.filter(({ what }) => what === 'write');
    const reads = left.filter(({ what }) => what === 'read');
    for (const { at } of writes)
      expect(reads.some((read) => read.at <= at && at - read.at <= 5 * second)).toBe(true);
    expect(zone.ofSet(mine).map(({ value }) => value)).toEqual(['192.0.2.2']);
  });
});

test('the rate is kept while a write holds its place for the read before it', async () => {
  const { clock, account, provider, left } = hostOf(
    'per-record',
    { requests: 5, per: 10 * second },
    Array.from({ length: 8 }, (_, n) => ({ name: `host${n}`, type: 'A', value: before, ttl: 600 })),
  );
  const keys = Array.from({ length: 8 }, (_, n): RecordKey => ({ name: `host${n}`, type: 'A' }));
  const sets = await provider.read(parseZone('one.example'), keys.slice(0, 1), never);
  expect(sets).toHaveLength(1);
  const reconciler = reconcilerOf({ target: { ...target(), keys }, provider, account, clock });

  const stepping = reconciler.step({ ipv4: '192.0.2.9' }, never);
  for (let tick = 0; tick < 400; tick++) await clock.advance(second);
  const { records } = await stepping;

  expect(records.map(({ state }) => state)).toEqual(keys.map(() => 'in-sync'));
  for (const { at } of left)
    expect(left.filter((one) => one.at > at - 10 * second && one.at <= at).length).toBeLessThanOrEqual(5);
});
