import { type PretendAnswer, type PretendServer, pretendServer } from '../../../world/pretend-server.ts';
import { callIn, methodOf, rpcReply } from '../../../world/xml-rpc.ts';
import { type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const loopiaLogin = { user: 'home@loopiaapi', password: 'pretend loopia pass' };

/** Loopia's API as its clients know it: XML-RPC, words for answers, and names that have to be made first. */
export function loopiaServer(zones: PretendZones): Promise<PretendServer> {
  const subdomains = new Set<string>();
  return pretendServer(
    async (request) => {
      const { method, parameters } = await callIn(request);
      const [user, password, domain, name = '', given] = parameters;
      if (user !== loopiaLogin.user || password !== loopiaLogin.password) return rpcReply('AUTH_ERROR');
      if (method === 'getDomains')
        return rpcReply([...zones.keys()].map((one) => ({ domain: one, paid: 1 })));
      return loopiaAnswer(method, { domain: String(domain), name: String(name), given }, zones, subdomains);
    },
    { isWrite: ({ body }) => !methodOf(body).startsWith('get') },
  );
}

interface Asked {
  readonly domain: string;
  readonly name: string;
  readonly given: unknown;
}

export function loopiaAnswer(
  method: string,
  { domain, name, given }: Asked,
  zones: PretendZones,
  subdomains: Set<string>,
): PretendAnswer {
  const zone = zones.get(domain);
  if (!zone) return rpcReply('UNKNOWN_ERROR');
  const key = `${name}.${domain}`;
  const isThere = name === '@' || subdomains.has(key) || zone.list({ name }).length > 0;
  if (method === 'getZoneRecords') return rpcReply(zone.list({ name }).map(item));
  if (method === 'addSubdomain') {
    subdomains.add(key);
    return rpcReply(isThere ? 'DOMAIN_OCCUPIED' : 'OK');
  }
  if (!isThere) return rpcReply('UNKNOWN_ERROR');
  if (method === 'removeZoneRecord') {
    const one = zone.list({ name }).find(({ id }) => Number(id) === given);
    if (!one) return rpcReply('BAD_INDATA');
    subdomains.add(key);
    zone.remove(one);
    return rpcReply('OK');
  }
  const { record_id: id, type, rdata, ttl } = Object(given);
  const before = zone.list({ name }).find((one) => Number(one.id) === id);
  if (method === 'updateZoneRecord' && !before) return rpcReply('BAD_INDATA');
  const held = written(
    zone,
    { name, type: String(type), data: String(rdata), ttl: Number(ttl) },
    300,
    before,
  );
  return rpcReply(typeof held === 'string' ? 'BAD_INDATA' : 'OK');
}

function item({ id, type, data, ttl }: ZoneRecord) {
  return { record_id: Number(id), type, rdata: data, ttl, priority: 0 };
}

export function loopiaFault(code: number, text: string): PretendAnswer {
  const value = rpcReply({ faultCode: code, faultString: text }).body ?? '';
  return {
    status: 200,
    body: value.replace('<params><param>', '<fault>').replace('</param></params>', '</fault>'),
  };
}

export function pretendLoopia(): PretendHost {
  return {
    values: { LOOPIA_API_USER: loopiaLogin.user, LOOPIA_API_PASSWORD: loopiaLogin.password },
    urlSetting: 'LOOPIA_API_URL',
    basePath: '/RPCSERV',
    serve: loopiaServer,
  };
}

export const ways: readonly Way[] = [pretendLoopia()];
