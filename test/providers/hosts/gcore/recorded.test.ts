import { describe, expect, test } from 'vitest';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { gcore } from '../../../../src/providers/hosts/gcore.ts';
import { freshSignal } from '../../contract/provided.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';

const listings = [
  'clients/gcore/octodns+octodns-gcore/gcore-records.json',
  'clients/gcore/octodns+octodns-gcore/gcore-no-changes.json',
  // The same software at another company, with weights and health checks.
  'clients/edgecenter/octodns+octodns-edgecenter/edgecenter-records-weighted.json',
  'clients/edgecenter/octodns+octodns-edgecenter/edgecenter-records-failover.json',
];

interface Listed {
  readonly name: string;
  readonly type: string;
  readonly resource_records: { readonly content: readonly string[]; readonly meta?: object }[];
  readonly filters?: readonly unknown[];
  readonly meta?: object;
}

describe.skipIf(!hasFixtures)('answers that other clients of Gcore test with', () => {
  test.each(listings)('%s is understood', async (path) => {
    const body = fixtureText(path);
    const sets: Listed[] = JSON.parse(body).rrsets;
    const domain = sets[0]?.name.split('.').slice(-2).join('.') ?? '';
    const { provider, zone } = await replay({
      definition: gcore,
      values: { GCORE_PERMANENT_API_TOKEN: 'k' },
      urlSetting: 'GCORE_API_URL',
      domain,
      choose: ({ method, path: asked }) => ({
        ...{ cassette: path, seq: 1, request: { method, url: asked, body: null } },
        response: { status: 200, headers: {}, body },
      }),
    });
    const held = sets.filter(({ type }) => type === 'A');
    const keys = held.map(({ name }): RecordKey => {
      const relative = name.toLowerCase().replace(new RegExp(`\\.?${domain}\\.?$`), '');
      return { name: relative || '@', type: 'A' };
    });

    const read = await provider.read(zone, keys, freshSignal());

    expect(read.map(({ records }) => records.map(({ value }) => value))).toEqual(
      held.map(({ resource_records }) => resource_records.map(({ content }) => content[0])),
    );
    expect(read.map(({ conflict }) => conflict !== undefined)).toEqual(
      held.map(({ filters = [], meta = {}, resource_records }) =>
        [...filters, ...[meta, ...resource_records.map((one) => one.meta ?? {})].flatMap(Object.keys)].some(
          (key) => key !== 'notes',
        ),
      ),
    );
    expect(held.length).toBeGreaterThan(0);
  });
});
