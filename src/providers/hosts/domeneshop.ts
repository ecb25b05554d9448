import { array, type InferOutput, number, object, safeParse, string } from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import type { Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({ id: number(), host: string(), type: string(), data: string(), ttl: number() });
const recordList = array(ownOrForeign(record));
const created = object({ id: number() });
const domainList = array(object({ id: number(), domain: string() }));
const errorBody = object({ code: optionalText, help: optionalText, message: optionalText });

// A TTL is a multiple of this.
const unit = 60;

/** Domeneshop's (Domainname.shop's) API, whose unit is the record; a PUT replaces it whole. https://api.domeneshop.no/docs/ */
export const domeneshop = host({
  name: 'domeneshop',
  title: 'Domeneshop',
  about:
    'Create an API token with its secret at https://www.domeneshop.no/admin?view=api; it cannot be limited to one domain. A `TTL` is rounded up to whole minutes. Each record takes one request to change.',
  ttl: { min: 60, max: 604_800 },
  settings: {
    DOMENESHOP_API_TOKEN: secret('API token'),
    DOMENESHOP_API_SECRET: secret('its secret'),
    DOMENESHOP_API_URL: apiUrl('https://api.domeneshop.no/v0'),
  },
  create({ DOMENESHOP_API_TOKEN: token, DOMENESHOP_API_SECRET: key, DOMENESHOP_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DOMENESHOP_API_TOKEN and DOMENESHOP_API_SECRET',
        permission: 'the account of DOMENESHOP_API_TOKEN must be allowed to change this domain',
      },
      headers: () => basicLogin(token, key),
      report,
    });
    const domains = (zone: Zone, signal: AbortSignal) =>
      api.send({ zone, signal, path: '/domains' }, domainList);
    const zones = zoneIds(async (zone, signal) => {
      const found = (await domains(zone, signal)).find(({ domain }) => listedName(domain) === zone.name);
      if (!found) throw new Failure('permanent', noZone(context.title, zone));
      return String(found.id);
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      zones: async (signal) => (await domains(everyZone, signal)).map(({ domain }) => domain),
    };
  },
});

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const path = `/domains/${segment(zoneId)}/dns`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  const sent = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ host: name, type, data: value, ttl: Math.ceil(ttl / unit) * unit },
  });
  return {
    list: async () => withoutForeign(await api.send(about, recordList)).map(listed),
    async create(desired) {
      const body = sent(desired);
      const { id } = await api.send({ ...about, method: 'POST', body }, created);
      return { id: String(id), value: desired.value, ttl: body.ttl };
    },
    async update(id, desired) {
      const body = sent(desired);
      await api.answer({ ...one(id), method: 'PUT', body });
      return { id, value: desired.value, ttl: body.ttl };
    },
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

function listed({ id, host: name, type, data, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id: String(id), name, type, value: data, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? { code: output.code, message: output.help ?? output.message } : {};
}
