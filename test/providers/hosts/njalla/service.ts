import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const njallaToken = 'pretendnjallatoken0123456789abcdef';
const callIn = (request: PretendRequest): { method: string; params: Record<string, unknown> } => {
  const { method, params } = Object(bodyOf(request));
  return { method: String(method), params: Object(params) };
};

/** Njalla's API as its recordings show it: JSON-RPC, with errors inside of a 200. */
export function njallaServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      if (request.headers.authorization !== `Njalla ${njallaToken}`)
        return njallaError(403, 'Invalid token.');
      const { method, params } = callIn(request);
      if (method === 'list-domains')
        return result({ domains: [...zones.keys()].map((name) => ({ name, status: 'active' })) });
      const zone = zones.get(String(params.domain));
      if (!zone) return njallaError(403, 'permission denied');
      if (method === 'list-records') return result({ records: zone.list().map(item) });
      const before = zone.list().find(({ id }) => Number(id) === params.id);
      if (method !== 'add-record' && !before) return njallaError(404, 'Record not found');
      if (method === 'remove-record') {
        if (before) zone.remove(before);
        return result({});
      }
      const { name = before?.name, type = before?.type, content = before?.data, ttl = before?.ttl } = params;
      const record = { name: String(name), type: String(type), data: String(content), ttl: Number(ttl) };
      const held = written(zone, record, 60, before);
      return typeof held === 'string' ? njallaError(400, held) : result(item(held));
    },
    { isWrite: (request) => !callIn(request).method.startsWith('list-') },
  );
}

function item({ id, name, type, data, ttl }: ZoneRecord) {
  return { id: Number(id), name, type, content: data, ttl };
}

const result = (given: object) => json(200, { result: given, jsonrpc: '2.0' });

export function njallaError(code: number, message: string): PretendAnswer {
  return json(200, { error: { code, message }, jsonrpc: '2.0' });
}

export function pretendNjalla(): PretendHost {
  return {
    values: { NJALLA_TOKEN: njallaToken },
    urlSetting: 'NJALLA_API_URL',
    basePath: '/api/1/',
    serve: njallaServer,
  };
}

export const ways: readonly Way[] = [pretendNjalla()];
