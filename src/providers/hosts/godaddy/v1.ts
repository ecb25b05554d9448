import { array, type InferOutput, number, object, optional, string } from 'valibot';
import { listedName } from '../../../dns/listed-name.ts';
import type { RecordType } from '../../../dns/records.ts';
import { everyZone } from '../../api/every-zone.ts';
import { isWildcard } from '../../api/name-filter.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, segment } from '../../api/rest-api.ts';
import type { Adapter } from '../../apply/compare.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type ListType, setsByType } from '../../apply/listing-by-type.ts';
import { type SetCalls, type SetPlace, setApi } from '../../apply/per-set.ts';
import { isGone, Refusal } from '../../refusal.ts';

// The description demands `data` alone; name and type stand in the path of the question anyway.
const record = object({
  name: optional(string()),
  type: optional(string()),
  data: string(),
  ttl: optional(number()),
});
const recordList = array(record);

const domainList = array(object({ domain: string() }));
const pageSize = 500;

/**
 * GoDaddy's Domains API v1, whose unit is the record set: `PUT` replaces all records of one name and type, and an
 * empty body or JSON confirms it. https://developer.godaddy.com/doc/endpoint/domains
 */
export function godaddyV1(api: JsonApi): Adapter {
  return {
    ...setApi({ calls: (place) => calls(api, place) }),
    read: (zone, keys, signal) => setsByType(keys, calls(api, { zone, signal }).listType),
    async zones(signal) {
      const about = { zone: everyZone, signal, path: '/v1/domains' };
      // A page begins behind the domain that is given as its marker.
      const found = await allPages("GoDaddy's list of domains", async (marker) => {
        const query = { statuses: 'ACTIVE', limit: pageSize, marker };
        const items = await api.send({ ...about, query }, domainList);
        return { items, next: items.length < pageSize ? undefined : items.at(-1)?.domain };
      });
      return found.map(({ domain }) => domain);
    },
  };
}

type Type = RecordType | 'CNAME';
type Calls = SetCalls & { readonly listType: ListType };

function calls(api: JsonApi, { zone, signal }: Pick<SetPlace, 'zone' | 'signal'>): Calls {
  const about = { zone, signal };
  const path = `/v1/domains/${segment(zone.name)}/records`;
  const ofSet = (type: Type, name: string) => ({ ...about, path: `${path}/${type}/${segment(name)}` });

  /** How later pages are counted is described nowhere, so only one page that holds all proves that a name is absent. */
  async function all(type: Type) {
    let isComplete = true;
    let before = '';
    const what = `GoDaddy's list of the ${type} records of ${zone.display}`;
    const records = await allPages(what, async (offset) => {
      const query = { limit: pageSize, offset };
      const items = await api.send({ ...about, path: `${path}/${type}`, query }, recordList);
      const page = JSON.stringify(items);
      // A server that ignores the offset would give the same page for ever.
      const more = items.length >= pageSize && page !== before;
      before = page;
      isComplete &&= !more;
      return { items, next: more ? Number(offset ?? 0) + pageSize : undefined };
    });
    return { isComplete, records: records.map((one) => listed(one, type)) };
  }

  async function ofName(type: Type, name: string): Promise<ListedRecord[]> {
    try {
      const found = await api.send(ofSet(type, name), recordList);
      return found.map((one) => ({ ...listed(one, type), name }));
    } catch (thrown) {
      // The zone is there, its addresses were read before: so this only says that the name holds no CNAME.
      if (type === 'CNAME' && isGone(thrown)) return [];
      throw thrown;
    }
  }

  const listType: ListType = async (type, names) => {
    const listing =
      names.length > 1 || names.some(isWildcard) ? await all(type).catch(unlessServed) : undefined;
    const found = listing?.records.filter((one) => one.type === type) ?? [];
    const shown = listing?.isComplete ? names : found.map(({ name }) => listedName(name));
    for (const name of names) if (!shown.includes(name)) found.push(...(await ofName(type, name)));
    return found;
  };

  return {
    listType,
    // Of a name that could not be written, for the CNAME that may be the reason.
    list: (name = '') => ofName('CNAME', name),
    replace: ({ type, name, value, ttl }) =>
      api.answer({ ...ofSet(type, name), method: 'PUT', body: [{ data: value, ttl }] }),
    remove: ({ type, name }) => api.answer({ ...ofSet(type, name), method: 'DELETE' }),
  };
}

function listed({ name = '', type, data, ttl }: InferOutput<typeof record>, asked: Type): ListedRecord {
  return { name, type: type ?? asked, value: data, ttl: ttl ?? null };
}

/** No description promises that the records of a type can be listed. */
function unlessServed(thrown: unknown): undefined {
  const isRefused = thrown instanceof Refusal && !thrown.zoneIsGone;
  if (!isRefused || ![400, 404, 405, 422].includes(thrown.status)) throw thrown;
}
