import { array, type InferOutput, number, object, safeParse, string } from 'valibot';
import { relativeName, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({ recordid: number(), host: string(), type: string(), data: string(), ttl: number() });
const recordList = object({ response: object({ records: array(ownOrForeign(record)) }) });
const written = object({ response: object({ record }) });
const status = object({ code: number(), text: optionalText });
const done = object({ response: object({ status }) });
const domainList = object({ response: object({ domains: array(object({ domainname: string() })) }) });

const query = { format: 'json' };

/** Glesys's API, whose unit is the record: each call is a POST to an address of its own. https://github.com/GleSYS/API/wiki/API-Documentation */
export const glesys = host({
  name: 'glesys',
  title: 'Glesys',
  about:
    'Create an API key under Access → API in the control panel, with the permission for Domain alone (`listrecords`, `addrecord`, `updaterecord`, `deleterecord`) and no list of IP addresses, since the address of your home changes. The user is the project (`CL12345`). Each record takes one request to change.',
  ttl: { min: 60, max: 604_800 },
  settings: {
    GLESYS_API_USER: text('project (`CL12345`)', 'a project'),
    GLESYS_API_KEY: secret('API key'),
    GLESYS_API_URL: apiUrl('https://api.glesys.com'),
  },
  create({ GLESYS_API_USER: user, GLESYS_API_KEY: key, GLESYS_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials:
          'check GLESYS_API_USER and GLESYS_API_KEY, and that the key may be used from any address',
        permission: 'GLESYS_API_KEY must have the permission for Domain',
      },
      headers: () => basicLogin(user, key),
      isError: (body) => {
        const { output, success } = safeParse(done, body);
        return success && output.response.status.code >= 300;
      },
      report,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      async zones(signal) {
        const { response } = await api.send(
          { zone: everyZone, signal, path: '/domain/list', query },
          domainList,
        );
        return response.domains.map(({ domainname }) => domainname);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const request = (call: string, body: object) =>
    ({ zone, signal, query, method: 'POST', path: `/domain/${call}`, body }) as const;
  const domainname = zone.name;
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({ host: name, type, data: value, ttl });
  return {
    async list() {
      const asked = { ...request('listrecords', { domainname }), action: 'read' } as const;
      const { response } = await api.send(asked, recordList);
      return withoutForeign(response.records).map((one) => listed(one, zone));
    },
    async create(desired) {
      const { response } = await api.send(request('addrecord', { domainname, ...fields(desired) }), written);
      return listed(response.record, zone);
    },
    async update(id, desired) {
      const { response } = await api.send(
        request('updaterecord', { recordid: Number(id), ...fields(desired) }),
        written,
      );
      return listed(response.record, zone);
    },
    remove: (id) => api.send(request('deleterecord', { recordid: Number(id) }), done),
  };
}

function listed(
  { recordid, host: name, type, data, ttl }: InferOutput<typeof record>,
  zone: Zone,
): ListedRecord {
  return { id: String(recordid), name: relativeName(name, zone), type, value: data, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(done, body);
  if (!success) return {};
  const { code, text: message } = output.response.status;
  // They are statuses of HTTP.
  return { message, ...(code >= 400 && code < 600 && { status: code }) };
}
