import { array, boolean, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import type { DesiredSet } from '../../../dns/records.ts';
import { secret } from '../../../settings/rows.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { type Meanings, meaningOf } from '../../api/meanings.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { apiUrl } from '../../settings.ts';
import type { ErrorReport } from '../../vendor.ts';
import { bceHeaders } from './signature.ts';

const record = object({
  id: string(),
  rr: string(),
  type: string(),
  value: string(),
  ttl: number(),
  line: optionalText,
  status: optionalText,
  description: optionalText,
});
const paging = { isTruncated: boolean(), nextMarker: optional(string()) };
const recordPage = object({ ...paging, records: array(ownOrForeign(record)) });
const zonePage = object({ ...paging, zones: array(object({ name: string() })) });
const errorBody = object({ code: optionalText, message: optionalText, requestId: optionalText });

const pageSize = 1000;

/**
 * Baidu AI Cloud's public DNS, API v1, whose unit is the record: https://cloud.baidu.com/doc/DNS/s/El4s7lssr, and services/dns in
 * github.com/baidubce/bce-sdk-go. An answer to a write is empty, so the id of a new record is only known once it is listed. An
 * update takes no line. Which words the status has besides `running`, how often it may be asked and which TTLs an edition takes
 * is written nowhere. ddns-go uses another API of Baidu's, that of its registrar (bcd.baidubce.com).
 */
export const baiducloud = host({
  name: 'baiducloud',
  title: 'Baidu AI Cloud DNS',
  about:
    'The zone has to be under DNS → Public DNS. Create an IAM user for this alone with an access key, and the policy for operation and maintenance of Public DNS or, better, one of its own for the one zone. The account needs its real-name authentication. Records for one carrier or country (lines) are never touched, nor are those that are not running. Each record takes one request to change.',
  evidence: 'described',
  ttl: { min: 1, max: 86_400 },
  settings: {
    BAIDUCLOUD_ACCESS_KEY_ID: secret('Access Key ID (AK)'),
    BAIDUCLOUD_SECRET_ACCESS_KEY: secret('Secret Access Key (SK)'),
    BAIDUCLOUD_API_URL: apiUrl('https://dns.baidubce.com'),
  },
  create(values, context) {
    const key = {
      accessKeyId: values.BAIDUCLOUD_ACCESS_KEY_ID,
      secretAccessKey: values.BAIDUCLOUD_SECRET_ACCESS_KEY,
    };
    const api = jsonApi({
      ...context,
      title: 'Baidu AI Cloud',
      base: values.BAIDUCLOUD_API_URL,
      advice: {
        credentials: 'check BAIDUCLOUD_ACCESS_KEY_ID and BAIDUCLOUD_SECRET_ACCESS_KEY',
        permission: 'the policy of the IAM user must allow it to operate Public DNS for the zone',
      },
      contentType: 'application/json; charset=utf-8',
      headers: (request) => bceHeaders(request, { ...key, now: context.clock.now() }),
      report,
    });
    /** The descriptions of records as they were listed last: an update names them. */
    const descriptions = new Map<string, string>();
    return {
      ...recordApi({ calls: (place) => calls(api, place, descriptions) }),
      async zones(signal) {
        const found = await allPages("Baidu AI Cloud's list of zones", async (marker) => {
          const query = { marker, maxKeys: pageSize };
          const page = await api.send({ zone: everyZone, signal, path: '/v1/dns/zone', query }, zonePage);
          return { items: page.zones, next: following(page) };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function following({ isTruncated, nextMarker }: { isTruncated: boolean; nextMarker?: string | undefined }) {
  return isTruncated ? nextMarker : undefined;
}

function calls(api: JsonApi, { zone, signal }: RecordPlace, descriptions: Map<string, string>): RecordCalls {
  const path = `/v1/dns/zone/${segment(zone.name)}/record`;
  const about = { zone, signal };
  const keyOf = (id: string) => `${zone.name} ${id}`;
  const at = (id: string) => ({ ...about, path: `${path}/${segment(id)}` });
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({ rr: name, type, value, ttl });
  return {
    async list() {
      const found = await allPages(`Baidu AI Cloud's list of ${zone.display}`, async (marker) => {
        const query = { marker, maxKeys: pageSize };
        const page = await api.send({ ...about, path, query }, recordPage);
        return { items: page.records, next: following(page) };
      });
      const own = withoutForeign(found);
      for (const { id, description = '' } of own) descriptions.set(keyOf(id), description);
      return own.map(listed);
    },
    async create(desired) {
      const body = { ...fields(desired), line: defaultLine };
      await api.answer({ ...about, path, method: 'POST', body });
      return { value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      const description = descriptions.get(keyOf(id));
      const body = { ...fields(desired), ...(description && { description }) };
      await api.answer({ ...at(id), method: 'PUT', body });
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.answer({ ...at(id), method: 'DELETE' }),
    hidesMissing: true,
  };
}

const defaultLine = 'default';

function listed({ id, rr, type, value, ttl, line, status }: InferOutput<typeof record>): ListedRecord {
  const conflict = conflictIn(line, status);
  return { id, name: rr, type, value, ttl, ...(conflict !== undefined && { conflict }) };
}

function conflictIn(line = defaultLine, status = 'running'): string | undefined {
  if (line !== defaultLine) return `holds a record for the line ${line} alone`;
  return status === 'running' ? undefined : `holds a record that is not running (${status})`;
}

// https://cloud.baidu.com/doc/DNS/s/lkk5elv58, and what an account without its real name is told: …/Skk5e9in2
const meanings: Meanings = [
  [
    /^RequestExpired$/,
    {
      kind: 'transient',
      advice: "Baidu AI Cloud says that the request has expired: set this machine's clock",
    },
  ],
  [/^(InvalidAccessKeyId|InvalidHTTPAuthHeader|SignatureDoesNotMatch)$/, { status: 401 }],
  [
    /^QualifyNotPass$/,
    { kind: 'permanent', advice: 'Baidu AI Cloud wants the real-name authentication of the account first' },
  ],
  [/^(AccessDenied|OptInRequired)$/, { status: 403 }],
  [/^InternalError$/, { kind: 'transient' }],
];

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { code, message, requestId } = output;
  const said = { code, message, requestId };
  // The same code stands for each thing that is not there.
  if (code === 'NoSuchObject')
    return { ...said, status: 404, zoneIsGone: /\b(zone|domain|account)\b/i.test(message ?? '') };
  return { ...said, ...meaningOf(meanings, code) };
}
