import { describe, expect, test } from 'vitest';
import { desec } from '../../../../src/providers/hosts/desec.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { desecAnswer } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('desec') : [];

function recorded(method: string, url: RegExp, body = /./): Exchange {
  const found = exchanges.find(
    ({ request, response }) => request.method === method && url.test(request.url) && body.test(response.body),
  );
  if (!found) throw new Error(`nothing like ${method} ${url} was recorded`);
  return found;
}

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined, domain = 'desec.lexicon') =>
  replay({
    definition: desec,
    values: { DESEC_TOKEN: 't' },
    urlSetting: 'DESEC_API_URL',
    basePath: '/api/v1',
    domain,
    choose,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at deSEC', () => {
  test('every recorded listing is understood, and the absent is told as absent', async () => {
    const listings = exchanges.filter(
      ({ request }) => request.method === 'GET' && request.url.includes('/rrsets/'),
    );
    let next = recorded('GET', /type=A&/);
    const { provider, zone } = await replayOf(() => next);

    for (next of listings) {
      const sets = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(sets).toEqual([{ name: 'localhost', type: 'A', records: [] }]);
    }
    expect(listings.length).toBeGreaterThan(40);
  });

  test('an unknown domain: the owner is told', async () => {
    const unknown = recorded('GET', /thisisadomainidonotown/);
    const { provider, zone } = await replayOf(() => unknown, 'thisisadomainidonotown.com');

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone thisisadomainidonotown\.com.*No Domain matches the given query/);
  });

  test('the pretend deSEC shows record sets and an unknown domain like the recorded one', () => {
    const sets = recorded('GET', /\?type=TXT$/, /touched/);
    const unknown = recorded('GET', /thisisadomainidonotown/);
    const ask = ({ request }: Exchange) => {
      const { pathname, searchParams } = new URL(request.url.replace('rrsets//', 'rrsets/'));
      const segments = pathname.slice(1).split('/');
      const asked = { method: 'GET', path: pathname, segments, query: searchParams, headers: {}, body: '' };
      const txt = { name: 'home', type: 'TXT', data: '"x"', ttl: 3600 };
      return desecAnswer(asked, { zones: pretendZones(pretendZone('desec.lexicon', [txt])) });
    };

    const [pretended, noZone] = [ask(sets), ask(unknown)];

    const fields = (body = '') => Object.keys(JSON.parse(body)[0]).sort();
    expect(fields(pretended.body)).toEqual(fields(sets.response.body));
    expect(noZone).toMatchObject({ status: 404, body: unknown.response.body });
  });
});
