import { array, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import { fqdn } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { filterableName } from '../api/name-filter.ts';
import { allPages, inLink } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';

const record = object({ id: number(), type: string(), name: string(), data: string(), ttl: number() });
const recordAnswer = object({ domain_record: record });
const paging = {
  links: object({ pages: optional(object({ next: optional(string()) })) }),
  meta: object({ total: number() }),
};
const recordPage = object({ domain_records: array(ownOrForeign(record)), ...paging });
const domainPage = object({ domains: array(object({ name: string() })), ...paging });
const errorBody = object({ id: optionalText, message: optionalText, request_id: optionalText });

/** DigitalOcean's Domains API, whose unit is the record: https://docs.digitalocean.com/reference/api/ */
export const digitalocean = host({
  name: 'digitalocean',
  title: 'DigitalOcean',
  about:
    'Create a personal access token under API with custom scopes: `domain` with read, create, update and delete. DigitalOcean takes 250 requests a minute and 5000 an hour; each record takes one to change.',
  // The API takes 30 and more; the upper bound is that of DNS in practice.
  ttl: { min: 30, max: 604_800 },
  rate: { requests: 250, per: 60_000 },
  settings: {
    DO_AUTH_TOKEN: secret(
      'personal access token with the scopes `domain:read`, `domain:create`, `domain:update`, `domain:delete`',
    ),
    DO_API_URL: apiUrl('https://api.digitalocean.com/v2'),
  },
  create({ DO_AUTH_TOKEN: token, DO_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DO_AUTH_TOKEN and whether it has expired or was revoked',
        permission:
          'DO_AUTH_TOKEN needs the scopes domain:read, domain:create, domain:update and domain:delete',
        zone: 'that DO_AUTH_TOKEN is of the account and team that hold the domain',
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report(body) {
        const { output, success } = safeParse(errorBody, body);
        return success ? { code: output.id, message: output.message, requestId: output.request_id } : {};
      },
    });
    return {
      ...recordApi({ concurrency: 4, calls: (place) => calls(api, place) }),
      zones: (signal) => zones(api, signal),
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const path = `/domains/${segment(zone.name)}/records`;
  return {
    async list(name) {
      const only = filterableName(name);
      const found = await allPages(`DigitalOcean's list of ${zone.display}`, async (page) => {
        // The filter wants the full name, although records are listed with the relative one.
        const query = { name: only && fqdn(only, zone), per_page: 200, page };
        const { domain_records, links, meta } = await api.send({ ...about, path, query }, recordPage);
        const next = inLink(links.pages?.next, 'page');
        return { items: domain_records, next, total: meta.total };
      });
      return withoutForeign(found).map(listed);
    },
    async create({ name, type, value, ttl }) {
      const body = { type, name, data: value, ttl };
      return listed((await api.send({ ...about, method: 'POST', path, body }, recordAnswer)).domain_record);
    },
    async update(id, { type, value, ttl }) {
      const body = { type, data: value, ttl };
      const request = { ...about, method: 'PATCH', path: `${path}/${segment(id)}`, body } as const;
      return listed((await api.send(request, recordAnswer)).domain_record);
    },
    remove: (id) => api.answer({ ...about, method: 'DELETE', path: `${path}/${segment(id)}` }),
  };
}

async function zones(api: JsonApi, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("DigitalOcean's list of zones", async (page) => {
    const query = { per_page: 200, page };
    const { domains, links, meta } = await api.send(
      { zone: everyZone, signal, path: '/domains', query },
      domainPage,
    );
    return { items: domains, next: inLink(links.pages?.next, 'page'), total: meta.total };
  });
  return found.map(({ name }) => name);
}

function listed({ id, name, type, data, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id: String(id), name, type, value: data, ttl };
}
