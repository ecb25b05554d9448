import { describe, expect, test } from 'vitest';
import { hostinger } from '../../../../src/providers/hosts/hostinger.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendHostinger } from './service.ts';

describe.skipIf(!hasFixtures)("Hostinger's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/hostinger-dns.json')));

    const { problems, writes } = await describedLife(
      { setup: worldOf(hostinger, pretendHostinger()) },
      description,
    );

    expect(problems).toEqual([]);
    expect(writes).toEqual([
      'PUT /api/dns/v1/zones/example.com',
      'PUT /api/dns/v1/zones/example.com',
      'PUT /api/dns/v1/zones/example.com',
      'DELETE /api/dns/v1/zones/example.com',
    ]);
  });
});
