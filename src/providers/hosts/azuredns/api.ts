import {
  array,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
} from 'valibot';
import { listedName } from '../../../dns/listed-name.ts';
import { keyText, type RecordKey } from '../../../dns/records.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, segment } from '../../api/rest-api.ts';
import { currentSets, type ListedRecord } from '../../apply/listing.ts';
import type { SetCalls, SetPlace } from '../../apply/per-set.ts';
import { Refusal } from '../../refusal.ts';
import type { ErrorReport } from '../../vendor.ts';

const rrset = object({
  name: string(),
  type: string(),
  etag: optionalText,
  properties: object({
    TTL: number(),
    ARecords: optional(array(object({ ipv4Address: string() })), []),
    AAAARecords: optional(array(object({ ipv6Address: string() })), []),
    CNAMERecord: nullish(object({ cname: string() })),
    targetResource: nullish(object({ id: nullish(string()) })),
  }),
});
const setPage = object({
  value: array(ownOrForeign(rrset, 'type', /\/(A|AAAA|CNAME)$/i)),
  nextLink: nullish(string()),
});
const zonePage = object({
  value: array(object({ name: string(), properties: object({ zoneType: optionalText }) })),
  nextLink: nullish(string()),
});
const said = object({ code: optionalText, message: optionalText });
const errorBody = union([object({ error: said }), said]);
type AzureSet = InferOutput<typeof rrset>;

const version = { 'api-version': '2018-05-01' };

/** The public zones of a resource group. */
export async function zonesOf(api: JsonApi, path: string, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("Azure's list of zones", async (token) => {
    const query = { ...version, $skiptoken: token };
    const page = await api.send({ zone: everyZone, signal, path, query }, zonePage);
    return { items: page.value, next: skipToken(page.nextLink) };
  });
  return found.filter(({ properties }) => properties.zoneType !== 'Private').map(({ name }) => name);
}

/** The calls about one zone; `etags` are those of the record sets as they were listed last, by zone, name and type. */
export function calls(
  api: JsonApi,
  path: string,
  { zone, signal }: SetPlace,
  etags: Map<string, string | undefined>,
): SetCalls {
  const about = { zone, signal };
  const at = ({ name, type }: RecordKey) => ({
    ...{ ...about, path: `${path}/${type}/${segment(name)}`, query: version },
  });
  const tagKey = (key: RecordKey) => `${zone.name} ${keyText(key)}`;
  /** A set that was listed must be as it was, one that was not must not be there. */
  const guarded = (key: RecordKey) => {
    const isThere = etags.has(tagKey(key));
    const etag = etags.get(tagKey(key));
    return {
      isThere,
      headers: isThere ? { ...(etag !== undefined && { 'if-match': etag }) } : { 'if-none-match': '*' },
    };
  };
  async function list() {
    const found = await allPages(`Azure's list of ${zone.display}`, async (token) => {
      const query = { ...version, $skiptoken: token };
      const page = await api.send({ ...about, path: `${path}/recordsets`, query }, setPage);
      return { items: page.value, next: skipToken(page.nextLink) };
    });
    for (const key of etags.keys()) if (key.startsWith(`${zone.name} `)) etags.delete(key);
    return withoutForeign(found).flatMap((set) => {
      const type = typeOf(set);
      if (type === 'A' || type === 'AAAA') etags.set(tagKey({ name: listedName(set.name), type }), set.etag);
      return listed(set);
    });
  }

  return {
    list,
    async replace({ name, type, value, ttl }) {
      const records =
        type === 'A' ? { ARecords: [{ ipv4Address: value }] } : { AAAARecords: [{ ipv6Address: value }] };
      const { isThere, headers } = guarded({ name, type });
      // A PATCH leaves the metadata of a set that is there.
      const method = isThere ? 'PATCH' : 'PUT';
      const body = { properties: { TTL: ttl, ...records } };
      const now = await api.send({ ...at({ name, type }), method, headers, body }, rrset);
      etags.set(tagKey({ name, type }), now.etag);
    },
    async remove(change) {
      const { name, type } = change;
      const { headers } = guarded(change);
      try {
        await api.answer({ ...at(change), method: 'DELETE', headers });
      } catch (thrown) {
        if (!(thrown instanceof Refusal && thrown.stale)) throw thrown;
        // Another one than was read, or none any more.
        const [now] = currentSets([{ name, type }], await list());
        if (now && now.records.length > 0) throw thrown;
      }
      etags.delete(tagKey(change));
    },
  };
}

function skipToken(link: string | null | undefined): string | undefined {
  if (!link) return undefined;
  const query = new URL(link, 'http://link').searchParams;
  return [...query].find(([name]) => name.toLowerCase() === '$skiptoken')?.[1];
}

function typeOf({ type }: AzureSet): string {
  return type.slice(type.lastIndexOf('/') + 1).toUpperCase();
}

function listed(set: AzureSet): ListedRecord[] {
  const { name, properties } = set;
  const { TTL: ttl, ARecords, AAAARecords, CNAMERecord, targetResource } = properties;
  const about = { name, type: typeOf(set), ttl };
  const isAddress = about.type !== 'CNAME';
  if (targetResource?.id && isAddress)
    return [{ ...about, value: '', conflict: 'holds an alias to a resource of Azure' }];
  if (CNAMERecord) return [{ ...about, value: CNAMERecord.cname }];
  return [
    ...ARecords.map(({ ipv4Address: value }) => ({ ...about, value })),
    ...AAAARecords.map(({ ipv6Address: value }) => ({ ...about, value })),
  ];
}

const ofZone = /^(ParentResourceNotFound|ResourceNotFound|ResourceGroupNotFound|SubscriptionNotFound)$/;

/** What an error body says. */
export function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { code = '', message } = 'error' in output ? output.error : output;
  return {
    code,
    message,
    stale: status === 412,
    ...(status === 404 && ofZone.test(code) && { zoneIsGone: true }),
  };
}
