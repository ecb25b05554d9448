import { describe, expect, test } from 'vitest';
import { namecom } from '../../../../src/providers/hosts/namecom.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendNamecom } from './service.ts';

describe.skipIf(!hasFixtures)("Name.com's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/namecom-core-v1.json')));

    const { problems, writes } = await describedLife(
      { setup: worldOf(namecom, pretendNamecom()) },
      description,
    );

    expect(problems).toEqual([]);
    expect(writes).toEqual([
      'POST /core/v1/domains/example.com/records',
      'PUT /core/v1/domains/example.com/records/13',
      'PUT /core/v1/domains/example.com/records/13',
      'DELETE /core/v1/domains/example.com/records/13',
    ]);
  });
});
