import { matching, secret } from '../../../settings/rows.ts';
import { withDefault } from '../../../settings/setting.ts';
import { segment } from '../../api/rest-api.ts';
import { oauthGrant, tokenApi } from '../../api/tokens.ts';
import { setApi } from '../../apply/per-set.ts';
import { host } from '../../host.ts';
import { apiUrl, baseUrl } from '../../settings.ts';
import { calls, report, zonesOf } from './api.ts';

const guid = /^[\da-f-]{36}$/i;

/** Azure DNS, whose unit is the record set with an ETag: https://learn.microsoft.com/rest/api/dns (recorded 2018-2023) */
export const azuredns = host({
  name: 'azuredns',
  title: 'Azure DNS',
  about:
    'Register an application under Microsoft Entra ID → App registrations, add a client secret to it, and give it the role DNS Zone Contributor for the one zone (DNS zone → Access control). Alias record sets are left as they are, and metadata is kept. A change is refused by Azure where the record set is not as it was read. Each record takes one request to change.',
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    AZURE_TENANT_ID: matching(
      'directory (tenant) id',
      'an id such as 00000000-0000-0000-0000-000000000000',
      guid,
    ),
    AZURE_CLIENT_ID: matching(
      'application (client) id',
      'an id such as 00000000-0000-0000-0000-000000000000',
      guid,
    ),
    AZURE_CLIENT_SECRET: secret('value of the client secret'),
    AZURE_SUBSCRIPTION_ID: matching(
      'id of the subscription that holds the zone',
      'an id such as 00000000-0000-0000-0000-000000000000',
      guid,
    ),
    AZURE_RESOURCE_GROUP: matching(
      'resource group that holds the zone',
      'the name of a resource group',
      /^[\w.()-]+$/,
    ),
    AZURE_API_URL: apiUrl('https://management.azure.com', 'where the API is; another one in national clouds'),
    AZURE_TOKEN_URL: withDefault(
      'https://login.microsoftonline.com',
      baseUrl('where tokens are had; another one in national clouds'),
    ),
  },
  create(values, context) {
    const { AZURE_SUBSCRIPTION_ID: subscription, AZURE_RESOURCE_GROUP: group, AZURE_API_URL: base } = values;
    const owner = `AZURE_SUBSCRIPTION_ID and that the zone is in the resource group ${group}`;
    const vendor = {
      ...context,
      advice: {
        credentials:
          'check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, which is the value of the secret and not its id, and whether it has expired',
        permission: 'the application needs the role DNS Zone Contributor for the zone',
        zone: owner,
      },
    };
    const ask = oauthGrant({
      ...vendor,
      url: `${values.AZURE_TOKEN_URL.replace(/\/+$/, '')}/${segment(values.AZURE_TENANT_ID)}/oauth2/v2.0/token`,
      form: () => ({
        grant_type: 'client_credentials',
        client_id: values.AZURE_CLIENT_ID,
        client_secret: values.AZURE_CLIENT_SECRET,
        scope: `${base.replace(/\/+$/, '')}/.default`,
      }),
    });
    const api = tokenApi({ ...vendor, context, base, ask, report });
    const zonesPath = `/subscriptions/${segment(subscription)}/resourceGroups/${segment(group)}/providers/Microsoft.Network/dnsZones`;
    const etags = new Map<string, string | undefined>();
    return {
      ...setApi({ calls: (place) => calls(api, `${zonesPath}/${segment(place.zone.name)}`, place, etags) }),
      zones: (signal) => zonesOf(api, zonesPath, signal),
    };
  },
});
