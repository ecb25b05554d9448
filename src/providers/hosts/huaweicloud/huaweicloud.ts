import { array, number, object, optional, safeParse, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import { fqdn, type Zone } from '../../../dns/name.ts';
import { secret } from '../../../settings/rows.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../../api/rest-api.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { type SetCalls, type SetPlace, setApi } from '../../apply/per-set.ts';
import { host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl } from '../../settings.ts';
import type { ErrorReport } from '../../vendor.ts';
import { listed, recordSet } from './record-sets.ts';
import { sdkHeaders } from './signature.ts';

const setPage = object({
  recordsets: array(ownOrForeign(recordSet)),
  metadata: object({ total_count: number() }),
});
const zonePage = object({
  metadata: object({ total_count: number() }),
  zones: array(object({ id: string(), name: string(), zone_type: optional(string()) })),
});
// The set as it will be: the change is accepted, and carried out within a minute.
const accepted = object({ id: string() });
const errorBody = object({
  code: optionalText,
  message: optionalText,
  error_code: optionalText,
  error_msg: optionalText,
});

const pageSize = 500;

/**
 * Huawei Cloud DNS, whose unit is the record set with an id. Of its record sets the API v2.1 alone shows the line and the
 * weight: https://support.huaweicloud.com/intl/en-us/api-dns/dns_api_64001.html. The same software runs at Orange (Flexible
 * Engine, recorded 2023) and Telekom (https://docs.otc.t-systems.com/domain-name-service/api-ref/), as v2 without lines.
 */
export const huaweicloud = host({
  name: 'huaweicloud',
  title: 'Huawei Cloud DNS',
  about:
    'Create an IAM user for programmatic access alone with the permission `DNS FullAccess`, and an access key for it under My Credentials → Access Keys. Record sets for one line, with a weight or switched off are never touched. For a region with an address of its own, and for the clouds of Orange (Flexible Engine) and Telekom (Open Telekom Cloud), set `HUAWEICLOUD_API_URL`, such as `https://dns.eu-de.otc.t-systems.com`. Each record takes one request to change.',
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    HUAWEICLOUD_ACCESS_KEY_ID: secret('access key id (AK)'),
    HUAWEICLOUD_SECRET_ACCESS_KEY: secret('secret access key (SK)'),
    HUAWEICLOUD_API_URL: apiUrl('https://dns.myhuaweicloud.com', 'where the API is'),
  },
  create(values, context) {
    const key = {
      accessKey: values.HUAWEICLOUD_ACCESS_KEY_ID,
      secretKey: values.HUAWEICLOUD_SECRET_ACCESS_KEY,
    };
    const version = versionAt(values.HUAWEICLOUD_API_URL);
    const api = jsonApi({
      ...context,
      title: 'Huawei Cloud',
      base: values.HUAWEICLOUD_API_URL,
      advice: {
        credentials: 'check HUAWEICLOUD_ACCESS_KEY_ID and HUAWEICLOUD_SECRET_ACCESS_KEY',
        permission: 'the IAM user of the key must have the permission DNS FullAccess',
      },
      headers: (request) => sdkHeaders(request, { ...key, now: context.clock.now() }),
      report,
    });
    const ids = zoneIds((zone, signal) => idOf(api, zone, signal));
    return {
      zones: (signal) => zones(api, signal),
      ...setApi({
        calls: (place) => calls(api, version, place, (work) => ids.using(place.zone, place.signal, work)),
      }),
    };
  },
});

/** Of the record sets: Huawei Cloud's own addresses speak the one with lines, those of its sisters only know the other. */
function versionAt(url: string): 'v2' | 'v2.1' {
  return /\.myhuaweicloud\.(com|eu)$/.test(new URL(url).hostname) ? 'v2.1' : 'v2';
}

type UsingId = <T>(work: (zoneId: string) => Promise<T>) => Promise<T>;

async function zones(api: JsonApi, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("Huawei Cloud's list of zones", async (offset = 0) => {
    const query = { type: 'public', limit: pageSize, offset };
    const page = await api.send({ zone: everyZone, signal, path: '/v2/zones', query }, zonePage);
    const [next, total] = [Number(offset) + pageSize, page.metadata.total_count];
    return { items: page.zones, total, next: next < total ? next : undefined };
  });
  return found.map(({ name }) => name);
}

/** The filter of names is no exact one. */
async function idOf(api: JsonApi, zone: Zone, signal: AbortSignal): Promise<string> {
  const query = { name: zone.name, type: 'public', limit: pageSize };
  const { zones } = await api.send({ zone, signal, path: '/v2/zones', query }, zonePage);
  const found = zones.find(
    ({ name, zone_type: type }) => listedName(name) === zone.name && type !== 'private',
  );
  if (found) return found.id;
  throw new Failure('permanent', noZone(api.title, zone));
}

function calls(api: JsonApi, version: string, { zone, signal }: SetPlace, using: UsingId): SetCalls {
  const at = (zoneId: string, id?: string) => ({
    ...{ zone, signal },
    path: `/${version}/zones/${segment(zoneId)}/recordsets${id === undefined ? '' : `/${segment(id)}`}`,
  });
  return {
    list: () =>
      using(async (zoneId) => {
        const found = await allPages(`Huawei Cloud's list of ${zone.display}`, async (offset = 0) => {
          const query = { limit: pageSize, offset };
          const { recordsets, metadata } = await api.send({ ...at(zoneId), query }, setPage);
          const next = Number(offset) + pageSize;
          const total = metadata.total_count;
          return { items: recordsets, total, next: next < total ? next : undefined };
        });
        return listed(withoutForeign(found), zone);
      }),
    replace: ({ name, type, value, ttl }, { current }) =>
      using((zoneId) => {
        const body = { name: `${fqdn(name, zone)}.`, type, ttl, records: [value] };
        const [{ id } = {}] = current.records;
        return id === undefined
          ? api.send({ ...at(zoneId), method: 'POST', body }, accepted)
          : api.send({ ...at(zoneId, id), method: 'PUT', body }, accepted);
      }),
    remove: ({ current }) =>
      using((zoneId) =>
        api.send({ ...at(zoneId, current.records[0]?.id ?? ''), method: 'DELETE' }, accepted),
      ),
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const code = output.code ?? output.error_code;
  const said = { code, message: output.message ?? output.error_msg };
  // https://support.huaweicloud.com/intl/en-us/api-dns/ErrorCode.html
  if (code === 'DNS.0014' || code === 'APIGW.0308') return { ...said, status: 429 };
  if (code === 'DNS.0302') return { ...said, status: 404, zoneIsGone: true };
  if (code === 'DNS.0313' || code === 'DNS.0004') return { ...said, status: 404 };
  if (code === 'DNS.0312' || code === 'DNS.0016') return { ...said, status: 422 };
  if (code === 'DNS.0209' || code === 'DNS.0314') return { ...said, kind: 'transient' };
  if (code?.startsWith('APIGW.030')) return { ...said, status: 401 };
  return said;
}
