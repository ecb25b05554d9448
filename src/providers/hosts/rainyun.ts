import { array, fallback, type InferOutput, nullish, number, object, safeParse, string } from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, relativeName, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { parseJson } from '../../http/answer.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { countedPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  ...{ record_id: number(), host: string(), type: string(), value: string(), ttl: number() },
  ...{ line: optionalText, level: fallback(nullish(number()), null) },
});
const recordPage = object({ data: object({ totalrecords: number(), records: array(ownOrForeign(record)) }) });
const domain = object({ id: number(), domain: string() });
const domainPage = object({ data: object({ totalrecords: number(), records: array(domain) }) });
const answered = object({ code: number(), message: optionalText });

// What all clients ask for.
const perPage = 100;
const usualLevel = 10;

/**
 * Rain Yun's API, whose unit is the record. https://www.apifox.cn/apidoc/shared-a4595cc8-44c5-4678-a2a3-eed7738dab03 is not kept
 * anywhere; its calls are those of ddns-go, lego and two tools for certificates, of which none knows more than one code or a
 * limit of requests. A new record is answered without its id. They write the names of fields now in capitals and now not.
 */
export const rainyun = host({
  name: 'rainyun',
  title: 'Rain Yun',
  about:
    'Create an API key at https://app.rainyun.com/account/settings/api-key. It reaches the whole account; no way to limit it to one domain is known. Records for one carrier or country (lines) are never touched. The lowest TTL depends on the plan. Each record takes one request to change.',
  evidence: 'by clients',
  // None of the clients knows bounds; these are those of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    RAINYUN_API_KEY: secret('API key'),
    RAINYUN_API_URL: apiUrl('https://api.v2.rainyun.com/product'),
  },
  create({ RAINYUN_API_KEY: key, RAINYUN_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check RAINYUN_API_KEY',
        permission: 'the account of RAINYUN_API_KEY must be allowed to change the domain',
      },
      headers: () => ({ 'x-api-key': key }),
      parse: (given) => inLowerCase(parseJson(given)),
      isError: (body) => {
        const { output, success } = safeParse(answered, body);
        return success && output.code !== 200 && output.code !== 0;
      },
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      const found = (await domains(api, zone, signal)).find((one) => listedName(one.domain) === zone.name);
      if (!found) throw new Failure('permanent', noZone(context.title, zone));
      return String(found.id);
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      zones: async (signal) => (await domains(api, everyZone, signal)).map((one) => one.domain),
    };
  },
});

function inLowerCase(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(inLowerCase);
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), inLowerCase(value)]),
  );
}

function domains(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return countedPages("Rain Yun's list of domains", async (page) => {
    const options = JSON.stringify({ columnFilters: { 'domains.Domain': '' }, sort: [], page, perPage });
    const { data } = await api.send({ zone, signal, path: '/domain', query: { options } }, domainPage);
    return { items: data.records, total: data.totalrecords };
  });
}

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal, path: `/domain/${segment(zoneId)}/dns` };
  const fields = ({ name, type, value, ttl }: DesiredSet, level: number) => ({
    ...{ host: name, line: usualLine, level, ttl, type, value },
  });
  return {
    async list() {
      const found = await countedPages(`Rain Yun's list of ${zone.display}`, async (page) => {
        const query = { limit: perPage, page_no: page };
        const { data } = await api.send({ ...about, query }, recordPage);
        return { items: data.records, total: data.totalrecords };
      });
      return withoutForeign(found).map((one) => listed(one, zone));
    },
    async create(desired) {
      const body = { ...fields(desired, usualLevel), record_id: 0 };
      await api.send({ ...about, method: 'POST', body }, answered);
      return { value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      const { record_id, level } = handleOf(id);
      const body = { ...fields(desired, level), record_id };
      await api.send({ ...about, method: 'PATCH', body }, answered);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) =>
      api.send({ ...about, method: 'DELETE', query: { record_id: handleOf(id).record_id } }, answered),
    hidesMissing: true,
  };
}

const usualLine = 'DEFAULT';

/** A change sends the level, a priority, along, so it is kept with the id. */
function handleOf(id: string) {
  const [record_id, level] = id.split('/').map(Number);
  return { record_id, level: level ?? usualLevel };
}

function listed(one: InferOutput<typeof record>, zone: Zone): ListedRecord {
  const { record_id, type, value, ttl, level, line = usualLine } = one;
  return {
    id: `${record_id}/${level ?? usualLevel}`,
    // Relative with most, in full with one.
    name: relativeName(ofSubdomain(one.host), zone),
    ...{ type, value, ttl },
    ...(line !== usualLine && { conflict: `holds a record for the line ${line} alone` }),
  };
}

/** A code that stands for a status of HTTP means that, as the 200 does; of all others one alone is known. */
function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success } = safeParse(answered, body);
  if (!success) return {};
  const { code, message } = output;
  const said = { code: String(code), message };
  if (code === 30_039) return { ...said, status: 401 };
  if (status >= 300) return said;
  return { ...said, status: code >= 400 && code < 600 ? code : 422 };
}
