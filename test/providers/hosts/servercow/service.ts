import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const servercowUser = { name: 'pretenduser', password: 'pretendservercowpassword1' };

/** Servercow's DNS API as its clients know it. */
export function servercowServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    const { headers, segments, method } = request;
    if (
      headers['x-auth-username'] !== servercowUser.name ||
      headers['x-auth-password'] !== servercowUser.password
    )
      return servercowError(401, 'Unauthorized');
    const [dns, version, domains, domain = '', ...rest] = segments;
    const zone = zones.get(domain);
    if (`${dns}/${version}/${domains}` !== 'dns/v1/domains' || !zone || rest.length > 0)
      return servercowError(404, `domain ${domain} not found`);
    if (method === 'GET') return list(zone);
    const { type, name, content, ttl } = Object(bodyOf(request));
    const key = { name: String(name) || '@', type: String(type) };
    if (method === 'DELETE') {
      if (zone.list(key).length === 0) return servercowError(200, 'record not found');
      zone.replace(key, []);
      return json(200, { message: 'ok' });
    }
    const made = [content].flat().map((data) => ({ ...key, data: String(data), ttl: Number(ttl) }));
    const wrong = made.map((record) => wrongIn(zone, record, 20)).find((one) => one !== undefined);
    if (wrong !== undefined) return servercowError(200, wrong);
    const [first, ...others] = zone.list(key);
    const [record, ...more] = made;
    if (first && record) zone.change(first, record);
    else if (record) zone.add(record);
    for (const other of others) zone.remove(other);
    for (const one of more) zone.add(one);
    return json(200, { message: 'ok' });
  });
}

/** One value comes without a list around it. */
function list(zone: PretendZone): PretendAnswer {
  const sets = Map.groupBy(zone.list(), ({ name, type }) => `${name} ${type}`);
  const shown = [...sets.values()].flatMap(([first, ...rest]) => {
    if (!first) return [];
    const values = [first, ...rest].map(({ data }) => data);
    return {
      name: first.name === '@' ? '' : first.name,
      type: first.type,
      ttl: first.ttl,
      content: rest.length > 0 ? values : first.data,
    };
  });
  return json(200, shown);
}

export function servercowError(status: number, error: string): PretendAnswer {
  return json(status, { error });
}

export function pretendServercow(): PretendHost {
  return {
    values: { SERVERCOW_USERNAME: servercowUser.name, SERVERCOW_PASSWORD: servercowUser.password },
    urlSetting: 'SERVERCOW_API_URL',
    basePath: '/dns/v1/domains',
    serve: servercowServer,
  };
}

export const ways: readonly Way[] = [pretendServercow()];
