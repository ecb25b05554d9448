import { describe, expect, test } from 'vitest';
import { netlify } from '../../../../src/providers/hosts/netlify.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendNetlify } from './service.ts';

describe.skipIf(!hasFixtures)("Netlify's own description of its API", () => {
  test('fits what is sent and what the pretend service answers, but for the pages that it leaves out', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/netlify-dns.json')), '/api/v1');

    const { problems, writes } = await describedLife(
      { setup: worldOf(netlify, pretendNetlify()) },
      description,
    );

    expect(problems).toEqual([]);
    expect(writes.map((call) => call.replace(/u6b\w+/g, 'ID'))).toEqual([
      'POST /api/v1/dns_zones/ID/dns_records',
      'POST /api/v1/dns_zones/ID/dns_records',
      'DELETE /api/v1/dns_zones/ID/dns_records/ID',
      'POST /api/v1/dns_zones/ID/dns_records',
      'DELETE /api/v1/dns_zones/ID/dns_records/ID',
      'DELETE /api/v1/dns_zones/ID/dns_records/ID',
    ]);
  });
});
