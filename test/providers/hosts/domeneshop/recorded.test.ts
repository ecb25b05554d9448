import { describe, expect, test } from 'vitest';
import { domeneshop } from '../../../../src/providers/hosts/domeneshop.ts';
import { provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { scripted } from '../../recorded/scripted.ts';
import { pretendDomeneshop } from './service.ts';

describe.skipIf(!hasFixtures)("Domeneshop's own description", () => {
  test('fits every request that is sent', async () => {
    const { record, desired } = terms();
    const { sync, server, provider } = await provided({ setup: worldOf(domeneshop, pretendDomeneshop()) }, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.3'),
    ]);
    const description = describedBy(JSON.parse(fixtureText('openapi/domeneshop.json')), '/v0');

    await sync([desired('home'), desired('new'), desired('@', '2001:db8::1')]);
    await provider.zones?.(new AbortController().signal);

    // A record is one of many types there, with an id that is read only.
    const problems = server.log.flatMap((request) => description.problems(request));
    expect(
      problems.filter(
        (one) => !/^the field \w+ is not described$|required property 'id'$|schema in anyOf$/.test(one),
      ),
    ).toEqual([]);
    expect(new Set(server.log.map(({ method }) => method))).toEqual(
      new Set(['GET', 'POST', 'PUT', 'DELETE']),
    );
  });

  test('the listings that octodns tests with are understood', async () => {
    const of = (name: string) => fixtureText(`clients/domeneshop/auduny+octodns-domeneshop/${name}.json`);
    const domains: { domain: string }[] = JSON.parse(of('domeneshop-domains'));
    const domain = domains[0]?.domain ?? '';
    const values = { DOMENESHOP_API_TOKEN: 't', DOMENESHOP_API_SECRET: 's' };
    const answers = [of('domeneshop-domains'), of('domeneshop-records')];

    const [apex] = await scripted({ definition: domeneshop, values, answers, domain }).read({
      name: '@',
      type: 'A',
    });

    expect(apex?.records.length).toBeGreaterThan(0);
  });
});
