import { array, boolean, type InferOutput, nullish, number, object, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import { secret } from '../../../settings/rows.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import type { Meanings } from '../../api/meanings.ts';
import { allPages } from '../../api/paging.ts';
import type { JsonApi } from '../../api/rest-api.ts';
import { tencentApi, tencentRequest } from '../../api/tencent-cloud.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { recordApi } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl } from '../../settings.ts';
import type { ZoneNotes } from '../../zone-notes.ts';
import { calls } from './records.ts';

const site = object({
  ZoneId: string(),
  ZoneName: string(),
  Type: string(),
  Status: optionalText,
  Paused: nullish(boolean()),
});
const sitePage = object({ Response: object({ TotalCount: number(), Zones: array(site) }) });
const sitesPerPage = 100;

// The codes in tencentcloud/teo/v20220901/errorcodes.py of Tencent Cloud's SDK for Python.
const meanings: Meanings = [
  [/ZoneNotFound$/, { status: 404, zoneIsGone: true }],
  [/RateLimitExceeded$/, { status: 429 }],
  [/(ActionInProgress|Locked(Temporary)?|BeenLocked|ZoneIsGrayPublishing)$/, { kind: 'transient' }],
  [
    /^OperationDenied\.(ErrZoneIsAlreadyPaused|ZoneNotActive|Domain|Compliance|Plan|Ownership)|\.(InvalidZoneStatus|ZonePaused)$/,
    {
      kind: 'permanent',
      advice: 'EdgeOne lets nothing be changed in this site as it is now: look at it in the console',
    },
  ],
  [/^OperationDenied\.RecordIsForbidden|^ResourceInUse/, { status: 422 }],
  [/^ResourceNotFound/, { status: 404 }],
];

/**
 * Tencent Cloud EdgeOne (TEO), API of 2022-09-01, whose unit is the record: https://www.tencentcloud.com/document/product/1145/50488,
 * and the models of Tencent Cloud's SDK for Python. Only sites whose name servers are EdgeOne's have records. A record shows
 * nothing of its acceleration, so accelerated domain names are asked for beside. Calls about many records exist too, but
 * not what becomes of the others when one is refused, so each is changed by itself. Nor is it told by which code a record
 * that is gone is refused.
 */
export const edgeone = host({
  name: 'edgeone',
  title: 'Tencent Cloud EdgeOne',
  about:
    'The site has to be connected by name servers (NS), so that EdgeOne is its DNS host. Create a sub-user for programmatic access alone under Cloud Access Management, with a policy that allows `teo:DescribeZones`, `teo:DescribeDnsRecords`, `teo:DescribeAccelerationDomains`, `teo:CreateDnsRecord`, `teo:ModifyDnsRecords` and `teo:DeleteDnsRecords` for the site. Accelerated domain names are never touched, nor are records for one region (lines), with a weight or switched off. An account of tencentcloud.com may need `EDGEONE_API_URL=https://teo.intl.tencentcloudapi.com`. Each record takes one request to change, and Tencent Cloud takes 20 a second.',
  evidence: 'described',
  ttl: { min: 60, max: 86_400 },
  rate: { requests: 20, per: 1000 },
  settings: {
    EDGEONE_SECRET_ID: secret('SecretId of the key'),
    EDGEONE_SECRET_KEY: secret('SecretKey of the key'),
    EDGEONE_API_URL: apiUrl('https://teo.tencentcloudapi.com', 'where the API is'),
  },
  create(values, context) {
    const api = tencentApi(context, {
      title: 'EdgeOne',
      base: values.EDGEONE_API_URL,
      secretId: values.EDGEONE_SECRET_ID,
      secretKey: values.EDGEONE_SECRET_KEY,
      service: 'teo',
      version: '2022-09-01',
      advice: {
        credentials: 'check EDGEONE_SECRET_ID and EDGEONE_SECRET_KEY',
        permission:
          'its policy must allow teo:DescribeZones, teo:DescribeDnsRecords, teo:DescribeAccelerationDomains, teo:CreateDnsRecord, teo:ModifyDnsRecords and teo:DeleteDnsRecords',
      },
      meanings,
    });
    const zones = zoneIds((zone, signal) => idOf(api, zone, signal, context.notes), context.notes.any);
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await sites(api, everyZone, signal, { Name: 'zone-type', Values: ['full'] });
        return found.map(({ ZoneName }) => ZoneName);
      },
    };
  },
});

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

function sites(api: JsonApi, zone: Zone, signal: AbortSignal, filter: Filter) {
  return allPages("EdgeOne's list of sites", async (at = 0) => {
    const Offset = Number(at);
    const request = tencentRequest('DescribeZones', { Offset, Limit: sitesPerPage, Filters: [filter] });
    const { Response } = await api.send({ zone, signal, ...request }, sitePage);
    const [next, total] = [Offset + sitesPerPage, Response.TotalCount];
    return { items: Response.Zones, total, next: next < total ? next : undefined };
  });
}

/** A domain may be several sites at once, of which one is connected by its name servers. */
async function idOf(api: JsonApi, zone: Zone, signal: AbortSignal, notes: ZoneNotes): Promise<string> {
  const found = await sites(api, zone, signal, { Name: 'zone-name', Values: [zone.name] });
  const own = found.filter(({ ZoneName }) => listedName(ZoneName) === zone.name);
  const full = own.find(({ Type }) => Type === 'full');
  if (full) {
    notes.note(zone, 'inactive', notServed(full, zone));
    return full.ZoneId;
  }
  if (own.length === 0) throw new Failure('permanent', noZone(api.title, zone));
  throw new Failure(
    'permanent',
    `${zone.display} is connected to EdgeOne without its name servers, so its DNS records are elsewhere: set PROVIDER to the host that has them`,
  );
}

function notServed({ Status, Paused }: InferOutput<typeof site>, zone: Zone): string | undefined {
  if (Paused) return `${zone.display} is switched off at EdgeOne`;
  if (Status === undefined || Status === 'active') return undefined;
  return `EdgeOne says that ${zone.display} is ${Status}: its records are seen once the name servers of the domain are those of EdgeOne`;
}
