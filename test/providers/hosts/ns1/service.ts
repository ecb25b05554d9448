import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullName, nameIn, type PretendSet, rrsetsOf } from '../../../world/rrsets.ts';
import { type NewRecord, type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface Ns1World extends Listening {
  readonly zones: PretendZones;
}

export const ns1Key = 'PretendNs1Key0123456';

/** NS1 Connect as recorded: PUT creates a record set, POST changes one and keeps what is left out. */
export function ns1Server(world: Ns1World): Promise<PretendServer> {
  return pretendServer((request) => {
    if (request.headers['x-nsone-key'] !== ns1Key) return ns1Error(401, 'Unauthorized');
    return ns1Answer(request, world.zones);
  }, world);
}

/** How the provider is pointed at it. */
export function pretendNs1(): PretendHost {
  return {
    values: { NS1_API_KEY: ns1Key },
    urlSetting: 'NS1_API_URL',
    basePath: '/v1',
    serve: (zones) => ns1Server({ zones }),
  };
}

export const ways: readonly Way[] = [pretendNs1()];

export function ns1Error(status: number, message: string): PretendAnswer {
  return json(status, { message });
}

export function ns1Answer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [version, of, domain, full, type = '', ...rest] = segments;
  if (version !== 'v1' || of !== 'zones' || rest.length > 0) return ns1Error(404, 'not found');
  if (domain === undefined)
    return json(
      200,
      [...zones.values()].map(({ name }) => ({ zone: name, ttl: 3600 })),
    );
  const zone = zones.get(domain);
  if (!zone) return ns1Error(404, 'zone not found');
  if (full === undefined)
    return json(200, { zone: zone.name, ttl: 3600, records: rrsetsOf(zone).map((set) => brief(set, zone)) });
  const name = nameIn(full, zone);
  if (name === undefined) return ns1Error(400, `"${full}" not a valid domain in ${zone.name}`);
  const key = { name, type };
  const found = rrsetsOf(zone).find((set) => set.name === name && set.type === type);
  if (method === 'PUT') return found ? ns1Error(400, 'record already exists') : write(request, zone, key, {});
  if (!found) return ns1Error(404, 'record not found');
  if (method === 'GET') return json(200, whole(found, zone));
  if (method === 'POST') return write(request, zone, key, found.extra);
  zone.replace(key, []);
  return json(200, {});
}

function write(
  request: PretendRequest,
  zone: PretendZone,
  key: { name: string; type: string },
  extra: Readonly<Record<string, unknown>>,
): PretendAnswer {
  const { answers = [], ttl = 3600 } = Object(bodyOf(request));
  const fresh = answers.map((one: { answer: string[]; meta?: object }): NewRecord => {
    const { meta: _, ...kept } = extra;
    return {
      ...key,
      data: String(one.answer[0]),
      ttl,
      extra: { ...kept, ...(one.meta && { meta: one.meta }) },
    };
  });
  const wrong = fresh
    .map((one: NewRecord) => wrongIn(zone, one, 0))
    .find((one: unknown) => one !== undefined);
  if (wrong !== undefined) return ns1Error(400, wrong);
  zone.replace(key, fresh);
  const set = rrsetsOf(zone).find(({ name, type }) => name === key.name && type === key.type);
  return set ? json(200, whole(set, zone)) : ns1Error(404, 'record not found');
}

const target = (type: string, data: string) => (type === 'CNAME' || type === 'ALIAS' ? `${data}.` : data);

function brief(set: PretendSet, zone: PretendZone) {
  const { type, ttl, records, extra } = set;
  const { tier = 1, link = null } = extra;
  const short_answers = records.map(({ data }) => target(type, data));
  return {
    domain: fullName(set, zone),
    short_answers,
    link,
    ttl,
    tier,
    type,
    id: `5dc9a1c2c9c7${records[0]?.id}`,
  };
}

function whole(set: PretendSet, zone: PretendZone) {
  const { type, ttl, records, extra } = set;
  const { filters = [], regions = {}, tier = 1, link = null } = extra;
  const answers = records.map((one) => ({
    answer: [target(type, one.data)],
    id: `5dc9a1c2c9c79d0${one.id}`,
    ...(one.extra?.meta !== undefined && { meta: one.extra.meta }),
  }));
  const base = { domain: fullName(set, zone), zone: zone.name, use_client_subnet: true, answers };
  return { ...base, regions, meta: {}, link, filters, ttl, tier, type, networks: [0] };
}
