import {
  array,
  type InferOutput,
  nullish,
  number,
  object,
  record as recordOf,
  safeParse,
  string,
  unknown,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { fqdn, relativeName } from '../../dns/name.ts';
import type { Change, DesiredSet, RecordKey } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type SetCalls, type SetPlace, setApi } from '../apply/per-set.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const rrset = object({
  domain: string(),
  type: string(),
  ttl: number(),
  short_answers: array(string()),
  tier: nullish(number()),
  link: nullish(string()),
});
const zoneAnswer = object({ records: array(ownOrForeign(rrset)) });
const zoneList = array(object({ zone: string() }));
const meta = nullish(recordOf(string(), unknown()));
const recordAnswer = object({
  domain: string(),
  type: string(),
  ttl: number(),
  answers: array(object({ answer: array(unknown()), meta })),
  filters: nullish(array(unknown())),
  regions: meta,
  meta,
});
const redirect = object({ domain: string(), type: string() });
const errorBody = object({ message: optionalText });

const fiveMinutes = 300_000;
const written = { requests: 100, per: 200_000 };

/** NS1 Connect, whose unit is the record set: https://ns1.com/api (recorded 2019-2020, two clients) */
export const ns1 = host({
  name: 'ns1',
  title: 'NS1',
  about:
    'Create an API key under Account Settings → Users & Teams → API Keys at https://my.nsone.net with the permissions to view zones and manage records, best limited to the one zone; do not limit its addresses: yours changes. Records with a filter chain, regions, or a link to another record are left as they are. NS1 takes 900 questions and 300 changes in 5 minutes, and 100 new and 100 deleted records in 200 seconds; each record takes two requests to change.',
  // The API takes from 0; the bounds are those of DNS in practice.
  ttl: { min: 30, max: 604_800 },
  methodRates: {
    GET: { requests: 900, per: fiveMinutes },
    POST: { requests: 300, per: fiveMinutes },
    PUT: written,
    DELETE: written,
  },
  limitedApart: ['POST', 'PUT', 'DELETE'],
  settings: {
    NS1_API_KEY: secret('API key that may view zones and manage records'),
    NS1_API_URL: apiUrl('https://api.nsone.net/v1'),
  },
  create({ NS1_API_KEY: key, NS1_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check NS1_API_KEY, and whether it may be used from this address',
        permission: 'NS1_API_KEY needs the permissions to view zones and manage records',
        zone: 'that NS1_API_KEY is of the account that holds the zone',
      },
      headers: () => ({ 'x-nsone-key': key }),
      report,
    });
    return {
      ...setApi({ calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await api.send({ zone: everyZone, signal, path: '/zones' }, zoneList);
        return found.map(({ zone }) => zone);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: SetPlace): SetCalls {
  const path = `/zones/${segment(zone.name)}`;
  const about = { zone, signal };
  const pathOf = ({ name, type }: RecordKey) => `${path}/${segment(fqdn(name, zone))}/${type}`;
  const create = (body: object, key: RecordKey) =>
    api.send({ ...about, method: 'PUT', path: pathOf(key), body }, recordAnswer);

  /** Changes the answer alone; of what it carries besides, the list says nothing. */
  async function change({ value, ttl, ...key }: DesiredSet): Promise<void> {
    const at = { ...about, path: pathOf(key) };
    const now = await api.send({ ...at, action: 'write' }, recordAnswer);
    const why = now.filters?.length ? 'a filter chain' : isFull(now.regions) ? 'regions' : undefined;
    if (why) throw new Failure('record', `the record set has ${why} at NS1, so it is left as it is`);
    const [{ meta } = { meta: undefined }] = now.answers;
    const answers = [{ answer: [value], ...(isFull(meta) && { meta }) }];
    await api.send({ ...at, method: 'POST', body: { answers, ttl } }, recordAnswer);
  }

  return {
    async list() {
      const { records } = await api.send({ ...about, path }, zoneAnswer);
      return records.flatMap((one): ListedRecord[] => {
        if (!('foreign' in one))
          return one.short_answers.map((value) => ({
            ...listed(one, value),
            name: relativeName(one.domain, zone),
          }));
        const { output, success } = safeParse(redirect, one.foreign);
        if (!success) return [];
        const { domain, type } = output;
        return [{ name: relativeName(domain, zone), type, value: '', ttl: null, ...standIn(type) }];
      });
    },
    async replace(desired: DesiredSet, { current, name, type }: Change) {
      const domain = fqdn(name, zone);
      const { value, ttl } = desired;
      const body = { zone: zone.name, domain, type, ttl, answers: [{ answer: [value] }] };
      await (current.records.length === 0 ? create(body, desired) : change(desired));
    },
    remove: (key) => api.answer({ ...about, method: 'DELETE', path: pathOf(key) }),
  };
}

function isFull(given: object | null | undefined): boolean {
  return Object.keys(given ?? {}).length > 0;
}

function listed({ domain, type, ttl, tier, link }: InferOutput<typeof rrset>, value: string): ListedRecord {
  // The first tier is that of plain records.
  const conflict = link ? `is linked to ${link}` : (tier ?? 1) > 1 ? 'has a filter chain' : undefined;
  const isAddress = type === 'A' || type === 'AAAA';
  const why = isAddress && conflict !== undefined ? { conflict } : standIn(type);
  return { name: domain, type, value, ttl, ...why };
}

function standIn(type: string) {
  return type === 'URLFWD' ? { conflict: 'holds a URL forwarding' } : {};
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { message } = output;
  const isZone = message !== undefined && /zone not found|not a valid domain in/i.test(message);
  return { message, ...(isZone && { status: 404, zoneIsGone: true }) };
}
