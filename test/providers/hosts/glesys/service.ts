import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZones, relativeIn, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const glesysAccount = { user: 'CL12345', key: 'pretendglesyskey0123456789' };
const callOf = ({ segments }: PretendRequest) => segments[1] ?? '';

/** Glesys's API as its recordings show it. */
export function glesysServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${glesysAccount.user}:${glesysAccount.key}`).toString('base64');
  return pretendServer(
    (request) => {
      if (request.headers.authorization !== `Basic ${login}`) return glesysError(401, 'Unauthorized');
      if (request.query.get('format') !== 'json') return { status: 200, body: '<response/>' };
      return glesysAnswer(callOf(request), Object(bodyOf(request)), zones);
    },
    { isWrite: (request) => !callOf(request).startsWith('list') },
  );
}

export function glesysAnswer(
  call: string,
  given: Record<string, unknown>,
  zones: PretendZones,
): PretendAnswer {
  if (call === 'list')
    return ok({ domains: [...zones.keys()].map((domainname) => ({ domainname, recordcount: 1 })) });
  const byRecord = [...zones.values()].find((one) =>
    one.list().some(({ id }) => Number(id) === given.recordid),
  );
  const zone = given.recordid === undefined ? zones.get(String(given.domainname)) : byRecord;
  if (!zone) return glesysError(404, given.recordid === undefined ? 'Domain not found' : 'Record not found');
  if (call === 'listrecords') return ok({ records: zone.list().map((one) => item(one, zone.name)) });
  const before = zone.list().find(({ id }) => Number(id) === given.recordid);
  if (call === 'deleterecord') {
    if (before) zone.remove(before);
    return ok({});
  }
  const host = String(given.host);
  const name = host === zone.name || host.endsWith(`.${zone.name}`) ? relativeIn(zone, host) : host;
  const record = { name, type: String(given.type), data: String(given.data), ttl: Number(given.ttl ?? 3600) };
  const held = written(zone, record, 60, before);
  return typeof held === 'string' ? glesysError(400, held) : ok({ record: item(held, zone.name) });
}

function item({ id, name, type, data, ttl }: ZoneRecord, domainname: string) {
  return { recordid: Number(id), domainname, host: name, type, data, ttl };
}

const ok = (more: object) =>
  json(200, { response: { status: { code: 200, text: 'OK', transactionid: null }, ...more, debug: {} } });

export function glesysError(code: number, text: string): PretendAnswer {
  return json(code, { response: { status: { code, text, transactionid: null }, debug: {} } });
}

export function pretendGlesys(): PretendHost {
  return {
    values: { GLESYS_API_USER: glesysAccount.user, GLESYS_API_KEY: glesysAccount.key },
    urlSetting: 'GLESYS_API_URL',
    serve: glesysServer,
  };
}

export const ways: readonly Way[] = [pretendGlesys()];
