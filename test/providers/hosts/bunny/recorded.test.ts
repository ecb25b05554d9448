import { describe, expect, test } from 'vitest';
import { bunny } from '../../../../src/providers/hosts/bunny.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendBunny } from './service.ts';

describe.skipIf(!hasFixtures)("bunny.net's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    // The words that it has for types, monitors and routing are numbers on the wire: its own text says which.
    const description = describedBy(withNumbers(JSON.parse(fixtureText('openapi/bunny.json'))));

    const { problems, writes } = await describedLife({ setup: worldOf(bunny, pretendBunny()) }, description);

    expect(problems).toEqual([]);
    expect(writes).toEqual([
      'PUT /dnszone/4700/records',
      'POST /dnszone/4700/records/13',
      'POST /dnszone/4700/records/13',
      'DELETE /dnszone/4700/records/13',
    ]);
  });
});

function withNumbers(document: { components: { schemas: Record<string, { 'x-enumNames'?: string[] }> } }) {
  for (const schema of Object.values(document.components.schemas)) {
    const names = schema['x-enumNames'];
    if (names) Object.assign(schema, { type: 'integer', enum: names.map((_, index) => index) });
  }
  return document;
}
