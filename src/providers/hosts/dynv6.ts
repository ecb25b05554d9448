import { array, type InferOutput, nullish, number, object, optional, safeParse, string } from 'valibot';
import { Failure } from '../../base/failure.ts';
import { apex, ofSubdomain, toSubdomain } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const zoneAnswer = object({
  id: number(),
  name: string(),
  ipv4address: nullish(string(), ''),
  ipv6prefix: nullish(string(), ''),
});
const zoneList = array(zoneAnswer);
const record = object({
  id: number(),
  name: nullish(string(), ''),
  type: string(),
  data: string(),
  expandedData: optionalText,
});
const recordList = array(ownOrForeign(record));
const errorBody = object({
  error: object({
    name: optionalText,
    message: optionalText,
    fields: optional(array(object({ name: optionalText, message: optionalText })), []),
  }),
});

/** Stands for the id of an address that the zone itself has. */
const ofZone = 'zone';

/** dynv6's REST API, whose unit is the record; the apex is the zone's own address: https://dynv6.github.io/api-spec/ (its own description, 2020) */
export const dynv6 = host({
  name: 'dynv6',
  title: 'dynv6',
  about:
    'Create an HTTP token under Keys at https://dynv6.com, best limited to the one zone. `@` is the address of the zone itself, which all names without a record follow; records that follow it, or that are made of a MAC address, are left as they are. dynv6 has no TTL for single records, so `TTL` has no effect, and the address of a zone is changed but never removed. Each record takes one request to change.',
  // A record has none, so that it is neither sent nor compared.
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    DYNV6_TOKEN: secret('HTTP token'),
    DYNV6_API_URL: apiUrl('https://dynv6.com/api/v2'),
  },
  create({ DYNV6_TOKEN: token, DYNV6_API_URL: base }, context) {
    const owner = 'that DYNV6_TOKEN is of the account that holds the zone, and not limited to another one';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DYNV6_TOKEN, which is an HTTP token, and whether it was deleted',
        permission: `check ${owner}`,
        zone: owner,
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      const path = `/zones/by-name/${segment(zone.name)}`;
      return String((await api.send({ zone, signal, path }, zoneAnswer)).id);
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await api.send({ zone: everyZone, signal, path: '/zones' }, zoneList);
        return found.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const path = `/zones/${segment(zoneId)}`;
  const records = `${path}/records`;

  async function setZone({ type, value }: DesiredSet) {
    const body = type === 'A' ? { ipv4address: value } : { ipv6prefix: value };
    // What it answers is not described.
    await api.send({ ...about, path, method: 'PATCH', body }, optional(zoneAnswer));
    return { id: ofZone, value, ttl: null };
  }

  return {
    async list() {
      const own = await api.send({ ...about, path }, zoneAnswer);
      const found = withoutForeign(await api.send({ ...about, path: records }, recordList));
      return [...addressesOf(own), ...found.map(listed)];
    },
    async create(desired) {
      if (desired.name === apex) return setZone(desired);
      const { name, type, value } = desired;
      const body = { name: toSubdomain(name), type, data: value };
      return listed(await api.send({ ...about, path: records, method: 'POST', body }, record));
    },
    async update(id, desired) {
      if (id === ofZone) return setZone(desired);
      const { name, type, value } = desired;
      const body = { name: toSubdomain(name), data: value };
      const now = await api.send(
        { ...about, path: `${records}/${segment(id)}`, method: 'PATCH', body },
        record,
      );
      return { ...listed(now), type };
    },
    async remove(id) {
      const message = 'dynv6 removes no address of a zone itself; take it out by hand at https://dynv6.com';
      if (id === ofZone) throw new Failure('record', message);
      return api.answer({ ...about, path: `${records}/${segment(id)}`, method: 'DELETE' });
    },
  };
}

/** The addresses of the zone itself; a prefix stands for the address that it begins with. */
function addressesOf({ ipv4address, ipv6prefix }: InferOutput<typeof zoneAnswer>): ListedRecord[] {
  const about = { id: ofZone, name: apex, ttl: null };
  return [
    ...(ipv4address ? [{ ...about, type: 'A', value: ipv4address }] : []),
    ...(ipv6prefix ? [{ ...about, type: 'AAAA', value: ipv6prefix.replace(/\/\d+$/, '') }] : []),
  ];
}

function listed({ id, name, type, data, expandedData }: InferOutput<typeof record>): ListedRecord {
  const isAddress = type === 'A' || type === 'AAAA';
  const conflict = [
    ...(isAddress && data === '' ? ['holds a record that follows the address of the zone'] : []),
    ...(isAddress && data !== '' && expandedData ? ['holds a record that is made of a MAC address'] : []),
  ][0];
  return {
    ...{ id: String(id), name: ofSubdomain(name ?? ''), type, value: expandedData ?? data, ttl: null },
    ...(conflict !== undefined && { conflict }),
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { name, message, fields } = output.error;
  const wrong = fields.map((one) => joined([one.name, one.message], ' '));
  return { code: name, message: joined([message, ...wrong], '; ') };
}
