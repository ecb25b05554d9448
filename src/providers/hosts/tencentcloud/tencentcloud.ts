import { array, type InferOutput, nullish, number, object, optional, safeParse, string } from 'valibot';
import type { DesiredSet } from '../../../dns/records.ts';
import { secret } from '../../../settings/rows.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { filterableName } from '../../api/name-filter.ts';
import { allPages } from '../../api/paging.ts';
import { type ApiRequest, type JsonApi, jsonApi } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { Refusal } from '../../refusal.ts';
import { apiUrl } from '../../settings.ts';
import { report } from './refusals.ts';
import { tc3Headers } from './signature.ts';

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
const failed = object({
  Response: object({
    Error: object({ Code: string(), Message: optionalText }),
    RequestId: optional(string()),
  }),
});

const domainPage = object({
  Response: object({
    DomainCountInfo: object({ AllTotal: number() }),
    DomainList: array(object({ Name: string() })),
  }),
});

const pageSize = 3000;
const zonesPerPage = 500;
const contentType = 'application/json';
// The carrier or country that a record is for: this is that of all others, by name and by number.
const defaultLine = { RecordLine: '默认', RecordLineId: '0' };

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
    const key = { secretId: values.TENCENTCLOUD_SECRET_ID, secretKey: values.TENCENTCLOUD_SECRET_KEY };
    const api = jsonApi({
      ...context,
      title: 'Tencent Cloud',
      base: values.TENCENTCLOUD_API_URL,
      advice: {
        credentials: 'check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY',
        permission:
          'its policy must allow dnspod:DescribeRecordList, dnspod:CreateRecord, dnspod:ModifyRecord and dnspod:DeleteRecord',
      },
      contentType,
      headers: (request) =>
        tc3Headers(request, { ...key, service: 'dnspod', now: context.clock.now(), contentType }),
      isError: (body) => safeParse(failed, body).success,
      report: (body) => {
        const { output, success } = safeParse(failed, body);
        return success ? report({ ...output.Response.Error, RequestId: output.Response.RequestId }) : {};
      },
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      zones: (signal) => zones(api, signal),
    };
  },
});

function requestOf(action: string, body: object) {
  return {
    ...({ path: '/', method: 'POST', action: action.startsWith('Describe') ? 'read' : 'write' } as const),
    headers: { 'x-tc-action': action, 'x-tc-version': '2021-03-23' },
    body,
  };
}

async function zones(api: JsonApi, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("Tencent Cloud's list of zones", async (at = 0) => {
    const Offset = Number(at);
    const request = requestOf('DescribeDomainList', { Offset, Limit: zonesPerPage });
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
    ...requestOf(action, { Domain: zone.name, ...parameters }),
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
