import { describe, expect, test } from 'vitest';
import { stackit } from '../../../../src/providers/hosts/stackit/stackit.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendStackit } from './service.ts';

describe.skipIf(!hasFixtures)("STACKIT's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/stackit-dns.json')));

    const { problems, writes } = await describedLife(
      { setup: worldOf(stackit, pretendStackit()) },
      description,
    );

    // Tokens are had elsewhere; of a zone only what is needed is pretended.
    const ofDns = problems.filter((one) => !/\/token|answer 200\/zones/.test(one));
    expect(ofDns).toEqual([]);
    expect(writes.map((call) => call.split('/')[0])).toEqual(['POST ', 'PATCH ', 'PATCH ', 'DELETE ']);
  });
});
