import {
  array,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { relativeName, toSubdomain, type Zone } from '../../dns/name.ts';
import type { Adapter } from '../apply/compare.ts';
import { type CreateDeleteCalls, createDeleteApi } from '../apply/create-then-delete.ts';
import { type ListedRecord, listedSets } from '../apply/listing.ts';
import type { HostContext } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import type { ErrorReport, Vendor } from '../vendor.ts';
import { basicLogin } from './basic-login.ts';
import { hmac } from './digests.ts';
import { joined, optionalText } from './error-text.ts';
import { everyZone } from './every-zone.ts';
import { ownOrForeign, withoutForeign } from './listed-record.ts';
import { allPages } from './paging.ts';
import { type JsonApi, jsonApi, type Outgoing, segment } from './rest-api.ts';
import { zoneIds } from './zone-ids.ts';

export interface WebsupportAccess extends Pick<Vendor, 'advice'> {
  readonly base: string;
  readonly key: string;
  readonly secret: string;
}

const record = object({
  ...{ id: number(), type: string(), name: string(), content: string() },
  ttl: fallback(nullish(number()), null),
});
const recordPage = object({
  data: array(ownOrForeign(record)),
  totalPages: optional(number(), 1),
  totalRecords: optional(number()),
});
const services = object({
  items: array(object({ id: number(), name: string(), serviceName: optionalText })),
});
const errorBody = object({ title: optionalText, message: optionalText });

const pageSize = 1000;

/**
 * The records of Websupport and Active24, which run one software: v2 of its API, whose unit is the record, with the service
 * of a domain from v1. It is created and deleted here, as lego and others do; what a change resets nobody shows.
 * https://rest.websupport.sk/v2/docs
 */
export function websupportRecords(context: HostContext, access: WebsupportAccess): Adapter {
  const api = jsonApi({
    ...context,
    ...access,
    headers: (request) => signed(request, access, context.clock.now()),
    report,
  });
  const ids = zoneIds(async (zone, signal) => {
    const own = (await servicesOf(api, zone, signal)).filter(({ name }) => listedName(name) === zone.name);
    // A hosting may bear the name of its domain.
    const found = own.find(({ serviceName }) => serviceName === 'domain') ?? own[0];
    if (!found) throw new Failure('permanent', noZone(context.title, zone));
    return String(found.id);
  });
  return {
    ...createDeleteApi({
      title: context.title,
      calls: ({ zone, signal }) => calls(api, zone, signal, (work) => ids.using(zone, signal, work)),
    }),
    zones: async (signal) =>
      (await servicesOf(api, everyZone, signal)).flatMap(({ name }) => (name.includes('.') ? name : [])),
  };
}

/** The password of Basic is a signature of method, path and time. */
function signed({ method, url }: Outgoing, { key, secret }: WebsupportAccess, now: number) {
  const text = `${method} ${new URL(url).pathname} ${Math.floor(now / 1000)}`;
  return {
    ...basicLogin(key, hmac('sha1', secret, text).toString('hex')),
    date: new Date(now).toUTCString(),
  };
}

async function servicesOf(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return (await api.send({ zone, signal, path: '/v1/user/self/service' }, services)).items;
}

type UsingId = <T>(work: (service: string) => Promise<T>) => Promise<T>;

function calls(api: JsonApi, zone: Zone, signal: AbortSignal, using: UsingId): CreateDeleteCalls {
  const at = (service: string) => ({ zone, signal, path: `/v2/service/${segment(service)}/dns/record` });
  const list = () =>
    using(async (service) => {
      const found = await allPages(`${api.title}'s list of ${zone.display}`, async (given = 1) => {
        const page = Number(given);
        const { data, totalPages, totalRecords } = await api.send(
          { ...at(service), query: { page, rowsPerPage: pageSize } },
          recordPage,
        );
        return { items: data, total: totalRecords, next: page < totalPages ? page + 1 : undefined };
      });
      return withoutForeign(found).map((one) => listed(one, zone));
    });
  return {
    read: (keys) => listedSets(keys, list),
    create: ({ name, type, value, ttl }) =>
      using(async (service) => {
        const body = { type, name: toSubdomain(name), content: value, ttl };
        await api.answer({ ...at(service), method: 'POST', body });
        // It does not tell the id; the next look does.
        return undefined;
      }),
    remove: (id) =>
      using((service) => {
        const { path, ...about } = at(service);
        return api.answer({ ...about, path: `${path}/${segment(id)}`, method: 'DELETE' });
      }),
  };
}

function listed({ id, type, name, content, ttl }: InferOutput<typeof record>, zone: Zone): ListedRecord {
  return {
    id: String(id),
    name: relativeName(name || zone.name, zone),
    type,
    value: content,
    ttl: ttl ?? null,
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const message = joined([output.title, output.message], ': ');
  return {
    message: message || undefined,
    stale: /already exist|duplicate|already been taken/i.test(message),
  };
}
