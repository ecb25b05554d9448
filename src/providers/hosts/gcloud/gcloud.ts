import { literal, object, safeParse, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import { jsonKey, pemKey } from '../../../settings/keys.ts';
import { matching } from '../../../settings/rows.ts';
import { optional, perZone } from '../../../settings/setting.ts';
import { everyZone } from '../../api/every-zone.ts';
import { signedJwt } from '../../api/jwt.ts';
import { segment } from '../../api/rest-api.ts';
import { oauthGrant, tokenApi } from '../../api/tokens.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { batchApi } from '../../apply/per-batch.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl, baseUrl } from '../../settings.ts';
import { calls, report, zonesOf } from './api.ts';

const keyFile = object({
  type: literal('service_account'),
  project_id: string(),
  private_key_id: string(),
  private_key: string(),
  client_email: string(),
  token_uri: string(),
});
const scope = 'https://www.googleapis.com/auth/ndev.clouddns.readwrite';
const anHour = 3600;
// A change holds 1000 additions and 1000 deletions at most.
const batchSize = 500;

/** Google Cloud DNS, whose change is carried out whole if what it deletes is still so: https://cloud.google.com/dns/docs/reference/rest/v1 */
export const gcloud = host({
  name: 'gcloud',
  title: 'Google Cloud DNS',
  about:
    'Create a service account for this alone under IAM & Admin → Service Accounts, give it the role DNS Administrator (`roles/dns.admin`) for the one managed zone (Cloud DNS → zone → Permissions) and the permission `dns.managedZones.list` for the project (role DNS Reader), and add a key in JSON. The whole file is wanted, best as `GCE_SERVICE_ACCOUNT_FILE`. Record sets with a routing policy are left as they are; private zones are not looked at. A change is refused by Google where the records are not as they were read, and all changes of a zone go in one.',
  ttl: { min: 0, max: 2_147_483_647 },
  settings: {
    GCE_SERVICE_ACCOUNT: jsonKey(
      'key file of the service account',
      'the JSON of a key of a service account',
      (file) => {
        const { output, success } = safeParse(keyFile, file);
        const pem = success ? pemKey(output.private_key) : undefined;
        return success && pem !== undefined && URL.canParse(output.token_uri)
          ? { ...output, pem }
          : undefined;
      },
    ),
    GCE_PROJECT: optional(
      matching('id of the project that holds the zone', 'the id of a project', /^[a-z][a-z\d:.-]+$/),
      'the project of the service account',
    ),
    GCE_ZONE_ID: perZone(
      matching(
        'name or id of the managed zone; else the public one of `DOMAIN` is looked up',
        'a name or a number',
        /^[a-z\d-]+$/,
      ),
    ),
    GCE_API_URL: apiUrl('https://dns.googleapis.com'),
    GCE_TOKEN_URL: optional(baseUrl('where tokens are had'), 'as in the key file'),
  },
  create(values, context) {
    const { GCE_SERVICE_ACCOUNT: key, GCE_PROJECT: project = key.project_id, GCE_API_URL: base } = values;
    const tokenUrl = values.GCE_TOKEN_URL ?? key.token_uri;
    const owner = `that the zone is in the project ${project}`;
    const vendor = {
      ...context,
      advice: {
        credentials:
          "check GCE_SERVICE_ACCOUNT, whether the key was deleted, and that this machine's clock is right",
        permission: `the service account ${key.client_email} needs the role DNS Administrator for the zone`,
        zone: owner,
      },
    };
    const ask = oauthGrant({
      ...vendor,
      url: tokenUrl,
      async form() {
        const now = Math.floor(context.clock.now() / 1000);
        const claims = { iss: key.client_email, scope, aud: tokenUrl, iat: now, exp: now + anHour };
        return {
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: await signedJwt({ pem: key.pem, alg: 'RS256', kid: key.private_key_id }, claims),
        };
      },
    });
    const api = tokenApi({
      ...vendor,
      context,
      base: `${base}/dns/v1/projects/${segment(project)}`,
      ask,
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      if (values.GCE_ZONE_ID !== undefined) return values.GCE_ZONE_ID;
      const [found, another] = (await zonesOf(api, zone, signal, `${zone.name}.`)).filter(
        ({ dnsName }) => listedName(dnsName) === zone.name,
      );
      if (found && !another) return found.name;
      const message = another
        ? `Google Cloud DNS has several public zones ${zone.display} in the project ${project}: say in GCE_ZONE_ID which one the domain uses`
        : noZone(context.title, zone, owner);
      throw new Failure('permanent', message);
    });
    return {
      ...batchApi({ size: batchSize, comparesItself: true, zones, calls: (place) => calls(api, place) }),
      zones: async (signal) => (await zonesOf(api, everyZone, signal)).map(({ dnsName }) => dnsName),
    };
  },
});
