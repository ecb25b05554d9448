import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const mythicKey = { id: 'abcd1234', secret: 'pretendmythicsecret0123456789' };

/** Mythic Beasts' DNS API v2 as its page and its tutorial show it. */
export function mythicServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${mythicKey.id}:${mythicKey.secret}`).toString('base64');
  return pretendServer((request) =>
    request.headers.authorization === `Basic ${login}`
      ? mythicAnswer(request, zones)
      : mythicError(401, 'Unauthorised'),
  );
}

function mythicAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [dns, version, of, domain, records, name, type, ...rest] = request.segments;
  if (`${dns}/${version}/${of}` !== 'dns/v2/zones' || rest.length > 0) return mythicError(404, 'Not found');
  if (domain === undefined) return json(200, { zones: [...zones.keys()] });
  const zone = zones.get(domain);
  if (!zone || records !== 'records') return mythicError(403, 'No permission for this zone');
  const own = zone
    .list()
    .filter((one) => (name === undefined || one.name === name) && (type === undefined || one.type === type));
  if (request.method === 'GET')
    return json(200, {
      records: own.map(({ name: host, type, data, ttl, extra }) => ({ host, type, data, ttl, ...extra })),
    });
  if (name === undefined || type === undefined) return mythicError(400, 'All records would be replaced');
  if (request.method === 'DELETE') {
    for (const one of own) zone.remove(one);
    return json(200, { message: `${own.length} records removed`, records_removed: own.length });
  }
  const sent: readonly { host: string; type: string; data: string; ttl: number }[] = Object(
    bodyOf(request),
  ).records;
  const made = sent.map(({ host, type, data, ttl }) => ({ name: host, type, data, ttl }));
  const wrong = made.map((one) => wrongIn(zone, one, 60)).find((one) => one !== undefined);
  if (wrong !== undefined) return json(400, { errors: [wrong] });
  zone.replace({ name, type }, made);
  return json(200, {
    message: `${made.length} records added`,
    records_added: made.length,
    records_removed: own.length,
  });
}

export function mythicError(status: number, error: string): PretendAnswer {
  return json(status, { error });
}

export function pretendMythic(): PretendHost {
  return {
    values: { MYTHICBEASTS_USERNAME: mythicKey.id, MYTHICBEASTS_PASSWORD: mythicKey.secret },
    urlSetting: 'MYTHICBEASTS_API_URL',
    basePath: '/dns/v2',
    serve: mythicServer,
  };
}

export const ways: readonly Way[] = [pretendMythic()];
