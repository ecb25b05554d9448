import { describe, expect, test } from 'vitest';
import { exoscale } from '../../../../src/providers/hosts/exoscale/exoscale.ts';
import { provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { pretendExoscale } from './service.ts';

describe.skipIf(!hasFixtures)("Exoscale's own description", () => {
  test('fits every request that is sent', async () => {
    const { record, desired } = terms();
    const { sync, server, provider } = await provided({ setup: worldOf(exoscale, pretendExoscale()) }, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.3'),
    ]);
    const description = describedBy(
      JSON.parse(fixtureText('openapi/exoscale-dns.json'), withoutExclusive),
      '/v2',
    );

    await sync([desired('home'), desired('new'), desired('@', '2001:db8::1')]);
    await provider.zones?.(new AbortController().signal);

    expect(server.log.flatMap((request) => description.problems(request))).toEqual([]);
    expect(new Set(server.log.map(({ method }) => method))).toEqual(
      new Set(['GET', 'POST', 'PUT', 'DELETE']),
    );
  });
});

/** As OpenAPI 3.0 writes it, beside `minimum`, the validator does not know it. */
function withoutExclusive(key: string, value: unknown): unknown {
  return key === 'exclusiveMinimum' ? undefined : value;
}
