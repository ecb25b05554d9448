import { array, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import { type DesiredSet, keyText, type RecordKey } from '../../../dns/records.ts';
import { type Progress, pendingWork } from '../../api/async-jobs.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type ApiRequest, type JsonApi, segment } from '../../api/rest-api.ts';
import type { ZoneIds } from '../../api/zone-ids.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { SetCalls, SetPlace } from '../../apply/per-set.ts';
import { isGone } from '../../refusal.ts';
import type { ErrorReport } from '../../vendor.ts';

const rrset = object({
  id: string(),
  name: string(),
  type: string(),
  ttl: number(),
  state: string(),
  error: optionalText,
  records: array(object({ content: string() })),
});
const rrsetAnswer = object({ rrset });
const rrsetPage = object({
  rrSets: array(ownOrForeign(rrset)),
  totalItems: number(),
  totalPages: number(),
});
const zonePage = object({
  zones: array(object({ id: string(), dnsName: string(), type: optionalText })),
  totalItems: number(),
  totalPages: number(),
});
const errorBody = object({ message: optionalText, error: optional(optionalText) });
type StackitSet = InferOutput<typeof rrset>;

const pageSize = 1000;
const active = { 'active[eq]': 'true', pageSize };

/** The primary zones of the project, of one name or of all. */
export async function zonesOf(api: JsonApi, zone: Zone, signal: AbortSignal, name?: string) {
  const found = await allPages("STACKIT's list of zones", async (page = 1) => {
    const query = { ...active, page, 'dnsName[eq]': name };
    const {
      zones,
      totalItems: total,
      totalPages,
    } = await api.send({ zone, signal, path: '/zones', query }, zonePage);
    return { items: zones, next: Number(page) < totalPages ? Number(page) + 1 : undefined, total };
  });
  return found.filter(({ type }) => type !== 'secondary');
}

/**
 * The calls about one zone. What changes something is accepted, and carried out later. `ids` are those of the record
 * sets as they were listed last, by zone, name and type.
 */
export function calls(
  api: JsonApi,
  zones: ZoneIds,
  { zone, signal }: SetPlace,
  about: { readonly title: string; readonly clock: Clock },
  ids: Map<string, string>,
): SetCalls {
  const idKey = (key: RecordKey) => `${zone.name} ${keyText(key)}`;
  const pending = pendingWork({ ...about, signal, ask: progress });
  const at = <T>(work: (asked: Pick<ApiRequest, 'zone' | 'signal' | 'path'>) => Promise<T>) =>
    zones.using(zone, signal, (id) => work({ zone, signal, path: `/zones/${segment(id)}/rrsets` }));

  /** All record sets of the zone, of the types that are kept. */
  async function allSets(): Promise<StackitSet[]> {
    const found = await at((asked) =>
      allPages(`STACKIT's list of ${zone.display}`, async (page = 1) => {
        const query = { ...active, page };
        const { rrSets, totalItems: total, totalPages } = await api.send({ ...asked, query }, rrsetPage);
        return { items: rrSets, next: Number(page) < totalPages ? Number(page) + 1 : undefined, total };
      }),
    );
    return withoutForeign(found);
  }

  async function list(): Promise<ListedRecord[]> {
    const sets = (await allSets()).filter(({ state }) => state !== 'DELETE_SUCCEEDED');
    for (const key of ids.keys()) if (key.startsWith(`${zone.name} `)) ids.delete(key);
    for (const { id, name, type } of sets)
      if (type === 'A' || type === 'AAAA') ids.set(idKey({ name: relativeName(name, zone), type }), id);
    return sets.flatMap(({ name, type, ttl, records }) =>
      records.map(({ content: value }) => ({ name: relativeName(name, zone), type, ttl, value })),
    );
  }

  async function idOf(key: RecordKey): Promise<string | undefined> {
    if (!ids.has(idKey(key))) await list();
    return ids.get(idKey(key));
  }

  /** One is asked about by itself, several with one list. What is not there any more was deleted. */
  async function progress(asked: readonly string[]): Promise<Map<string, Progress>> {
    const [only = '', another] = asked;
    const sets = another === undefined ? await oneSet(only) : await allSets();
    const found = new Map(sets.map((set) => [set.id, progressOf(set)]));
    return new Map(asked.map((id) => [id, found.get(id) ?? 'done']));
  }

  async function oneSet(id: string): Promise<StackitSet[]> {
    try {
      const ask = ({ path, ...asked }: Pick<ApiRequest, 'zone' | 'signal' | 'path'>) =>
        api.send({ ...asked, path: `${path}/${segment(id)}` }, rrsetAnswer);
      return [(await at(ask)).rrset];
    } catch (thrown) {
      if (isGone(thrown)) return [];
      throw thrown;
    }
  }

  return {
    list,
    async replace({ value, ttl, ...key }: DesiredSet, { current }) {
      const records = [{ content: value }];
      const id = current.records.length > 0 ? await idOf(key) : undefined;
      if (id === undefined) {
        const body = { name: `${fqdn(key.name, zone)}.`, type: key.type, ttl, records };
        const made = await at((asked) => api.send({ ...asked, method: 'POST', body }, rrsetAnswer));
        return pending.add(key, made.rrset.id);
      }
      await at(({ path, ...asked }) =>
        api.answer({ ...asked, path: `${path}/${segment(id)}`, method: 'PATCH', body: { records, ttl } }),
      );
      pending.add(key, id);
    },
    async remove(key) {
      const id = await idOf(key);
      if (id === undefined) return;
      await at(({ path, ...asked }) =>
        api.answer({ ...asked, path: `${path}/${segment(id)}`, method: 'DELETE' }),
      );
      pending.add(key, id);
    },
    async carriedOut(accepted) {
      await pending.settle();
      return pending.applied(accepted);
    },
  };
}

function progressOf({ state, error }: StackitSet): Progress {
  if (!state.endsWith('_FAILED')) return state.endsWith('_SUCCEEDED') ? 'done' : 'running';
  const why = joined([state, error], ': ');
  return new Failure('transient', `STACKIT accepted the change but could not carry it out (${why})`);
}

/** What an error body says. */
export function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? { message: joined([output.error, output.message], ': ') } : {};
}
