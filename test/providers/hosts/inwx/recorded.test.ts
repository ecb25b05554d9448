import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { inwx } from '../../../../src/providers/hosts/inwx.ts';
import { methodOf } from '../../../world/xml-rpc.ts';
import { failureIn, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('inwx') : [];
const of = (method: string, code = 1000) =>
  exchanges.filter(
    ({ request, response }) =>
      methodOf(request.body ?? '') === method && response.body.includes(`<int>${code}</int>`),
  );
const membersIn = (body: string | null) =>
  [...(body ?? '').matchAll(/<name>(\w+)<\/name>/g)].map(([, name]) => name).sort();

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: inwx,
    values: { INWX_USERNAME: 'u', INWX_PASSWORD: 'p' },
    urlSetting: 'INWX_API_URL',
    basePath: '/xmlrpc/',
    domain: 'lexicon-testrunner.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at INWX', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);

    for (next of of('nameserver.info'))
      expect(await provider.read(zone, [{ name: '@', type: 'A' }], freshSignal())).toMatchObject([
        { records: [] },
      ]);
    expect(server.log.length).toBeGreaterThan(10);
    expect(server.log[0]?.path).toBe('/xmlrpc/');
  });

  test('every recorded answer to a write confirms, and what exists is read again', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 300 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const changes = {
      createRecord: plan([desired], [{ ...known, records: [] }]),
      updateRecord: plan([desired], [known]),
      deleteRecord: planRemoval([known]),
    };

    for (const [action, change] of Object.entries(changes)) {
      for (next of of(`nameserver.${action}`)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        // Changes of name and content alone came without a TTL.
        const sent = membersIn(server.log.at(-1)?.body ?? '').filter((name) => name !== 'ttl');
        expect(sent).toEqual(membersIn(next.request.body).filter((name) => name !== 'ttl'));
      }
      for (next of of(`nameserver.${action}`, 2302)) {
        const [answer] = await provider.apply(zone, change, freshSignal());
        expect(failureIn(answer)).toMatchObject({ kind: 'transient', unconfirmed: true });
      }
    }
    expect(Object.keys(changes).map((action) => of(`nameserver.${action}`).length > 0)).toEqual([
      true,
      true,
      true,
    ]);
    expect(of('nameserver.createRecord', 2302).length).toBeGreaterThan(10);
  });
});
