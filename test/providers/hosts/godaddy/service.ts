import {
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import type { PretendZones } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';
import { godaddyV1Answer, v1Error } from './service-v1.ts';
import { godaddyV3Answer, v3Error } from './service-v3.ts';

export interface GodaddyWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  readonly key?: string;
  readonly secret?: string;
  /** How v1 serves `GET /records/{type}`, which its description leaves out. Default `paged`. */
  readonly typeListing?: 'paged' | 'one-page-again-and-again' | 'not-served';
  /** v3 gives every record a new id with every write to the zone. */
  readonly changingIds?: boolean;
  /** What v3 says to a second record of the same value with another TTL. Default `duplicate`. */
  readonly otherTtl?: 'duplicate' | 'second-record' | 'same-record';
}

export const godaddyCredentials = {
  token: 'gd_pat_pretendToken',
  key: 'pretendKey',
  secret: 'pretendSecret',
};

/** GoDaddy's API, v1 and v3 over the same zones, as its descriptions, recordings and bug reports show it. */
export function godaddyServer(world: GodaddyWorld): Promise<PretendServer> {
  const known = { ...godaddyCredentials, ...world };
  let requests = 0;

  function answer(request: PretendRequest): PretendAnswer {
    const version = request.segments[0];
    if (version === 'v1') return refusedV1(request) ?? godaddyV1Answer(request, world);
    if (version === 'v3') return refusedV3(request) ?? godaddyV3Answer(request, world);
    return v1Error(404, 'NOT_FOUND', 'Not Found : The requested resource was not found');
  }

  function refusedV1({ headers }: PretendRequest): PretendAnswer | undefined {
    const given = headers.authorization ?? '';
    if (given === `sso-key ${known.key}:${known.secret}` || given === `Bearer ${known.token}`)
      return undefined;
    return /^(sso-key [^:]+:.+|Bearer .+)$/.test(String(given))
      ? v1Error(401, 'UNABLE_TO_AUTHENTICATE', 'Unauthorized : Could not authenticate API key/secret')
      : v1Error(401, 'MALFORMED_CREDENTIALS', 'Unauthorized : API Key-Secret is malformed');
  }

  function refusedV3({ headers }: PretendRequest): PretendAnswer | undefined {
    if (headers.authorization === `Bearer ${known.token}`) return undefined;
    return v3Error(401, 'UNABLE_TO_AUTHENTICATE', 'Unauthorized : Could not authenticate the request');
  }

  return pretendServer((request) => {
    const { status, headers, body } = answer(request);
    const requestId = `pretend-${++requests}`;
    return {
      status,
      headers: { 'x-request-id': requestId, ...headers },
      ...(body !== undefined && { body }),
    };
  }, world);
}

const settingsOf = {
  v1: { GODADDY_API_KEY: godaddyCredentials.key, GODADDY_API_SECRET: godaddyCredentials.secret },
  v3: { GODADDY_TOKEN: godaddyCredentials.token },
};

/** How the provider is pointed at it. */
export function pretendGodaddy(version: 'v1' | 'v3', world: Partial<GodaddyWorld> = {}): PretendHost {
  return {
    values: settingsOf[version],
    urlSetting: 'GODADDY_API_URL',
    serve: (zones) => godaddyServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [
  { variant: 'v1', ...pretendGodaddy('v1') },
  { variant: 'v3', ...pretendGodaddy('v3') },
];
