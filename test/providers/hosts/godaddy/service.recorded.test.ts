import { describe, expect, test } from 'vitest';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { godaddyV1Answer } from './service-v1.ts';

describe.skipIf(!hasFixtures)('the pretend GoDaddy answers like the recorded one', () => {
  const exchanges = hasFixtures ? recordedExchanges('godaddy') : [];
  const cassettes = new Map<string, Exchange[]>();
  for (const one of exchanges) cassettes.set(one.cassette, [...(cassettes.get(one.cassette) ?? []), one]);

  test.each([...cassettes])('in %s', (_, tape) => {
    const zone = pretendZone(zoneOf(tape), before(tape));
    const world = { zones: pretendZones(zone) };

    for (const { request, response } of tape) {
      const { status, body = '' } = godaddyV1Answer(asRequest(request), world);

      expect(status).toBe(response.status);
      if (request.url.includes('/records') || status !== 200)
        expect(sorted(body)).toEqual(sorted(response.body));
    }
  });
});

/** What the zone held when the recording began: the first look at it, undone by nothing written before. */
function before(tape: readonly Exchange[]): NewRecord[] {
  const known: NewRecord[] = [];
  const seen = new Set<string>();
  for (const { request, response } of tape) {
    const [, , , , records, type, name] = new URL(request.url).pathname.split('/');
    if (records !== 'records') continue;
    const key = (record: { type: string; name: string }) => `${record.type} ${record.name}`;
    const covered = (record: NewRecord) =>
      (type === undefined || record.type === type) && (name === undefined || record.name === name);
    if (request.method === 'GET' && !seen.has(`${type} ${name}`)) {
      const found: NewRecord[] = JSON.parse(response.body);
      known.push(...found.filter((record) => covered(record) && !seen.has(key(record))));
      for (const record of found) seen.add(key(record));
    }
    seen.add(`${type} ${name}`);
  }
  return known;
}

function zoneOf(tape: readonly Exchange[]): string {
  const owned = tape.find((one) => one.response.status === 200);
  return new URL(owned?.request.url ?? 'http://x/v1/domains/none.test').pathname.split('/')[3] ?? '';
}

function asRequest({ method, url, body }: Exchange['request']): PretendRequest {
  const { pathname, searchParams } = new URL(url);
  const segments = pathname.slice(1).split('/').map(decodeURIComponent);
  return { method, path: pathname, segments, query: searchParams, headers: {}, body: body ?? '' };
}

/** JSON whose list is in some order, or text. */
function sorted(body: string): unknown {
  if (body === '') return '';
  const parsed: unknown = JSON.parse(body);
  return Array.isArray(parsed)
    ? parsed.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort()
    : parsed;
}
