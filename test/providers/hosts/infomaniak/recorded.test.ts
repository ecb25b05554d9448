import { describe, expect, test } from 'vitest';
import { infomaniak } from '../../../../src/providers/hosts/infomaniak.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendInfomaniak } from './service.ts';

describe.skipIf(!hasFixtures)("Infomaniak's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/infomaniak-zones.json')));

    const { problems, writes } = await describedLife(
      { setup: worldOf(infomaniak, pretendInfomaniak()) },
      description,
    );

    expect(problems).toEqual([]);
    expect(writes).toEqual([
      'POST /2/zones/example.com/records',
      'PUT /2/zones/example.com/records/13',
      'PUT /2/zones/example.com/records/13',
      'DELETE /2/zones/example.com/records/13',
    ]);
  });
});
