import { onTestFinished } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { plan } from '../../../../src/core/plan.ts';
import { parseZone } from '../../../../src/dns/name.ts';
import type { DesiredSet, RecordKey } from '../../../../src/dns/records.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { godaddy } from '../../../../src/providers/hosts/godaddy/godaddy.ts';
import { foreignRecords, type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { type GodaddyWorld, godaddyCredentials, godaddyServer } from './service.ts';

export const zone = parseZone('example.com');
export const signal = new AbortController().signal;
export const home: RecordKey = { name: 'home', type: 'A' };
export const desiredHome: DesiredSet = { ...home, value: '192.0.2.10', ttl: 600 };

const credentials = {
  v1: { GODADDY_API_KEY: godaddyCredentials.key, GODADDY_API_SECRET: godaddyCredentials.secret },
  v3: { GODADDY_TOKEN: godaddyCredentials.token },
};

/** The real adapter before the pretend GoDaddy; both end with the test. */
export async function godaddyWorld(
  version: 'v1' | 'v3',
  records: readonly NewRecord[] = [],
  world: Partial<GodaddyWorld> & { readonly given?: Readonly<Record<string, string>> } = {},
) {
  const held = pretendZone(zone.name, [...foreignRecords, ...records]);
  const server = await godaddyServer({ zones: pretendZones(held), ...world });
  const http = createHttp({ userAgent: 'unit', timeout: 5000 });
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const values = { ...credentials[version], ...world.given, GODADDY_API_URL: server.url };
  const provider = godaddy.create(values, http, { clock: systemClock, timeout: 5000 });
  const read = (keys: readonly RecordKey[]) => provider.read(zone, keys, signal);
  return {
    held,
    server,
    provider,
    read,
    async sync(sets: readonly DesiredSet[]) {
      return provider.apply(zone, plan(sets, await read(sets)), signal);
    },
    /** Method and path of every request so far, without the API's own prefix. */
    calls: () =>
      server.log.map(({ method, path, query }) => `${method} ${path}${query.size > 0 ? `?${query}` : ''}`),
  };
}

export function address(name: string, data: string, ttl = 600): NewRecord {
  return { name, type: data.includes(':') ? 'AAAA' : 'A', data, ttl };
}
