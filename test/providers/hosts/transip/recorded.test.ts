import { describe, expect, test } from 'vitest';
import { transip } from '../../../../src/providers/hosts/transip.ts';
import { failureOf, freshSignal, provided } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { pretendTransip, transipToken } from './service.ts';

const folder = 'clients/transip/transip+gotransip/domain-repository-test';
const replayOf = (status: number, body: string) =>
  replay({
    definition: transip,
    values: pretendTransip().values,
    urlSetting: 'TRANSIP_API_URL',
    basePath: '/v6',
    domain: 'example2.com',
    choose: ({ path, method }) => ({
      ...{ cassette: '', seq: 1, request: { method, url: path, body: null } },
      response: path.endsWith('/auth')
        ? { status: 201, headers: {}, body: JSON.stringify({ token: transipToken(1) }) }
        : { status, headers: {}, body },
    }),
  });

describe.skipIf(!hasFixtures)("what TransIP's own client tests with", () => {
  test('an entry that is made has the form of ours', async () => {
    const { sync, server } = await provided({ setup: worldOf(transip, pretendTransip()) });

    await sync([{ name: 'www2', type: 'A', value: '127.0.0.1', ttl: 600 }]);

    const theirs = JSON.parse(fixtureText(`${folder}/010-TestRepository_AddDnsEntry.json`));
    const ours = JSON.parse(server.writes()[0]?.body ?? '');
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect(Object.keys(ours.dnsEntry).sort()).toEqual(Object.keys(theirs.dnsEntry).sort());
  });

  test('an unknown domain: the owner is told', async () => {
    const { provider, zone } = await replayOf(404, fixtureText(`${folder}/001-x.json`));

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone example2\.com.*Domain with name 'example2.com' not found/);
  });

  test('the list of domains is understood', async () => {
    const { provider } = await replayOf(200, fixtureText(`${folder}/002-x.json`));

    expect(await provider.zones?.(freshSignal())).toEqual(['example.com']);
  });
});
