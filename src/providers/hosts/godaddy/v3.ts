import { array, type InferOutput, number, object, optional, string } from 'valibot';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { filterableName } from '../../api/name-filter.ts';
import { allPages } from '../../api/paging.ts';
import { givenName, type JsonApi, segment } from '../../api/rest-api.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../../apply/create-then-delete.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type ListType, setsByType } from '../../apply/listing-by-type.ts';
import type { Provider } from '../../provider.ts';

const record = object({
  recordId: optional(string()),
  name: string(),
  type: string(),
  data: string(),
  ttl: optional(number()),
});
const created = optional(object({ recordId: optional(string()) }));
const recordPage = object({
  items: array(ownOrForeign(record)),
  links: optional(array(object({ rel: string() }))),
});

const pageSize = 100;

/**
 * GoDaddy's Domain Lifecycle Management API v3, whose unit is the record. No call changes a record, so the
 * new one is created and then the old one deleted; ids may change with every write, and no value is held twice, so
 * that a new TTL alone needs the deletion first. `PUT` must never be sent: the server answers 200 and replaces the
 * whole zone (https://github.com/godaddy/cli/issues/136).
 */
export function godaddyV3(api: JsonApi): Pick<Provider, 'read' | 'apply'> {
  return createDeleteApi({ title: api.title, calls: (place) => calls(api, place) });
}

function calls(api: JsonApi, { zone, signal }: CreateDeletePlace): CreateDeleteCalls {
  const path = `/v3/domains/zones/${segment(zone.name)}/dns-records`;
  const about = { zone, signal, path };

  const list: ListType = async (type, [only = '', ...others]) => {
    const found = await allPages(
      `GoDaddy's list of the ${type} records of ${zone.display}`,
      async (page = 1) => {
        const name = others.length === 0 ? filterableName(givenName(only)) : undefined;
        const { items, links } = await api.send(
          { ...about, query: { type, name, page, pageSize } },
          recordPage,
        );
        const more = links ? links.some(({ rel }) => rel === 'next') : items.length >= pageSize;
        return { items, next: more ? Number(page) + 1 : undefined };
      },
    );
    return withoutForeign(found).map(listed);
  };

  return {
    read: (keys) => setsByType(keys, list),
    async create({ name, type, value, ttl }) {
      const body = { name: givenName(name), type, data: value, ttl };
      const id = (await api.send({ ...about, method: 'POST', body }, created))?.recordId;
      return id === undefined ? undefined : { id, value, ttl };
    },
    remove: (id) => api.answer({ ...about, method: 'DELETE', path: `${path}/${segment(id)}` }),
  };
}

function listed({ recordId: id, name, type, data, ttl }: InferOutput<typeof record>): ListedRecord {
  return { name, type, value: data, ttl: ttl ?? null, ...(id !== undefined && { id }) };
}
