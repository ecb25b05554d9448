import { number } from 'valibot';
import type { Zone } from '../../../dns/name.ts';
import { jsonApi, type Outgoing } from '../../api/rest-api.ts';
import { oauthGrant, tokenKeeper } from '../../api/tokens.ts';
import type { HostContext } from '../../host.ts';
import type { Refusal } from '../../refusal.ts';
import type { Vendor } from '../../vendor.ts';
import { report } from './refusals.ts';

/** Three keys that sign each request, a service account of OAuth2, or a token that the owner renews. */
export type OvhCredentials =
  | {
      readonly applicationKey: string;
      readonly applicationSecret: string;
      readonly consumerKey: string;
    }
  | { readonly clientId: string; readonly clientSecret: string; readonly tokenUrl: string }
  | { readonly token: string };

/** How requests are authenticated. */
export interface OvhAccess {
  readonly advice: Vendor['advice'];
  headers(request: Outgoing): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Asks for what the headers need; resolves to whether it was asked for just now. */
  prepare(zone: Zone, signal: AbortSignal): Promise<boolean>;
  /** Whether it was refused only because what was asked for is of use no more; then it is forgotten. */
  isOutdated(refusal: Refusal): boolean;
}

const zone = 'that OVH_ENDPOINT and the credentials are those of the account that holds the zone';
const right =
  'GET, POST, PUT and DELETE on /domain/zone/{zone}/record* and POST on /domain/zone/{zone}/refresh';

/** `secrets` is the list that messages are kept clear of; a token that is asked for joins it. */
export function ovhAccess(
  context: HostContext,
  base: string,
  secrets: string[],
  credentials: OvhCredentials,
): OvhAccess {
  const vendor = { ...context, secrets };
  if ('token' in credentials) return fixedToken(credentials.token);
  return 'clientId' in credentials
    ? serviceAccount(vendor, credentials, (token) => secrets.splice(context.secrets.length, 1, token))
    : signature(vendor, base, credentials);
}

function fixedToken(token: string): OvhAccess {
  return {
    advice: {
      credentials: 'check OVH_ACCESS_TOKEN and whether it has expired',
      permission: `OVH_ACCESS_TOKEN needs the rights ${right}`,
      zone,
    },
    headers: () => ({ authorization: `Bearer ${token}` }),
    prepare: async () => false,
    isOutdated: () => false,
  };
}

const ofClock = ['INVALID_SIGNATURE', 'QUERY_TIME_OUT'];

/** Signs with OVHcloud's own time, which is asked for once, and again when it turns out to be wrong. */
function signature(
  context: HostContext,
  base: string,
  keys: Extract<OvhCredentials, { consumerKey: string }>,
): OvhAccess {
  const { clock } = context;
  const { applicationKey, applicationSecret, consumerKey } = keys;
  const advice = {
    credentials:
      'check OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET and OVH_CONSUMER_KEY, that the consumer key was confirmed and has not expired, and that OVH_ENDPOINT is where they were created',
    permission: `OVH_CONSUMER_KEY needs the rights ${right}`,
    zone,
  };
  const unsigned = jsonApi({ ...context, base, advice, report, headers: () => ({}) });
  /** Seconds by which OVHcloud's time is ahead of our monotonic clock, which no change of the wall clock moves. */
  let ahead: number | undefined;

  return {
    advice,
    async headers({ method, url, body = '' }) {
      const { createHash } = await import('node:crypto');
      const timestamp = String(Math.round(clock.monotonic() / 1000 + (ahead ?? 0)));
      const said = [applicationSecret, consumerKey, method, url, body, timestamp].join('+');
      return {
        'x-ovh-application': applicationKey,
        'x-ovh-consumer': consumerKey,
        'x-ovh-timestamp': timestamp,
        'x-ovh-signature': `$1$${createHash('sha1').update(said).digest('hex')}`,
      };
    },
    async prepare(zone, signal) {
      if (ahead !== undefined) return false;
      const time = await unsigned.send({ zone, signal, path: '/auth/time' }, number());
      ahead = time - clock.monotonic() / 1000;
      return true;
    },
    isOutdated({ code = '' }) {
      if (!ofClock.includes(code)) return false;
      ahead = undefined;
      return true;
    },
  };
}

/** A service account of OAuth2, whose token lasts for an hour. https://help.ovhcloud.com (service accounts) */
function serviceAccount(
  context: HostContext,
  { clientId, clientSecret, tokenUrl }: Extract<OvhCredentials, { clientId: string }>,
  onToken: (token: string) => void,
): OvhAccess {
  const advice = {
    credentials:
      'check OVH_CLIENT_ID and OVH_CLIENT_SECRET, and that OVH_ENDPOINT is where the service account was created',
    permission: `the IAM policy of the service account must allow the zone, with the rights ${right}`,
    zone,
  };
  const form = () => ({
    grant_type: 'client_credentials',
    ...{ client_id: clientId, client_secret: clientSecret, scope: 'all' },
  });
  const ask = oauthGrant({ ...context, advice, url: tokenUrl, form });
  const keeper = tokenKeeper({ ...context, ask, onToken });

  return {
    advice,
    headers: () => ({ authorization: `Bearer ${keeper.text}` }),
    prepare: async (zone, signal) => !(await keeper.ready(zone, signal)),
    isOutdated({ status }) {
      if (status !== 401) return false;
      keeper.forget(keeper.text);
      return true;
    },
  };
}
