import { listedName } from '../../../../src/dns/listed-name.ts';
import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  type PretendZone,
  type PretendZones,
  relativeIn,
  written,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const directadminLogin = { user: 'pretend', password: 'pretenddirectadminkey01' };

/** DirectAdmin's DNS control as its recordings show it: GET alone, and records named by what they hold. */
export function directadminServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${directadminLogin.user}:${directadminLogin.password}`).toString('base64');
  return pretendServer(
    (request) =>
      request.headers.authorization === `Basic ${login}`
        ? directadminAnswer(request, zones)
        : directadminError('Not logged in', 'Please check your login', 401),
    { isWrite: ({ query }) => query.has('action') },
  );
}

export function directadminAnswer({ path, query }: PretendRequest, zones: PretendZones): PretendAnswer {
  const given = (field: string) => query.get(field) ?? '';
  if (path === '/CMD_API_SHOW_DOMAINS' && given('json') === 'yes')
    return json(
      200,
      [...zones.values()].map(({ name }) => name),
    );
  const zone = zones.get(given('domain'));
  if (path !== '/CMD_API_DNS_CONTROL' || given('json') !== 'yes')
    return directadminError('no such command', '');
  if (!zone) return directadminError('Cannot View Dns Zone', 'You do not own that domain');
  if (!query.has('action')) return json(200, { records: zone.list().map((one) => item(one, zone)) });
  const [type, combined] =
    [...query].flatMap(([name, value]) =>
      /^[a-z]+recs\d+$/.test(name) ? [[name.replace(/recs\d+$/, '').toUpperCase(), value]] : [],
    )[0] ?? [];
  const before = zone
    .list()
    .find((one) => one.type === type && contentOf(item(one, zone).combined) === contentOf(combined));
  if (given('action') === 'select') {
    if (!before) return directadminError('Error deleting records', 'record was not found');
    zone.remove(before);
    return json(200, { result: '', success: 'Records Deleted' });
  }
  if (given('action') === 'edit' && !before)
    return directadminError('Error editing record', 'record was not found');
  const record = {
    name: relativeIn(zone, given('name')),
    type: given('type'),
    data: given('value'),
    ttl: Number(given('ttl')),
  };
  const held = written(zone, record, 60, before);
  return typeof held === 'string'
    ? directadminError('Cannot add record', held)
    : json(200, { result: '', success: 'record added' });
}

function item({ name, type, data, ttl }: ZoneRecord, zone: PretendZone) {
  const shown = name === '@' ? `${zone.name}.` : name;
  const value = type === 'CNAME' ? `${data}.` : data;
  return { type, name: shown, value, combined: `name=${shown}&value=${value}`, ttl: String(ttl) };
}

export function directadminError(error: string, result: string, status = 200): PretendAnswer {
  return json(status, { error, result });
}

export function pretendDirectadmin(): PretendHost {
  return {
    values: { DIRECTADMIN_USERNAME: directadminLogin.user, DIRECTADMIN_PASSWORD: directadminLogin.password },
    urlSetting: 'DIRECTADMIN_API_URL',
    serve: directadminServer,
  };
}

export const ways: readonly Way[] = [pretendDirectadmin()];

/** Name and value, however the name was shown. */
function contentOf(combined = ''): string {
  const given = new URLSearchParams(combined);
  return `${listedName(given.get('name') ?? '')} ${given.get('value')}`;
}
