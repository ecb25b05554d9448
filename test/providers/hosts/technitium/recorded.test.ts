import { describe, expect, test } from 'vitest';
import { technitium } from '../../../../src/providers/hosts/technitium.ts';
import { provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';
import { pretendTechnitium } from './service.ts';

describe.skipIf(!hasFixtures)("Technitium's own documentation", () => {
  const text = hasFixtures ? fixtureText('openapi/technitium-apidocs.txt') : '';

  test('has every parameter that is sent', async () => {
    const { record, desired } = terms();
    const { sync, server, provider } = await provided({ setup: worldOf(technitium, pretendTechnitium()) }, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.3'),
    ]);
    await sync([desired('home'), desired('new'), desired('@', '2001:db8::1')]);
    await provider.zones?.(new AbortController().signal);

    const calls = server.log.map(({ path, query, body }) => {
      const [, documented = ''] = text.split(`http://localhost:5380${path}?`);
      const section = documented.split('\n### ')[0] ?? '';
      const sent = [...query.keys(), ...new URLSearchParams(body).keys()];
      expect(
        sent.filter((field) => !section.includes(`- \`${field}\``)),
        path,
      ).toEqual([]);
      return path;
    });

    const records = ['add', 'delete', 'get', 'update'].map((call) => `/api/zones/records/${call}`);
    expect(new Set(calls)).toEqual(new Set([...records, '/api/zones/list']));
  });

  test('has an example of a listing that is understood', async () => {
    const [, documented = ''] = text.split('http://localhost:5380/api/zones/records/get?');
    const example = /RESPONSE:\n```\n(.*?)\n```/s.exec(documented)?.[1] ?? '';
    const values = { TECHNITIUM_API_TOKEN: 't', TECHNITIUM_API_URL: 'http://localhost:5380' };

    const [apex] = await scripted({ definition: technitium, values, answers: [example] }).read({
      name: '@',
      type: 'A',
    });

    expect(apex).toMatchObject({ records: [{ value: '1.1.1.1', ttl: 3600 }] });
  });
});
