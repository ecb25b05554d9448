import { array, boolean, type InferOutput, never, nullish, number, object, string } from 'valibot';
import { concurrently } from '../../../base/concurrently.ts';
import { ofSubdomain, toSubdomain } from '../../../dns/name.ts';
import type { CurrentRecord, DesiredSet, RecordKey } from '../../../dns/records.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { filterableName, isWildcard } from '../../api/name-filter.ts';
import { type ApiRequest, jsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { HostContext } from '../../host.ts';
import { isGone, Refusal } from '../../refusal.ts';
import { type OvhCredentials, ovhAccess } from './access.ts';
import { report } from './refusals.ts';

export type OvhApi = ReturnType<typeof ovhApi>;
type Type = DesiredSet['type'] | 'CNAME';

const record = object({
  id: number(),
  fieldType: string(),
  // The apex has none.
  subDomain: nullish(string(), ''),
  target: string(),
  ttl: nullish(number(), 0),
});
const ids = array(number());
const names = array(string());
const status = object({ isDeployed: boolean() });
// What a write answers: literally `null`.
const done = nullish(never());

const readsAtATime = 5;

/** The calls of OVHcloud's API about the records of a zone. https://api.ovh.com/console/ */
export function ovhApi(context: HostContext, base: string, credentials: OvhCredentials) {
  const secrets = [...context.secrets];
  const access = ovhAccess(context, base, secrets, credentials);
  const { advice, headers } = access;
  const signed = jsonApi({ ...context, secrets, base, advice, headers, report });

  /** Goes on with what authenticates; asks for that again when it turns out to be of use no more. */
  async function inTime<T>(request: ApiRequest, call: () => Promise<T>): Promise<T> {
    const isFresh = await access.prepare(request.zone, request.signal);
    try {
      return await call();
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || !access.isOutdated(thrown) || isFresh) throw thrown;
      return inTime(request, call);
    }
  }

  const zonePath = ({ zone }: RecordPlace) => `/domain/zone/${segment(zone.name)}`;
  const recordPath = (place: RecordPlace, id: string | number) =>
    `${zonePath(place)}/record/${segment(String(id))}`;
  const change = ({ zone, signal }: RecordPlace, request: Pick<ApiRequest, 'method' | 'path' | 'body'>) => {
    const whole = { zone, signal, ...request };
    return inTime(whole, () => signed.send(whole, done));
  };

  async function idsOf(place: RecordPlace, fieldType?: Type, name?: string): Promise<number[]> {
    const only = filterableName(name);
    const query = { fieldType, subDomain: only && toSubdomain(only) };
    const request: ApiRequest = { ...place, path: `${zonePath(place)}/record`, query };
    return inTime(request, () => signed.send(request, ids));
  }

  /** A record of a type that is never kept is left out. */
  async function recordAt(place: RecordPlace, id: number | string): Promise<ListedRecord[]> {
    const request: ApiRequest = { ...place, path: recordPath(place, id) };
    const found = await inTime(request, () => signed.send(request, ownOrForeign(record, 'fieldType')));
    return withoutForeign([found]).map(listed);
  }

  /** Undefined where the list names an id that is not there. */
  async function recordOf(place: RecordPlace, id: number | string): Promise<ListedRecord[] | undefined> {
    try {
      return await recordAt(place, id);
    } catch (thrown) {
      if (isGone(thrown)) return undefined;
      throw thrown;
    }
  }

  /**
   * The records of a list of ids. One that is gone was deleted since, so the list is asked for again; an id that is
   * listed again and still not there is no record.
   */
  async function recordsOf(place: RecordPlace, list: () => Promise<readonly number[]>) {
    const read = async () => concurrently(await list(), readsAtATime, (id) => recordOf(place, id));
    const first = await read();
    return (first.includes(undefined) ? await read() : first).flatMap((one) => one ?? []);
  }

  return {
    /** The ids of a record set. The filter is one of patterns, so the name must hold none of their characters. */
    idsOfSet: async (place: RecordPlace, { type, name }: RecordKey) =>
      (await idsOf(place, type, name)).map(String),
    /** The records with these ids; one that is gone is left out. */
    async withIds(place: RecordPlace, ids: readonly string[]): Promise<ListedRecord[]> {
      const found = await concurrently(ids, readsAtATime, (id) => recordOf(place, id));
      return found.flatMap((one) => one ?? []);
    },
    /** The records of one name, of all types. */
    ofName: (place: RecordPlace, name: string) => recordsOf(place, () => idsOf(place, undefined, name)),
    /** The records of a type and of these names, and perhaps of others. */
    async ofType(place: RecordPlace, type: Type, names: readonly string[]): Promise<ListedRecord[]> {
      const [only, ...others] = names;
      return recordsOf(place, async () => {
        const all = await idsOf(place, type, others.length === 0 ? only : undefined);
        // A request for each record of the zone, or one for each name and one for each of its records.
        if (others.length === 0 || names.some(isWildcard) || all.length <= 2 * names.length) return all;
        const found = await concurrently(names, readsAtATime, (name) => idsOf(place, type, name));
        return [...new Set(found.flat())];
      });
    },
    async create(place: RecordPlace, { name, type, value, ttl }: DesiredSet): Promise<ListedRecord> {
      const body = { fieldType: type, subDomain: toSubdomain(name), target: value, ttl };
      const request: ApiRequest = { ...place, method: 'POST', path: `${zonePath(place)}/record`, body };
      return listed(await inTime(request, () => signed.send(request, record)));
    },
    update: (place: RecordPlace, id: string, { name, value, ttl }: DesiredSet) =>
      change(place, {
        method: 'PUT',
        path: recordPath(place, id),
        body: { subDomain: toSubdomain(name), target: value, ttl },
      }),
    remove: (place: RecordPlace, id: string) =>
      change(place, { method: 'DELETE', path: recordPath(place, id) }),
    async zones(signal: AbortSignal): Promise<string[]> {
      const request: ApiRequest = { zone: everyZone, signal, path: '/domain/zone' };
      return inTime(request, () => signed.send(request, names));
    },
    /** Whether all that was written is live, as far as OVHcloud says. */
    async isDeployed(place: RecordPlace): Promise<boolean> {
      const request: ApiRequest = { ...place, path: `${zonePath(place)}/status` };
      return (await inTime(request, () => signed.send(request, status))).isDeployed;
    },
    /** Makes all that was written go live. */
    refresh: (place: RecordPlace) => change(place, { method: 'POST', path: `${zonePath(place)}/refresh` }),
  };
}

function held({ id, target, ttl }: InferOutput<typeof record>): CurrentRecord {
  return { id: String(id), value: target, ttl };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  return { ...held(one), name: ofSubdomain(one.subDomain), type: one.fieldType };
}
