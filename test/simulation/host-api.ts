import type { Clock } from '../../src/base/clock.ts';
import { type Http, type HttpAnswer, isWrite } from '../../src/http/client.ts';
import type { Provider } from '../../src/providers/provider.ts';
import type { Way } from '../providers/contract/world-of.ts';
import { type ServedProvider, servedProviders } from '../providers/contract/worlds.ts';
import { inMemory } from '../world/in-memory.ts';
import { requestOf } from '../world/pretend-http.ts';
import type { PretendServer } from '../world/pretend-server.ts';
import { pretendZones } from '../world/zone.ts';
import { createHostZone } from './host-zone.ts';
import { type PretendApi, refused } from './pretend-api.ts';

/** A real adapter and the pretend service of its host, in one of the ways in which users meet it. */
export interface RealHost extends Pick<ServedProvider, 'provider' | 'definition'> {
  readonly way: Way;
}

/** Its record of A and AAAA is one, which a zone of a life, whose types are apart, cannot show. */
const isJoint = ({ provider }: ServedProvider) => provider === 'aliesa';

/** All that have a pretend service over HTTP. PowerDNS is tried at a real server, and `rfc2136` speaks DNS. */
export const realHosts: ReadonlyMap<string, RealHost> = new Map(
  servedProviders
    .filter((served) => !isJoint(served))
    .flatMap(({ provider, definition, ways }) =>
      ways.map((way) => [
        [provider, way.variant].filter((word) => word !== undefined).join(', '),
        { provider, definition, way },
      ]),
    ),
);

/** The header that says which token of the account the adapter was made with. */
const tokenHeader = 'x-token';

/** The service of a real host as one of the APIs of a life. Its credentials stay; the account is closed and opened. */
export async function createHostApi(
  real: RealHost,
  host: string,
  zoneName: string,
  now: () => number,
): Promise<PretendApi> {
  const zone = createHostZone(zoneName, now, real.provider === 'dynv6');
  const origin = `http://${host}`;
  const server = await inMemory(origin, () => real.way.serve(pretendZones(zone.world)));
  const api: PretendApi = {
    ...{ host, kind: 'host', zones: new Map([[zoneName, zone]]), token: undefined, real },
    borderOf: (request) => (isWrite(request) ? 'host-write' : 'host-read'),
    async handle({ request, author, onWrite }) {
      const { url, method = 'GET', headers = {}, body = '' } = request;
      if (api.token === undefined || headers[tokenHeader] !== api.token) return refused(401, 'unauthorized');
      const asked = requestOf(new URL(url), method, headers, body);
      return zone.during(author, onWrite, () => answerOf(server, asked));
    },
  };
  return api;
}

async function answerOf(server: PretendServer, asked: ReturnType<typeof requestOf>): Promise<HttpAnswer> {
  const { answer } = await server.meet(asked);
  server.clearLog();
  if (!answer) throw new Error('the service has not answered');
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return { status: answer.status, headers: Object.fromEntries(headers), text: answer.body ?? '' };
}

export interface RealAdapterOptions {
  readonly real: RealHost;
  readonly host: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly token: string;
}

/** The adapter as the program makes it, pointed at the service. */
export function realAdapter({ real, host, http, clock, token }: RealAdapterOptions): Provider {
  const { values, urlSetting, basePath = '', moreUrls = {} } = real.way;
  const origin = `http://${host}`;
  const more = Object.entries(moreUrls).map(([name, path]) => [name, origin + path]);
  const given = { ...values, ...Object.fromEntries(more), [urlSetting]: origin + basePath };
  const withToken: Http = (request) =>
    http({ ...request, headers: { ...request.headers, [tokenHeader]: token } });
  return real.definition.create(given, withToken, { clock, timeout: 10_000 });
}

/** Seconds: 600, or what this host has nearest above it. */
export function ttlOf({ definition: { ttl } }: RealHost): number {
  if (ttl.usual !== undefined) return ttl.usual;
  const { values = [Math.min(Math.max(600, ttl.min), ttl.max)] } = ttl;
  return values.find((value) => value >= 600) ?? ttl.max;
}

/** Those whose API knows no TTL of a record. */
const withoutTtl = ['adguardhome', 'dinahosting', 'dreamhost', 'dynv6', 'netcup', 'pihole', 'plesk'];

export function hasTtl({ provider }: RealHost): boolean {
  return !withoutTtl.includes(provider);
}
