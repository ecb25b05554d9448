import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { rpcSigned } from '../../../../src/providers/api/alibaba-rpc.ts';
import { alidns } from '../../../../src/providers/hosts/alidns.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';

test('the signature is the one of the example that Alibaba Cloud publishes', () => {
  const url = 'http://ecs.aliyuncs.com/?Format=XML&Action=DescribeRegions&Version=2014-05-26';
  const key = {
    accessKeyId: 'testid',
    accessKeySecret: 'testsecret',
    now: Date.parse('2016-02-23T12:46:24Z'),
    nonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
  };

  const signed = new URL(rpcSigned({ method: 'GET', url, body: undefined }, key).url);

  expect(signed.searchParams.get('Signature')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
});

const exchanges = hasFixtures ? recordedExchanges('aliyun') : [];
const actionOf = ({ request }: Exchange) => new URL(request.url).searchParams.get('Action');
const of = (action: string, status = 200) =>
  exchanges.filter((one) => actionOf(one) === action && one.response.status === status);

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: alidns,
    values: { ALICLOUD_ACCESS_KEY: 'i', ALICLOUD_SECRET_KEY: 'k' },
    urlSetting: 'ALICLOUD_API_URL',
    domain: 'mean.space',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Alibaba Cloud', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const key = { name: 'localhost', type: 'A' } as const;

    for (next of of('DescribeDomainRecords')) {
      const all: Record<string, string>[] = JSON.parse(next.response.body).DomainRecords.Record;
      const own = all.filter(({ RR, Type }) => RR === 'localhost' && Type === 'A');
      expect(await provider.read(zone, [key], freshSignal())).toMatchObject([
        { records: own.map(({ RecordId: id, Value: value, TTL: ttl }) => ({ id, value, ttl })) },
      ]);
    }
    expect(of('DescribeDomainRecords').length).toBeGreaterThan(40);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 600 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 600 } as const;
    const changes = {
      AddDomainRecord: plan([desired], [{ ...known, records: [] }]),
      UpdateDomainRecord: plan([desired], [known]),
      DeleteDomainRecord: planRemoval([known]),
    };

    for (const [action, change] of Object.entries(changes))
      for (next of of(action)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        const sent = server.log.at(-1)?.query ?? new URLSearchParams();
        const recorded = new URL(next.request.url).searchParams;
        expect([...sent.keys()].filter((name) => !recorded.has(name))).toEqual([]);
      }
    expect(Object.keys(changes).map((action) => of(action).length > 0)).toEqual([true, true, true]);
  });

  test('the recorded refusal is about the zone', async () => {
    const [refusal] = of('DescribeDomainInfo', 400);
    const { provider, zone } = await replayOf(() => refusal);

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/has no zone mean\.space in this account/);
  });
});
