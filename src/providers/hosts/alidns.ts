import { array, boolean, type InferOutput, number, object, optional, string } from 'valibot';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { alibabaApi } from '../api/alibaba-cloud.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import type { Meanings } from '../api/meanings.ts';
import { allPages } from '../api/paging.ts';
import type { ApiRequest, Fields, JsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';

const record = object({
  RecordId: string(),
  RR: string(),
  Type: string(),
  Value: string(),
  TTL: number(),
  Line: optionalText,
  Status: optionalText,
  Weight: optional(number()),
  Locked: optional(boolean()),
});
const recordPage = object({
  TotalCount: number(),
  DomainRecords: object({ Record: array(ownOrForeign(record, 'Type')) }),
});
const domainPage = object({
  TotalCount: number(),
  Domains: object({ Domain: array(object({ DomainName: string() })) }),
});
const written = object({ RecordId: string() });

const pageSize = 500;
const domainPageSize = 100;

// https://www.alibabacloud.com/help/en/dns/api-alidns-2015-01-09-errorcodes
const meanings: Meanings = [
  [
    /^(InvalidDomainName|DomainNotExist|IncorrectDomainUser|InvalidDomain\.NotFound)/,
    { status: 404, zoneIsGone: true },
  ],
  [/^DomainRecordNotBelongToUser|^InvalidRecordId|^InvalidRR\.NoExist/, { status: 404 }],
  [/^DomainRecordDuplicate/, { stale: true }],
  [/^DomainRecordConflict|^DomainRecordLocked|^QuotaExceeded/, { status: 422 }],
];

/**
 * Alibaba Cloud DNS (Alidns), API of 2015-01-09, whose unit is the record: all is GET, with the action and a signature in
 * the query. https://www.alibabacloud.com/help/en/dns/api-alidns-2015-01-09-overview
 */
export const alidns = host({
  name: 'alidns',
  title: 'Alibaba Cloud DNS',
  about:
    'Create a RAM user for this alone with an AccessKey and the policy `AliyunDNSFullAccess`, or one of its own that allows `alidns:DescribeDomainRecords`, `alidns:AddDomainRecord`, `alidns:UpdateDomainRecord` and `alidns:DeleteDomainRecord` for the domain. Records for one carrier or country (lines), with a weight, locked or switched off are never touched. The lowest TTL depends on the edition, 600 in the free one. Each record takes one request to change.',
  ttl: { min: 1, max: 86_400 },
  settings: {
    ALICLOUD_ACCESS_KEY: secret('AccessKey ID'),
    ALICLOUD_SECRET_KEY: secret('AccessKey secret'),
    ALICLOUD_API_URL: apiUrl('https://alidns.aliyuncs.com'),
  },
  create(values, context) {
    const api = alibabaApi(context, {
      base: values.ALICLOUD_API_URL,
      accessKeyId: values.ALICLOUD_ACCESS_KEY,
      accessKeySecret: values.ALICLOUD_SECRET_KEY,
      advice: {
        credentials: 'check ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY',
        permission:
          'the policy of the RAM user must allow alidns:DescribeDomainRecords, alidns:AddDomainRecord, alidns:UpdateDomainRecord and alidns:DeleteDomainRecord',
      },
      meanings,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      zones: (signal) => zones(api, signal),
    };
  },
});

function requestOf(action: string, parameters: Fields) {
  return {
    path: '/',
    query: { Action: action, Format: 'json', Version: '2015-01-09', ...parameters },
    action: action.startsWith('Describe') ? 'read' : 'write',
  } as const;
}

async function zones(api: JsonApi, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("Alibaba Cloud's list of zones", async (at = 1) => {
    const PageNumber = Number(at);
    const request = requestOf('DescribeDomains', { PageNumber, PageSize: domainPageSize });
    const { Domains, TotalCount: total } = await api.send(
      { zone: everyZone, signal, ...request },
      domainPage,
    );
    const next = PageNumber * domainPageSize < total ? PageNumber + 1 : undefined;
    return { items: Domains.Domain, total, next };
  });
  return found.map(({ DomainName }) => DomainName);
}

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const request = (action: string, parameters: Fields): ApiRequest => ({
    ...{ zone, signal },
    ...requestOf(action, parameters),
  });
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    RR: name,
    Type: type,
    Value: value,
    TTL: ttl,
  });
  const held = (id: string, { value, ttl }: DesiredSet) => ({ id, value, ttl });
  return {
    async list() {
      const found = await allPages(`Alibaba Cloud's list of ${zone.display}`, async (at = 1) => {
        const PageNumber = Number(at);
        const parameters = { DomainName: zone.name, PageNumber, PageSize: pageSize };
        const { DomainRecords, TotalCount: total } = await api.send(
          request('DescribeDomainRecords', parameters),
          recordPage,
        );
        const next = PageNumber * pageSize < total ? PageNumber + 1 : undefined;
        return { items: DomainRecords.Record, total, next };
      });
      return withoutForeign(found).map(listed);
    },
    async create(desired) {
      const parameters = { DomainName: zone.name, ...fields(desired) };
      return held((await api.send(request('AddDomainRecord', parameters), written)).RecordId, desired);
    },
    async update(id, desired) {
      await api.send(request('UpdateDomainRecord', { RecordId: id, ...fields(desired) }), written);
      return held(id, desired);
    },
    remove: (id) => api.send(request('DeleteDomainRecord', { RecordId: id }), written),
  };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  const conflict = conflictIn(one);
  return {
    ...{ id: one.RecordId, name: one.RR, type: one.Type, value: one.Value, ttl: one.TTL },
    ...(conflict !== undefined && { conflict }),
  };
}

function conflictIn(one: InferOutput<typeof record>): string | undefined {
  const { Type, Line = 'default', Status, Weight = 1, Locked } = one;
  // Visible and hidden redirections, which answer for their name with addresses of Alibaba Cloud.
  if (Type.endsWith('_URL')) return 'holds a redirection';
  if (Line !== 'default') return `holds a record for the line ${Line} alone`;
  if (Locked) return 'holds a record that is locked';
  // Every record has the weight 1 unless it was given another one.
  if (Weight > 1) return 'holds a record with a weight';
  return Status?.toUpperCase() === 'DISABLE' ? 'holds a record that is switched off' : undefined;
}
