import { array, number, object, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import { secret } from '../../../settings/rows.ts';
import { alibabaApi } from '../../api/alibaba-cloud.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import type { Meanings } from '../../api/meanings.ts';
import { allPages } from '../../api/paging.ts';
import type { JsonApi } from '../../api/rest-api.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl } from '../../settings.ts';
import type { ZoneNotes } from '../../zone-notes.ts';
import { jointApi } from './joint.ts';
import { esaRequest } from './requests.ts';

const sitePage = object({
  TotalCount: number(),
  Sites: array(
    object({ SiteId: number(), SiteName: string(), AccessType: optionalText, Status: optionalText }),
  ),
});

const sitesPerPage = 500;

// ESA's own codes are written nowhere; one for a site that is not there would have these words.
const meanings: Meanings = [
  [/^(Invalid)?Site(Id)?\.?(NotFound|NotExist)/i, { status: 404, zoneIsGone: true }],
];

/**
 * Alibaba Cloud ESA (Edge Security Acceleration), API of 2024-09-10:
 * https://www.alibabacloud.com/help/en/edge-security-acceleration/esa/api-esa-2024-09-10-listrecords, and its SDKs. One record of the type A/AAAA holds all
 * addresses of a name, with one TTL, and has to have an IPv4 address at least. Only sites whose name servers are ESA's
 * have records that the world sees. Records of functions and of TCP/UDP proxies are not listed, so a name of theirs is
 * only known once it is refused.
 */
export const aliesa = host({
  name: 'aliesa',
  title: 'Alibaba Cloud ESA',
  about:
    'The site has to be connected by name servers (NS), so that ESA is its DNS host. Create a RAM user for this alone with an AccessKey and a policy that allows `esa:ListSites`, `esa:ListRecords`, `esa:CreateRecord`, `esa:UpdateRecord` and `esa:DeleteRecord`. Records with acceleration (proxied) are never touched. ESA holds the addresses of a name in one record: they have one TTL, and an IPv6 address stands beside an IPv4 address of the same name only. For a site outside of mainland China `ALIESA_API_URL=https://esa.ap-southeast-1.aliyuncs.com` may be needed. Each family of a name takes one request to change.',
  evidence: 'described',
  ttl: { min: 30, max: 86_400, auto: 1 },
  settings: {
    ALIESA_ACCESS_KEY: secret('AccessKey ID'),
    ALIESA_SECRET_KEY: secret('AccessKey secret'),
    ALIESA_API_URL: apiUrl('https://esa.cn-hangzhou.aliyuncs.com', 'where the API is'),
  },
  create(values, context) {
    const api = alibabaApi(context, {
      base: values.ALIESA_API_URL,
      accessKeyId: values.ALIESA_ACCESS_KEY,
      accessKeySecret: values.ALIESA_SECRET_KEY,
      advice: {
        credentials: 'check ALIESA_ACCESS_KEY and ALIESA_SECRET_KEY',
        permission:
          'the policy of the RAM user must allow esa:ListSites, esa:ListRecords, esa:CreateRecord, esa:UpdateRecord and esa:DeleteRecord',
      },
      meanings,
    });
    const ids = zoneIds((zone, signal) => idOf(api, zone, signal, context.notes), context.notes.any);
    return {
      ...jointApi(api, ids),
      async zones(signal) {
        const found = await sites(api, everyZone, signal);
        return found.filter(isOfNameServers).map(({ SiteName }) => SiteName);
      },
    };
  },
});

/** All sites: which of them a search by name finds is written nowhere. */
function sites(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return allPages("Alibaba Cloud ESA's list of sites", async (at = 1) => {
    const PageNumber = Number(at);
    const request = esaRequest('ListSites', { PageNumber, PageSize: sitesPerPage });
    const { Sites: items, TotalCount: total } = await api.send({ zone, signal, ...request }, sitePage);
    return { items, total, next: PageNumber * sitesPerPage < total ? PageNumber + 1 : undefined };
  });
}

function isOfNameServers({ AccessType }: { readonly AccessType?: string | undefined }): boolean {
  return AccessType === undefined || AccessType === 'NS';
}

async function idOf(api: JsonApi, zone: Zone, signal: AbortSignal, notes: ZoneNotes): Promise<string> {
  const own = (await sites(api, zone, signal)).filter(({ SiteName }) => listedName(SiteName) === zone.name);
  const site = own.find(isOfNameServers);
  if (site) {
    notes.note(zone, 'inactive', notServed(site.Status, zone));
    return String(site.SiteId);
  }
  if (own.length === 0) throw new Failure('permanent', noZone(api.title, zone));
  throw new Failure(
    'permanent',
    `${zone.display} is connected to ESA by CNAME, so its DNS records are elsewhere: set PROVIDER to the host that has them`,
  );
}

function notServed(status: string | undefined, zone: Zone): string | undefined {
  if (status === undefined || status === 'active') return undefined;
  return `ESA says that ${zone.display} is ${status}: its records are seen once the name servers of the domain are those of ESA`;
}
