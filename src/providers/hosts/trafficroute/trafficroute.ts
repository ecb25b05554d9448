import { array, boolean, type InferOutput, nullish, number, object, string, unknown } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import type { DesiredSet } from '../../../dns/records.ts';
import { secret } from '../../../settings/rows.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type Fields, type JsonApi, jsonApi } from '../../api/rest-api.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl } from '../../settings.ts';
import { isError, report } from './refusals.ts';
import { volcengineHeaders } from './signature.ts';

const record = object({
  RecordID: string(),
  Host: string(),
  Type: string(),
  Value: string(),
  TTL: number(),
  Line: optionalText,
  Weight: nullish(number()),
  Enable: nullish(boolean()),
  Tags: nullish(array(unknown())),
});
// A list of nothing may be null.
const recordPage = object({
  Result: object({ TotalCount: number(), Records: nullish(array(ownOrForeign(record, 'Type'))) }),
});
const zonePage = object({
  Result: object({
    Total: number(),
    Zones: nullish(array(object({ ZID: number(), ZoneName: string() }))),
  }),
});
const written = object({ Result: object({ RecordID: string() }) });
const done = object({ ResponseMetadata: object({ RequestId: string() }) });
const recordsPerPage = 500;
const zonesPerPage = 100;
const contentType = 'application/json';

/**
 * Volcengine's TrafficRoute DNS, API of 2018-08-01, whose unit is the record:
 * https://www.volcengine.com/docs/6758/155086, and service/dns in github.com/volcengine/volc-sdk-golang. What an update
 * does not name stays. Since June 2025 it is at an address of its own.
 */
export const trafficroute = host({
  name: 'trafficroute',
  title: 'Volcengine TrafficRoute DNS',
  about:
    'Create a sub-user for programmatic access alone under Identity and Access Management, with a policy that allows the actions ListZones, ListRecords, CreateRecord, UpdateRecord and DeleteRecord of DNS, and an access key for it. Records for one carrier, country or custom line, with a weight, of Cloud Scheduling (GTM) or switched off are never touched. The lowest TTL depends on the edition of the zone. Each record takes one request to change, and Volcengine takes 10 a second.',
  evidence: 'described',
  ttl: { min: 1, max: 86_400 },
  rate: { requests: 10, per: 1000 },
  settings: {
    VOLCENGINE_ACCESS_KEY: secret('Access Key ID'),
    VOLCENGINE_SECRET_KEY: secret('Secret Access Key'),
    VOLCENGINE_API_URL: apiUrl('https://dns.volcengineapi.com'),
  },
  create(values, context) {
    const key = {
      accessKey: values.VOLCENGINE_ACCESS_KEY,
      secretKey: values.VOLCENGINE_SECRET_KEY,
      ...{ service: 'dns', region: 'cn-beijing', contentType },
    };
    const api = jsonApi({
      ...context,
      title: 'Volcengine',
      base: values.VOLCENGINE_API_URL,
      advice: {
        credentials: 'check VOLCENGINE_ACCESS_KEY and VOLCENGINE_SECRET_KEY',
        permission:
          'its policy must allow ListZones, ListRecords, CreateRecord, UpdateRecord and DeleteRecord of DNS',
      },
      contentType,
      headers: (request) => volcengineHeaders(request, { ...key, now: context.clock.now() }),
      isError,
      report,
    });
    return {
      ...recordApi({
        zones: zoneIds((zone, signal) => idOf(api, zone, signal)),
        calls: (place) => calls(api, place),
      }),
      zones: async (signal) => (await zones(api, everyZone, signal)).map(({ ZoneName }) => ZoneName),
    };
  },
});

function requestOf(action: string, query: Fields = {}) {
  return { path: '/', query: { Action: action, Version: '2018-08-01', ...query } };
}

/** All zones: whether a search by name knows an internationalized one is written nowhere. */
function zones(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return allPages("Volcengine's list of zones", async (at = 1) => {
    const PageNumber = Number(at);
    const request = requestOf('ListZones', { PageNumber, PageSize: zonesPerPage });
    const { Result } = await api.send({ zone, signal, ...request }, zonePage);
    const next = PageNumber * zonesPerPage < Result.Total ? PageNumber + 1 : undefined;
    return { items: Result.Zones ?? [], total: Result.Total, next };
  });
}

async function idOf(api: JsonApi, zone: Zone, signal: AbortSignal): Promise<string> {
  const found = await zones(api, zone, signal);
  const own = found.find(({ ZoneName }) => listedName(ZoneName) === zone.name);
  if (own) return String(own.ZID);
  throw new Failure('permanent', noZone(api.title, zone));
}

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const write = (action: string, body: object) => ({
    ...about,
    ...requestOf(action),
    ...({ method: 'POST', body } as const),
  });
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ Host: name, Line: 'default', Type: type, Value: value, TTL: ttl },
  });
  return {
    async list() {
      const found = await allPages(`Volcengine's list of ${zone.display}`, async (at = 1) => {
        const PageNumber = Number(at);
        const request = requestOf('ListRecords', { ZID: zoneId, PageNumber, PageSize: recordsPerPage });
        const { Result } = await api.send({ ...about, ...request }, recordPage);
        const next = PageNumber * recordsPerPage < Result.TotalCount ? PageNumber + 1 : undefined;
        return { items: Result.Records ?? [], total: Result.TotalCount, next };
      });
      return withoutForeign(found).map(listed);
    },
    async create(desired) {
      const body = { ZID: Number(zoneId), ...fields(desired) };
      const { Result } = await api.send(write('CreateRecord', body), written);
      return { id: Result.RecordID, value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await api.send(write('UpdateRecord', { RecordID: id, ...fields(desired) }), done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send(write('DeleteRecord', { RecordID: id }), done),
  };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  const conflict = conflictIn(one);
  return {
    ...{ id: one.RecordID, name: one.Host, type: one.Type, value: one.Value, ttl: one.TTL },
    ...(conflict !== undefined && { conflict }),
  };
}

function conflictIn({ Line, Weight, Enable, Tags }: InferOutput<typeof record>): string | undefined {
  if (Line !== undefined && Line.toLowerCase() !== 'default')
    return `holds a record for the line ${Line} alone`;
  // The weight of every record is 1 unless it was given another one.
  if (typeof Weight === 'number' && Weight > 1) return 'holds a record with a weight';
  // The tags of a record say that it belongs to an instance of Cloud Scheduling: https://www.volcengine.com/docs/6758/371357
  if (Tags && Tags.length > 0) return 'holds a record of Cloud Scheduling (GTM)';
  return Enable === false ? 'holds a record that is switched off' : undefined;
}
