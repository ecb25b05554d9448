import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const dinahostingLogin = { user: 'pretend', password: 'pretend dinahosting pass' };
const fieldsOf = ({ body }: PretendRequest) => new URLSearchParams(body);

/** dinahosting's API as its recordings show it: a form, no ids, no TTLs, and errors inside of a 200. */
export function dinahostingServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      const fields = fieldsOf(request);
      const given = (field: string) => fields.get(field) ?? '';
      if (request.method !== 'POST' || given('responseType') !== 'Json')
        return { status: 200, body: 'error' };
      if (given('AUTH_USER') !== dinahostingLogin.user || given('AUTH_PWD') !== dinahostingLogin.password)
        return dinahostingError(2200, 'Authentication error.');
      return dinahostingAnswer(given, zones);
    },
    { isWrite: (request) => !/Get/.test(fieldsOf(request).get('command') ?? '') },
  );
}

export function dinahostingAnswer(given: (field: string) => string, zones: PretendZones): PretendAnswer {
  const command = given('command');
  if (command === 'Services_GetDomains') return ok([...zones.keys()].map((domain) => ({ domain, tld: 'x' })));
  const zone = zones.get(given('domain'));
  if (!zone) return dinahostingError(2303, 'Object does not exist.');
  if (command === 'Domain_Zone_GetAll') return ok(zone.list().map(item));
  const [, what, type = ''] = /^Domain_Zone_(Add|Delete)Type(\w+)$/.exec(command) ?? [];
  const record = { name: given('hostname'), type, data: given('ip'), ttl: 300 };
  if (what === 'Add')
    return typeof written(zone, record, 1) === 'string'
      ? dinahostingError(2400, 'Command failed.')
      : ok(null);
  const same = zone.list({ name: record.name, type }).find(({ data }) => data === record.data);
  if (what !== 'Delete' || !same) return dinahostingError(2303, 'Object does not exist.');
  zone.remove(same);
  return ok(null);
}

function item({ name, type, data }: ZoneRecord) {
  const fields: Record<string, string> = { A: 'ip', AAAA: 'ip', CNAME: 'destinationHostname' };
  return { type, hostname: name, [fields[type] ?? 'text']: type === 'CNAME' ? `${data}.` : data };
}

const ok = (data: unknown) => json(200, { trId: 'dh1', responseCode: 1000, message: 'Success.', data });

export function dinahostingError(code: number, message: string): PretendAnswer {
  return json(200, { trId: 'dh1', responseCode: code, errors: [{ message, code, parameter: '' }] });
}

export function pretendDinahosting(): PretendHost {
  const { user, password } = dinahostingLogin;
  return {
    values: { DINAHOSTING_USERNAME: user, DINAHOSTING_PASSWORD: password },
    urlSetting: 'DINAHOSTING_API_URL',
    basePath: '/special/api.php',
    serve: dinahostingServer,
  };
}

export const ways: readonly Way[] = [pretendDinahosting()];
