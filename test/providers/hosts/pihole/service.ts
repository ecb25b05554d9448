import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullIn, type PretendZones, relativeIn, written } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const piholePassword = 'pretend pi-hole pass';

export interface PiholeWorld {
  readonly zones: PretendZones;
  /** Ends the sessions that were begun so far. */
  readonly forget?: { now: boolean };
}

/** Pi-hole 6's API as its description shows it: a session, and lines of text. */
export function piholeServer({ zones, forget }: PiholeWorld): Promise<PretendServer> {
  const sessions = new Set<string>();
  return pretendServer(
    (request) => {
      if (request.path === '/api/auth') return login(request, sessions);
      if (forget?.now) sessions.clear();
      if (forget) forget.now = false;
      return sessions.has(String(request.headers['x-ftl-sid']))
        ? piholeAnswer(request, zones)
        : piholeError(401, 'unauthorized', 'Unauthorized');
    },
    { isWrite: ({ method }) => method === 'PUT' || method === 'DELETE' },
  );
}

function login(request: PretendRequest, sessions: Set<string>): PretendAnswer {
  if (Object(bodyOf(request)).password !== piholePassword)
    return json(401, {
      session: { valid: false, totp: false, sid: null, validity: -1, message: 'password incorrect' },
      took: 0.01,
    });
  const sid = `pretendpiholesid${sessions.size}x0123456789=`;
  sessions.add(sid);
  return json(200, {
    session: { valid: true, totp: false, sid, csrf: 'x', validity: 300, message: 'password correct' },
    took: 0.01,
  });
}

export function piholeAnswer({ method, segments }: PretendRequest, zones: PretendZones): PretendAnswer {
  const [, config, dns, hosts, text = ''] = segments;
  if (config !== 'config' || dns !== 'dns') return piholeError(404, 'not_found', 'Not found');
  const all = [...zones.values()].flatMap((zone) =>
    zone.list().map((one) => ({ zone, one, full: fullIn(zone, one.name) })),
  );
  if (method === 'GET') {
    const of = (types: readonly string[]) => all.filter(({ one }) => types.includes(one.type));
    const lines = of(['A', 'AAAA']).map(({ one, full }) => `${one.data} ${full}${one.extra?.more ?? ''}`);
    const cnames = of(['CNAME']).map(({ one, full }) => `${full},${one.data}`);
    return json(200, {
      config: { dns: { upstreams: ['192.0.2.53'], hosts: lines, cnameRecords: cnames } },
      took: 0.01,
    });
  }
  const [data = '', full = ''] = text.split(' ');
  const found = all.find((one) => one.full === full && one.one.data === data);
  if (hosts !== 'hosts') return piholeError(404, 'not_found', 'Not found');
  if (method === 'DELETE') {
    if (!found) return piholeError(404, 'not_found', 'Item not found');
    found.zone.remove(found.one);
    return { status: 204 };
  }
  const zone = [...zones.values()].find(({ name }) => full === name || full.endsWith(`.${name}`));
  if (!zone) return piholeError(400, 'bad_request', 'the pretend house has no such names');
  const record = { name: relativeIn(zone, full), type: data.includes(':') ? 'AAAA' : 'A', data, ttl: 300 };
  const held = written(zone, record, 1);
  if (typeof held !== 'string') return json(201, { took: 0.01 });
  return piholeError(400, 'bad_request', held.includes('exists') ? 'Item already present' : held);
}

export function piholeError(status: number, key: string, message: string): PretendAnswer {
  return json(status, { error: { key, message, hint: null }, took: 0.01 });
}

export function pretendPihole(world: Omit<PiholeWorld, 'zones'> = {}): PretendHost {
  return {
    values: { PIHOLE_PASSWORD: piholePassword },
    urlSetting: 'PIHOLE_API_URL',
    basePath: '/api',
    serve: (zones) => piholeServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendPihole()];
