import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  fullIn,
  type PretendZone,
  type PretendZones,
  relativeIn,
  written,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const technitiumToken = 'pretendtechnitiumtoken0123456789abcdef';

/** Technitium DNS Server's API as its documentation shows it: errors inside of a 200, and no ids. */
export function technitiumServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    if (request.headers.authorization !== `Bearer ${technitiumToken}`)
      return technitiumError('Invalid token or session expired.', 'invalid-token');
    return technitiumAnswer(request, zones);
  });
}

export function technitiumAnswer(
  { method, path, query, body }: PretendRequest,
  zones: PretendZones,
): PretendAnswer {
  if (path === '/api/zones/list')
    return ok({
      zones: [
        { name: 'localhost', type: 'Primary', internal: true },
        ...[...zones.keys()].map((name) => ({ name, type: 'Primary', internal: false })),
      ],
    });
  const fields = method === 'POST' ? new URLSearchParams(body) : query;
  const given = (field: string) => fields.get(field) ?? '';
  const zone = zones.get(given('zone'));
  if (!zone) return technitiumError(`No such zone was found: ${given('zone')}`);
  if (path === '/api/zones/records/get')
    return ok({ zone: { name: zone.name }, records: zone.list().map((one) => item(one, zone)) });
  const key = { name: relativeIn(zone, given('domain')), type: given('type') };
  const before = zone.list(key).find(({ data }) => data === given('ipAddress'));
  if (path === '/api/zones/records/add') {
    if (given('overwrite') !== 'false') return technitiumError('this would replace the set');
    return told(zone, { ...key, data: given('ipAddress'), ttl: Number(given('ttl') || 3600) });
  }
  if (!before) return technitiumError('Cannot update record: the old record does not match.');
  if (path === '/api/zones/records/delete') {
    zone.remove(before);
    return ok({});
  }
  // What is left out is reset.
  const extra = { comments: given('comments'), disabled: given('disable') === 'true' };
  return told(
    zone,
    { ...key, data: given('newIpAddress'), ttl: Number(given('ttl') || 3600), extra },
    before,
  );
}

function told(zone: PretendZone, record: Parameters<typeof written>[1], before?: ZoneRecord): PretendAnswer {
  const held = written(zone, record, 1, before);
  return typeof held === 'string' ? technitiumError(held) : ok({ addedRecord: item(held, zone) });
}

function item({ name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  const fields: Record<string, string> = {
    A: 'ipAddress',
    AAAA: 'ipAddress',
    CNAME: 'cname',
    ANAME: 'aname',
  };
  const { comments = '', disabled = false, ...more } = extra ?? {};
  const rData = { [fields[type] ?? 'text']: data };
  return { disabled, name: fullIn(zone, name), type, ttl, rData, comments, expiryTtl: 0, ...more };
}

const ok = (response: object) => json(200, { response, status: 'ok' });

export function technitiumError(errorMessage: string, status = 'error'): PretendAnswer {
  return json(200, { status, errorMessage, stackTrace: 'somewhere' });
}

export function pretendTechnitium(): PretendHost {
  return {
    values: { TECHNITIUM_API_TOKEN: technitiumToken },
    urlSetting: 'TECHNITIUM_API_URL',
    serve: technitiumServer,
  };
}

export const ways: readonly Way[] = [pretendTechnitium()];
