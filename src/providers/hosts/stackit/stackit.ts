import { object, safeParse, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import { jsonKey, pemKey } from '../../../settings/keys.ts';
import { matching } from '../../../settings/rows.ts';
import { withDefault } from '../../../settings/setting.ts';
import { everyZone } from '../../api/every-zone.ts';
import { signedJwt } from '../../api/jwt.ts';
import { segment } from '../../api/rest-api.ts';
import { oauthGrant, tokenApi } from '../../api/tokens.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { setApi } from '../../apply/per-set.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl, baseUrl } from '../../settings.ts';
import { calls, report, zonesOf } from './api.ts';

const keyFile = object({
  credentials: object({ kid: string(), iss: string(), sub: string(), aud: string(), privateKey: string() }),
});

const tenMinutes = 600;

/** STACKIT DNS, whose unit is the record set and which carries changes out later: https://docs.api.stackit.cloud/documentation/dns/version/v1 (its own OpenAPI, 2026-07) */
export const stackit = host({
  name: 'stackit',
  title: 'STACKIT',
  about:
    'Create a service account in the project under Service Accounts at https://portal.stackit.cloud, give it the role `dns.admin` (or `dns.member`) there, and add a service account key. The whole file is wanted, best as `STACKIT_SERVICE_ACCOUNT_KEY_FILE`. Comments are kept. Each record takes one request to change, and a few more to see that it was carried out.',
  ttl: { min: 60, max: 99_999_999 },
  settings: {
    STACKIT_SERVICE_ACCOUNT_KEY: jsonKey(
      'key file of the service account',
      'the JSON of a service account key that holds its private key',
      (file) => {
        const { output, success } = safeParse(keyFile, file);
        const pem = success ? pemKey(output.credentials.privateKey) : undefined;
        return success && pem !== undefined ? { ...output.credentials, pem } : undefined;
      },
    ),
    STACKIT_PROJECT_ID: matching(
      'id of the project that holds the zone',
      'an id of 36 characters',
      /^[\da-f-]{36}$/i,
    ),
    STACKIT_API_URL: apiUrl('https://dns.api.stackit.cloud'),
    STACKIT_TOKEN_URL: withDefault(
      'https://service-account.api.stackit.cloud/token',
      baseUrl('where tokens are had'),
    ),
  },
  create(values, context) {
    const { STACKIT_SERVICE_ACCOUNT_KEY: key, STACKIT_PROJECT_ID: project, STACKIT_TOKEN_URL: url } = values;
    const { title, clock } = context;
    const owner = 'that STACKIT_PROJECT_ID is the project which holds the zone';
    const vendor = {
      ...context,
      advice: {
        credentials:
          "check STACKIT_SERVICE_ACCOUNT_KEY, whether the key was deleted or has expired, and that this machine's clock is right",
        permission: `the service account needs the role dns.admin; check ${owner}`,
        zone: owner,
      },
    };
    const ask = oauthGrant({
      ...vendor,
      url,
      async form() {
        const { randomUUID } = await import('node:crypto');
        const { iss, sub, aud, kid, pem } = key;
        const now = Math.floor(clock.now() / 1000);
        const claims = { iss, sub, aud, jti: randomUUID(), iat: now, exp: now + tenMinutes };
        const assertion = await signedJwt({ pem, alg: 'RS512', kid }, claims);
        return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
      },
    });
    const base = `${values.STACKIT_API_URL.replace(/\/+$/, '')}/v1/projects/${segment(project)}`;
    const api = tokenApi({ ...vendor, context, base, ask, report });
    const zones = zoneIds(async (zone, signal) => {
      const all = await zonesOf(api, zone, signal, zone.name);
      const found = all.find(({ dnsName }) => listedName(dnsName) === zone.name);
      if (found) return found.id;
      throw new Failure('permanent', noZone(title, zone, owner));
    });
    const ids = new Map<string, string>();
    return {
      ...setApi({ calls: (place) => calls(api, zones, place, { title, clock }, ids) }),
      zones: async (signal) => (await zonesOf(api, everyZone, signal)).map(({ dnsName }) => dnsName),
    };
  },
});
