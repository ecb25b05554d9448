import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { oraclecloud } from '../../../../src/providers/hosts/oraclecloud.ts';
import { failureOf, freshSignal, heldIn } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { pretendOracle } from './service.ts';

const exchanges = hasFixtures
  ? [...recordedExchanges('oci'), ...recordedExchanges('other/oracle-record-store')]
  : [];
const of = (method: string, url: RegExp, status = 200) =>
  exchanges.filter(
    ({ request, response }) =>
      request.method === method && url.test(request.url) && response.status === status,
  );
const whole = /\/records(\?|$)/;

const replayOf = (choose: () => Exchange | undefined, domain = 'lexicon-test.com') =>
  replay({
    definition: oraclecloud,
    values: pretendOracle().values,
    urlSetting: 'OCI_API_URL',
    domain,
    choose,
  });

interface Listed {
  readonly domain: string;
  readonly rtype: string;
  readonly rdata: string;
}

describe.skipIf(!hasFixtures)('exchanges recorded at Oracle Cloud', () => {
  test('every recorded listing of a zone is understood', async () => {
    const listings = of('GET', whole);

    for (const listing of listings) {
      const domain = /\/zones\/([^/]+)\//.exec(listing.request.url)?.[1] ?? '';
      const { provider, zone } = await replayOf(() => listing, domain);
      const items: Listed[] = JSON.parse(listing.response.body).items;
      const held = items.filter(({ rtype }) => rtype === 'A');
      const names = [...new Set(held.map((one) => one.domain.replace(`.${domain}`, '')))];
      const keys = names.map((name): RecordKey => ({ name, type: 'A' }));
      const sets = await provider.read(zone, keys, freshSignal());
      expect(sets.flatMap(({ records }) => records.map(({ value }) => value)).sort()).toEqual(
        held.map(({ rdata }) => rdata).sort(),
      );
    }
    expect(listings.length).toBeGreaterThan(40);
  });

  test('every recorded answer to a PATCH confirms, and ours has the form of the recorded requests', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const known = {
      name: 'home',
      type: 'A',
      records: [{ id: 'h4sh', value: '192.0.2.9', ttl: 300 }],
    } as const;
    const wish = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const writes = of('PATCH', /\/records/);
    const fields = (text: string | null) =>
      JSON.parse(text ?? '').items.map(
        (one: { operation: string }) => `${one.operation} ${Object.keys(one).sort()}`,
      );

    for (next of writes) {
      const changes = next === writes[0] ? planRemoval([known]) : plan([wish], [known]);
      expect(heldIn(await provider.apply(zone, changes, freshSignal()))).toHaveLength(1);
    }
    const recorded = writes.flatMap(({ request }) => fields(request.body));
    expect(recorded).toEqual(expect.arrayContaining(fields(server.log.at(-1)?.body ?? '')));
    expect(writes.length).toBeGreaterThan(60);
  });

  test('an unknown zone: the owner is told', async () => {
    const [unknown] = of('GET', /thisisadomainidonotown/, 404);
    const { provider, zone } = await replayOf(() => unknown, 'thisisadomainidonotown.com');

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone thisisadomainidonotown\.com.*NotAuthorizedOrNotFound/);
  });
});
