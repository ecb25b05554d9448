import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { parseZone } from '../../../src/dns/name.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import { type PretendAnswer, type PretendRequest, pretendServer } from '../../world/pretend-server.ts';
import type { Exchange } from './fixtures.ts';

export interface Replay {
  readonly definition: ProviderDefinition;
  readonly values: ProviderValues;
  /** The setting that points the adapter at the server. */
  readonly urlSetting: string;
  /** What the API's address has besides the server's. */
  readonly basePath?: string;
  /** Settings of more addresses at it, and their paths. */
  readonly moreUrls?: Readonly<Record<string, string>>;
  readonly domain: string;
  readonly dryRun?: boolean;
  /** Which exchange answers a request. */
  choose(request: PretendRequest): Exchange | undefined;
}

/** The real adapter and client before a server that answers as was recorded, byte for byte. */
export async function replay({
  definition,
  values,
  urlSetting,
  basePath = '',
  moreUrls = {},
  domain,
  dryRun,
  choose,
}: Replay) {
  const server = await pretendServer((request): PretendAnswer => {
    const chosen = choose(request);
    if (!chosen) return { status: 599, body: `${request.method} ${request.path} was not recorded` };
    const { status, headers, body } = chosen.response;
    // What is about the connection is this server's own.
    const { connection: _, 'content-length': __, 'transfer-encoding': ___, ...kept } = headers;
    return { status, headers: kept, body };
  });
  const http = createHttp({ userAgent: 'recorded', timeout: 5000 });
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const more = Object.entries(moreUrls).map(([name, path]) => [name, server.url + path]);
  const given = { ...values, ...Object.fromEntries(more), [urlSetting]: server.url + basePath };
  const provider = definition.create(given, http, {
    clock: systemClock,
    timeout: 5000,
    ...(dryRun !== undefined && { dryRun }),
  });
  return { provider, zone: parseZone(domain), server };
}

/** The exchange as if home/A had been asked for: an answer that speaks of another record confirms nothing. */
export function aboutHome(exchange: Exchange): Exchange {
  const body = exchange.response.body
    .replace(/("name":\s*)"[^"]*"/, '$1"home"')
    .replace(/("type":\s*)"[A-Z]+"/, '$1"A"');
  return { ...exchange, response: { ...exchange.response, body } };
}
