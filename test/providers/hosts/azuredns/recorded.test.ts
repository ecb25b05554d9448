import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { azuredns } from '../../../../src/providers/hosts/azuredns/azuredns.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { freshSignal, heldIn } from '../../contract/provided.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { pretendAzure } from './service.ts';

const exchanges = hasFixtures
  ? [...recordedExchanges('azure'), ...recordedExchanges('other/azure-sdk-python')]
  : [];
const of = (method: string, url: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && url.test(request.url));
const [token] = of('POST', /\/oauth2\/token$/);
const pathOf = ({ request }: Exchange) => new URL(request.url).pathname;

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: azuredns,
    values: pretendAzure().values,
    urlSetting: 'AZURE_API_URL',
    moreUrls: { AZURE_TOKEN_URL: '/login' },
    domain: 'full4ir.tk',
    choose: (request) => (request.method === 'POST' ? token : choose(request)),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Azure DNS', () => {
  test('the token and every recorded listing are understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const listings = of('GET', /\/recordsets\?/);

    for (next of listings) {
      const sets: { name: string; type: string; properties: { ARecords?: { ipv4Address: string }[] } }[] =
        JSON.parse(next.response.body).value;
      const held = sets.filter(({ type }) => type.endsWith('/A'));
      const keys = held.map(({ name }) => ({ name, type: 'A' }) as const);
      const read = await provider.read(zone, keys, freshSignal());
      expect(read.map(({ records }) => records.map(({ value }) => value))).toEqual(
        held.map(({ properties }) => properties.ARecords?.map(({ ipv4Address }) => ipv4Address)),
      );
    }
    expect(listings.length).toBeGreaterThan(5);
  });

  test('recorded answers to a PUT, PATCH and DELETE confirm, and ours goes to the same path', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(({ path }) =>
      path.endsWith('/recordsets') ? of('GET', /\/recordsets\?/)[0] : next,
    );
    const name = 'record_setc0190c60';
    const known = { name, type: 'A', records: [{ value: '1.2.3.9', ttl: 300 }] } as const;
    const wish = { name, type: 'A', value: '1.2.3.4', ttl: 300 } as const;

    for (next of [...of('PUT', /\/A\//), ...of('DELETE', /\/A\//)]) {
      const isNew = next.request.method === 'PUT';
      const changes = isNew ? plan([wish], [{ ...known, records: [] }]) : planRemoval([known]);
      expect(heldIn(await provider.apply(zone, changes, freshSignal()))).toHaveLength(1);
      const shape = (path = '') => path.split('/').map((part, at) => (at % 2 === 1 || at === 6 ? part : ''));
      expect(shape(server.log.at(-1)?.path).slice(0, 8)).toEqual(shape(pathOf(next)).slice(0, 8));
      if (isNew)
        expect(JSON.parse(server.log.at(-1)?.body ?? '')).toEqual(JSON.parse(next.request.body ?? ''));
    }
  });

  test('a PATCH keeps what it does not name, by the vendor\u2019s own example', () => {
    const example = JSON.parse(fixtureText('openapi/azure-dns-examples/PatchARecordset.json'));
    const { body } = example.responses['200'];

    expect(Object.keys(example.parameters.parameters.properties)).toEqual(['metadata']);
    expect(body.properties).toMatchObject({ TTL: expect.any(Number), ARecords: [expect.anything()] });
  });

  test('an alias of the vendor\u2019s own example is one to be left alone', async () => {
    const text = fixtureText('openapi/azure-dns-examples/CreateOrUpdateARecordsetAlias.json');
    const alias = JSON.parse(text).responses['201'].body;
    const response = { status: 200, headers: {}, body: JSON.stringify({ value: [alias] }) };
    const request = { method: 'GET', url: '', body: null };
    const { provider, zone } = await replayOf(() => ({ cassette: '', seq: 1, request, response }));

    const [set] = await provider.read(zone, [{ name: alias.name, type: 'A' }], freshSignal());

    expect(set?.conflict).toBe('holds an alias to a resource of Azure');
  });
});
