import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const cloudnsPassword = 'pretend cloudns pass';
const callOf = ({ segments }: PretendRequest) => segments[1]?.replace(/\.json$/, '') ?? '';

/** ClouDNS's HTTP API as its recordings show it: errors inside of a 200, and lists by id. */
export function cloudnsServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      const fields = request.method === 'POST' ? new URLSearchParams(request.body) : request.query;
      const login = [fields.get('auth-id') ?? fields.get('sub-auth-id'), fields.get('auth-password')];
      if (login.join() !== `1234,${cloudnsPassword}`)
        return cloudnsError('Invalid authentication, incorrect auth-id or auth-password.');
      return cloudnsAnswer(callOf(request), fields, zones);
    },
    { isWrite: ({ method }) => method === 'POST' },
  );
}

export function cloudnsAnswer(call: string, fields: URLSearchParams, zones: PretendZones): PretendAnswer {
  const given = (field: string) => fields.get(field) ?? '';
  if (call === 'list-zones') {
    const [page, size] = [Number(given('page')), Number(given('rows-per-page'))];
    return json(
      200,
      [...zones.keys()]
        .slice((page - 1) * size, page * size)
        .map((name) => ({ name, type: 'master', status: '1' })),
    );
  }
  const zone = zones.get(given('domain-name'));
  if (!zone) return cloudnsError('Missing domain-name');
  if (call === 'records') return list(zone);
  const before = zone.list().find(({ id }) => id === given('record-id'));
  if (call !== 'add-record' && !before) return cloudnsError('Invalid record-id param.');
  if (call === 'delete-record') {
    if (before) zone.remove(before);
    return json(200, { status: 'Success', statusDescription: 'The record was deleted successfully.' });
  }
  const record = {
    name: given('host') || '@',
    type: before?.type ?? given('record-type'),
    data: given('record'),
    ttl: Number(given('ttl')),
  };
  const held = written(zone, record, 60, before);
  if (typeof held === 'string') return cloudnsError(held);
  return json(200, {
    status: 'Success',
    statusDescription: 'done',
    ...(!before && { data: { id: Number(held.id) } }),
  });
}

function list(zone: PretendZone): PretendAnswer {
  const all = zone.list();
  return json(200, all.length === 0 ? [] : Object.fromEntries(all.map((one) => [one.id, item(one)])));
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  return {
    id,
    type,
    host: name === '@' ? '' : name,
    record: data,
    ttl: String(ttl),
    status: 1,
    ...(type === 'A' && { dynamicurl_status: 0, failover: '0' }),
    ...extra,
  };
}

export function cloudnsError(statusDescription: string): PretendAnswer {
  return json(200, { status: 'Failed', statusDescription });
}

export function pretendCloudns(id = 'CLOUDNS_AUTH_ID'): PretendHost {
  return {
    values: { [id]: '1234', CLOUDNS_AUTH_PASSWORD: cloudnsPassword },
    urlSetting: 'CLOUDNS_API_URL',
    serve: cloudnsServer,
  };
}

export const ways: readonly Way[] = [
  pretendCloudns(),
  { ...pretendCloudns('CLOUDNS_SUB_AUTH_ID'), variant: 'sub-user' },
];
