import { describe, expect, test } from 'vitest';
import { adguardhome } from '../../../../src/providers/hosts/adguardhome.ts';
import { provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendAdguard } from './service.ts';

describe.skipIf(!hasFixtures)("AdGuard Home's own description", () => {
  test('fits every request that is sent', async () => {
    const { record, desired } = terms();
    const { sync, server } = await provided({ setup: worldOf(adguardhome, pretendAdguard()) }, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.3'),
    ]);
    const text = fixtureText('openapi/adguard-home.json');
    const description = describedBy(JSON.parse(text), '/control');

    await sync([desired('home'), desired('new'), desired('*', '2001:db8::1')]);

    expect(server.log.flatMap((request) => description.problems(request))).toEqual([]);
    expect(new Set(server.log.map(({ path }) => path.split('/').at(-1)))).toEqual(
      new Set(['list', 'add', 'update', 'delete']),
    );
  });
});
