import { array, boolean, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
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

const record = object({
  id: number(),
  name: string(),
  type: string(),
  content: string(),
  ttl: number(),
  generated: optional(boolean()),
});
const recordList = array(ownOrForeign(record));
const zoneList = array(object({ id: number(), name: string() }));
const errorBody = object({ status: optionalText, request_id: optionalText, message: optionalText });

/** LuaDNS, whose unit is the record, with full names. https://www.luadns.com/api.html */
export const luadns = host({
  name: 'luadns',
  title: 'LuaDNS',
  about:
    'Enable the API under Settings → API, or create a token there that may edit the one zone. A zone that is built from a Git repository is overwritten at its next build. Each record takes one request to change, and LuaDNS takes 1200 in five minutes.',
  ttl: { min: 300, max: 604_800 },
  rate: { requests: 1200, per: 300_000 },
  settings: {
    LUADNS_API_USERNAME: text('e-mail address of the account', 'an e-mail address'),
    LUADNS_API_TOKEN: secret('API key or token'),
    LUADNS_API_URL: apiUrl('https://api.luadns.com/v1'),
  },
  create({ LUADNS_API_USERNAME: user, LUADNS_API_TOKEN: token, LUADNS_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials:
          'check LUADNS_API_USERNAME and LUADNS_API_TOKEN, and that the API is enabled in the settings',
        permission: 'LUADNS_API_TOKEN must be allowed to edit the zone',
      },
      headers: () => basicLogin(user, token),
      report,
    });
    const zonesOf = (zone: Zone, signal: AbortSignal) => api.send({ zone, signal, path: '/zones' }, zoneList);
    const zones = zoneIds(async (zone, signal) => {
      const found = (await zonesOf(zone, signal)).find(({ name }) => listedName(name) === zone.name);
      if (!found) throw new Failure('permanent', noZone(context.title, zone));
      return String(found.id);
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      zones: async (signal) => (await zonesOf(everyZone, signal)).map(({ name }) => name),
    };
  },
});

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const path = `/zones/${segment(zoneId)}/records`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  const sent = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ name: `${fqdn(name, zone)}.`, type, content: value, ttl },
  });
  return {
    list: async () => withoutForeign(await api.send(about, recordList)).map((given) => listed(given, zone)),
    create: async (desired) =>
      listed(await api.send({ ...about, method: 'POST', body: sent(desired) }, record), zone),
    update: async (id, desired) =>
      listed(await api.send({ ...one(id), method: 'PUT', body: sent(desired) }, record), zone),
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

function listed(given: InferOutput<typeof record>, zone: Zone): ListedRecord {
  const { id, name, type, content, ttl, generated } = given;
  return {
    ...{ id: String(id), name: relativeName(name, zone), type, value: content, ttl },
    ...(generated && { conflict: 'holds a record that LuaDNS makes of another one' }),
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? { message: output.message ?? output.status, requestId: output.request_id } : {};
}
