import { array, type InferOutput, nullish, number, object, string } from 'valibot';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import type { Meanings } from '../api/meanings.ts';
import { filterableName } from '../api/name-filter.ts';
import { allPages } from '../api/paging.ts';
import type { ApiRequest, JsonApi } from '../api/rest-api.ts';
import { tencentApi, tencentRequest } from '../api/tencent-cloud.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { Refusal } from '../refusal.ts';
import { apiUrl } from '../settings.ts';

const record = object({
  RecordId: number(),
  Name: string(),
  Type: string(),
  Value: string(),
  TTL: number(),
  Status: optionalText,
  Line: optionalText,
  LineId: optionalText,
  Weight: nullish(number()),
});
const recordPage = object({
  Response: object({
    RecordCountInfo: object({ TotalCount: number() }),
    RecordList: array(ownOrForeign(record, 'Type')),
  }),
});
const written = object({ Response: object({ RecordId: number() }) });
const done = object({ Response: object({ RequestId: string() }) });
const domainPage = object({
  Response: object({
    DomainCountInfo: object({ AllTotal: number() }),
    DomainList: array(object({ Name: string() })),
  }),
});

const pageSize = 3000;
const zonesPerPage = 500;
// The carrier or country that a record is for: this is that of all others, by name and by number.
const defaultLine = { RecordLine: '默认', RecordLineId: '0' };

// https://www.tencentcloud.com/document/product/1097/40525, the error codes of each action
const meanings: Meanings = [
  [
    /DomainNotExists|NoDataOfDomain|DomainIdInvalid|DomainInvalid|DomainNotBean/,
    { status: 404, zoneIsGone: true },
  ],
  [/RecordIdInvalid|RecordNotExists/, { status: 404 }],
  [/DomainRecordExist/, { stale: true }],
];

/**
 * Tencent Cloud's DNSPod, API of 2021-03-23, whose unit is the record: all is POST to one address, with the action in a
 * header. https://www.tencentcloud.com/document/product/1097/40525
 */
export const tencentcloud = host({
  name: 'tencentcloud',
  title: 'Tencent Cloud DNSPod',
  about:
    'Create a sub-user for programmatic access alone under Cloud Access Management, with the policy `QcloudDNSPodFullAccess` or one of its own that allows `dnspod:DescribeRecordList`, `dnspod:CreateRecord`, `dnspod:ModifyRecord` and `dnspod:DeleteRecord` for the domain. Records for one carrier or country (lines), with a weight or switched off are never touched. The lowest TTL depends on the plan, 600 in the free one. Each record takes one request to change, and Tencent Cloud takes 20 a second.',
  evidence: 'described',
  ttl: { min: 1, max: 604_800 },
  rate: { requests: 20, per: 1000 },
  settings: {
    TENCENTCLOUD_SECRET_ID: secret('SecretId of the key'),
    TENCENTCLOUD_SECRET_KEY: secret('SecretKey of the key'),
    TENCENTCLOUD_API_URL: apiUrl('https://dnspod.tencentcloudapi.com'),
  },
  create(values, context) {
    const api = tencentApi(context, {
      title: 'Tencent Cloud',
      base: values.TENCENTCLOUD_API_URL,
      secretId: values.TENCENTCLOUD_SECRET_ID,
      secretKey: values.TENCENTCLOUD_SECRET_KEY,
      service: 'dnspod',
      version: '2021-03-23',
      advice: {
        credentials: 'check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY',
        permission:
          'its policy must allow dnspod:DescribeRecordList, dnspod:CreateRecord, dnspod:ModifyRecord and dnspod:DeleteRecord',
      },
      meanings,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      zones: (signal) => zones(api, signal),
    };
  },
});

async function zones(api: JsonApi, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("Tencent Cloud's list of zones", async (at = 0) => {
    const Offset = Number(at);
    const request = tencentRequest('DescribeDomainList', { Offset, Limit: zonesPerPage });
    const { Response } = await api.send({ zone: everyZone, signal, ...request }, domainPage);
    const { DomainList: items, DomainCountInfo } = Response;
    const total = DomainCountInfo.AllTotal;
    return { items, total, next: Offset + zonesPerPage < total ? Offset + zonesPerPage : undefined };
  });
  return found.map(({ Name }) => Name);
}

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const request = (action: string, parameters: object): ApiRequest => ({
    ...{ zone, signal },
    ...tencentRequest(action, { Domain: zone.name, ...parameters }),
  });
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ SubDomain: name, RecordType: type, ...defaultLine, Value: value, TTL: ttl },
  });
  return {
    async list(name) {
      const found = await allPages(`Tencent Cloud's list of ${zone.display}`, async (at = 0) => {
        const Offset = Number(at);
        const parameters = { Offset, Limit: pageSize, SubDomain: filterableName(name) };
        const { Response } = await api
          .send(request('DescribeRecordList', parameters), recordPage)
          .catch(unlessEmpty);
        const { RecordList: items, RecordCountInfo } = Response;
        const total = RecordCountInfo.TotalCount;
        return { items, total, next: Offset + pageSize < total ? Offset + pageSize : undefined };
      });
      return withoutForeign(found).map(listed);
    },
    async create(desired) {
      const { Response } = await api.send(request('CreateRecord', fields(desired)), written);
      return { id: String(Response.RecordId), value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await api.send(request('ModifyRecord', { RecordId: Number(id), ...fields(desired) }), written);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send(request('DeleteRecord', { RecordId: Number(id) }), done),
  };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  const conflict = conflictIn(one);
  return {
    ...{ id: String(one.RecordId), name: one.Name, type: one.Type, value: one.Value, ttl: one.TTL },
    ...(conflict !== undefined && { conflict }),
  };
}

function conflictIn(one: InferOutput<typeof record>): string | undefined {
  const { Type, Status, Line, LineId, Weight } = one;
  // Visible and hidden redirections, which answer for their name with addresses of Tencent Cloud.
  if (Type.endsWith('URL')) return 'holds a redirection';
  if (LineId !== undefined ? LineId !== '0' : Line !== undefined && Line !== defaultLine.RecordLine)
    return `holds a record for the line ${Line ?? LineId} alone`;
  if (typeof Weight === 'number' && Weight > 0) return 'holds a record with a weight';
  return Status === 'DISABLE' ? 'holds a record that is switched off' : undefined;
}

/** It calls it an error that there is no record. */
function unlessEmpty(thrown: unknown) {
  if (!(thrown instanceof Refusal) || thrown.code !== 'ResourceNotFound.NoDataOfRecord') throw thrown;
  return { Response: { RecordCountInfo: { TotalCount: 0 }, RecordList: [] } };
}
