import {
  array,
  boolean,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
} from 'valibot';
import { secret, text } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type SetCalls, type SetPlace, setApi } from '../apply/per-set.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const flag = fallback(optional(boolean(), false), false);
const record = object({
  ...{ host: string(), type: string(), data: string(), ttl: fallback(nullish(number()), null) },
  ...{ template: flag, generated: flag },
});
const recordList = object({ records: array(ownOrForeign(record)) });
const zoneList = object({ zones: array(string()) });
const replaced = object({ records_added: number() });
const removed = object({ records_removed: number() });
const errorBody = object({ error: optionalText, errors: fallback(optional(array(string()), []), []) });

/**
 * Mythic Beasts' DNS API v2: records are selected by name and type, and all that is selected is replaced or removed.
 * https://www.mythic-beasts.com/support/api/dnsv2 and its tutorial; lego
 */
export const mythicbeasts = host({
  name: 'mythicbeasts',
  title: 'Mythic Beasts',
  about:
    'Create an API key for DNS at https://www.mythic-beasts.com/customer/api-users, limited to the A and AAAA records of the names that are kept; its ID is the user name. To be told of a CNAME in the way it must be allowed to read the zone. Records of a template, and those that Mythic Beasts makes by itself, are left as they are. Each name takes one request to change.',
  evidence: 'described',
  ttl: { min: 60, max: 86_400 },
  settings: {
    MYTHICBEASTS_USERNAME: text('ID of the API key', 'an ID'),
    MYTHICBEASTS_PASSWORD: secret('secret of the API key'),
    MYTHICBEASTS_API_URL: apiUrl('https://api.mythic-beasts.com/dns/v2'),
  },
  create(
    { MYTHICBEASTS_USERNAME: user, MYTHICBEASTS_PASSWORD: password, MYTHICBEASTS_API_URL: base },
    context,
  ) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check MYTHICBEASTS_USERNAME and MYTHICBEASTS_PASSWORD',
        permission: 'the API key must be allowed to read the zone and to change these records',
        zone: 'that the API key has rights for the zone',
      },
      headers: () => basicLogin(user, password),
      report,
    });
    return {
      ...setApi({ calls: (place) => calls(api, place) }),
      zones: async (signal) => (await api.send({ zone: everyZone, signal, path: '/zones' }, zoneList)).zones,
    };
  },
});

function calls(api: JsonApi, { zone, signal }: SetPlace): SetCalls {
  const path = `/zones/${segment(zone.name)}/records`;
  const at = (name: string, type: string) => ({ zone, signal, path: `${path}/${segment(name)}/${type}` });
  return {
    list: async () =>
      withoutForeign((await api.send({ zone, signal, path }, recordList)).records).map(listed),
    replace({ name, type, value, ttl }) {
      const body = { records: [{ host: name, type, ttl, data: value }] };
      return api.send({ ...at(name, type), method: 'PUT', body }, replaced);
    },
    remove: ({ name, type }) => api.send({ ...at(name, type), method: 'DELETE' }, removed),
  };
}

function listed({
  host: name,
  type,
  data,
  ttl,
  template,
  generated,
}: InferOutput<typeof record>): ListedRecord {
  const conflict = template
    ? 'holds a record of a template'
    : generated
      ? 'holds a record that Mythic Beasts makes by itself'
      : undefined;
  return { name, type, value: data, ttl: ttl ?? null, ...(conflict !== undefined && { conflict }) };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  return { message: joined([output.error, ...output.errors], '; ') || undefined };
}
