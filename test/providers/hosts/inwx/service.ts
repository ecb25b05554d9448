import { type PretendAnswer, type PretendServer, pretendServer } from '../../../world/pretend-server.ts';
import { callIn, methodOf, rpcReply } from '../../../world/xml-rpc.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const inwxAccount = { user: 'pretend-home', pass: 'pretend INWX pass 0123' };

/** INWX's DomRobot as its recordings show it: XML-RPC, with a result code inside of a 200. */
export function inwxServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    async (request) => {
      const { method, parameters } = await callIn(request);
      const given: Record<string, unknown> = Object(parameters[0]);
      if (given.user !== inwxAccount.user || given.pass !== inwxAccount.pass)
        return inwxError(2200, 'Authentication error');
      return inwxAnswer(method, given, zones);
    },
    { isWrite: ({ body }) => !/\.(info|list)$/.test(methodOf(body)) },
  );
}

export function inwxAnswer(
  method: string,
  given: Record<string, unknown>,
  zones: PretendZones,
): PretendAnswer {
  if (method === 'nameserver.list') {
    const [page, limit] = [Number(given.page), Number(given.pagelimit)];
    const domains = [...zones.keys()]
      .slice((page - 1) * limit, page * limit)
      .map((domain) => ({ domain, type: 'MASTER' }));
    return ok({ count: zones.size, domains });
  }
  const all = [...zones.values()];
  const zone =
    typeof given.domain === 'string'
      ? zones.get(given.domain)
      : all.find((one) => one.list().some(({ id }) => Number(id) === given.id));
  if (!zone) return inwxError(2303, 'Object does not exist');
  if (method === 'nameserver.info')
    return ok({
      domain: zone.name,
      count: zone.list().length,
      record: zone.list().map((one) => item(one, zone)),
    });
  const before = zone.list().find(({ id }) => Number(id) === given.id);
  if (method === 'nameserver.deleteRecord') {
    if (before) zone.remove(before);
    return ok();
  }
  const name = String(given.name);
  const record = {
    name: name === zone.name ? '@' : name.slice(0, -zone.name.length - 1),
    type: String(given.type),
    data: String(given.content),
    ttl: Number(given.ttl),
  };
  const held = written(zone, record, 300, before);
  if (typeof held === 'string')
    return held.includes('exists') ? inwxError(2302, 'Object exists') : inwxError(2005, held);
  return before ? ok() : ok({ id: Number(held.id) });
}

function item({ id, name, type, data, ttl }: ZoneRecord, zone: PretendZone) {
  return {
    id: Number(id),
    name: name === '@' ? zone.name : `${name}.${zone.name}`,
    type,
    content: data,
    ttl,
    prio: 0,
  };
}

function ok(resData?: Parameters<typeof rpcReply>[0]): PretendAnswer {
  return rpcReply({
    code: 1000,
    msg: 'Command completed successfully',
    ...(resData !== undefined && { resData }),
    svTRID: 'x',
    runtime: 0.5,
  });
}

export function inwxError(code: number, msg: string): PretendAnswer {
  return rpcReply({ code, msg, svTRID: 'x', runtime: 0.5 });
}

export function pretendInwx(): PretendHost {
  return {
    values: { INWX_USERNAME: inwxAccount.user, INWX_PASSWORD: inwxAccount.pass },
    urlSetting: 'INWX_API_URL',
    basePath: '/xmlrpc/',
    serve: inwxServer,
  };
}

export const ways: readonly Way[] = [pretendInwx()];
