import {
  array,
  fallback,
  type InferOutput,
  nullable,
  nullish,
  number,
  object,
  optional,
  picklist,
  string,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import type { DesiredSet, RecordKey } from '../../../dns/records.ts';
import type { Progress } from '../../api/async-jobs.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type ApiRequest, jsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { HostContext } from '../../host.ts';
import { Refusal } from '../../refusal.ts';
import { isOfTheOldConsole, report } from './refusals.ts';

const rrset = object({
  name: string(),
  type: string(),
  ttl: nullable(number()),
  records: array(object({ value: string(), comment: optionalText })),
});
const paging = {
  meta: object({ pagination: object({ next_page: nullable(number()), total_entries: nullable(number()) }) }),
};
const rrsetPage = object({ rrsets: array(ownOrForeign(rrset)), ...paging });
const zonePage = object({ zones: array(object({ name: string(), mode: optionalText })), ...paging });
const action = object({
  id: number(),
  status: picklist(['running', 'success', 'error']),
  error: nullish(object({ code: optionalText, message: optionalText })),
});
const actionAnswer = object({ action });
const actionList = object({ actions: array(action) });
const delegation = object({ delegation_status: optionalText });
const zoneAnswer = object({
  zone: object({
    ttl: number(),
    status: optionalText,
    authoritative_nameservers: fallback(optional(delegation), undefined),
  }),
});

/** The largest page of actions; that of record sets is 100. */
const actionsAtOnce = 50;

/** A record with the comment that its owner wrote. */
export type CommentedRecord = ListedRecord & { readonly comment: string };

export interface HetznerPlace {
  readonly zone: Zone;
  readonly signal: AbortSignal;
}

export type HetznerZone = ReturnType<ReturnType<typeof hetznerApi>['of']>;

/** The calls about zones, which the API knows by their names. A call that changes something resolves to the id of an action. */
export function hetznerApi(context: HostContext, base: string, token: string) {
  const api = jsonApi({
    ...context,
    base,
    advice: {
      credentials: 'check HETZNER_API_TOKEN and whether it was deleted',
      permission: 'HETZNER_API_TOKEN must have the permission Read & Write',
      zone: 'that HETZNER_API_TOKEN is of the project that holds the zone: each project has tokens of its own',
    },
    headers: () => ({ authorization: `Bearer ${token}` }),
    // When all requests of the hour are there again; the next one is allowed after a second already.
    notAWait: () => ['ratelimit-reset'],
    report: (body, answer) => report(body, answer, isOfTheOldConsole(token, base)),
  });

  /** Zones that were looked at since the start. */
  const seen = new Set<string>();

  /** The names of the zones that are changed here. */
  async function zones(signal: AbortSignal): Promise<string[]> {
    const found = await allPages("Hetzner's list of zones", async (page) => {
      const request = { zone: everyZone, signal, path: '/zones', query: { per_page: 50, page } };
      const { zones, meta } = await api.send(request, zonePage);
      const { next_page: next, total_entries: total } = meta.pagination;
      return { items: zones, next: next ?? undefined, total: total ?? undefined };
    });
    return found.flatMap(({ name, mode }) => (mode === 'secondary' ? [] : name));
  }

  function of(place: HetznerPlace) {
    const ofZone = `/zones/${segment(place.zone.name)}`;
    const sets = `${ofZone}/rrsets`;
    const pathOf = ({ name, type }: RecordKey) => `${sets}/${segment(name)}/${type}`;
    const start = async (request: Pick<ApiRequest, 'path'> & Partial<ApiRequest>) => {
      const answer = await api.send({ ...place, method: 'POST', ...request }, actionAnswer);
      return String(answer.action.id);
    };

    async function zoneTtl(about: Pick<ApiRequest, 'action'>): Promise<number> {
      const { zone } = await api.send({ ...place, ...about, path: ofZone }, zoneAnswer);
      seen.add(place.zone.name);
      context.notes.note(place.zone, 'not-served', notServed(place.zone, zone));
      return zone.ttl;
    }

    /** Looks once at every start, and for as long as there is something to note; a token that may not look may go on. */
    async function lookAtZone(): Promise<void> {
      const isNeeded = !seen.has(place.zone.name) || context.notes.any(place.zone);
      if (!isNeeded) return;
      await zoneTtl({}).catch((thrown: unknown) => {
        if (thrown instanceof Refusal && thrown.kind === 'permanent') seen.add(place.zone.name);
      });
    }

    return {
      /** The records of one name or of the whole zone. */
      async list(
        name: string | undefined,
        about: Pick<ApiRequest, 'action'> = {},
      ): Promise<readonly CommentedRecord[]> {
        const listed = await allPages(`Hetzner's list of ${place.zone.display}`, async (page) => {
          const query = { name, per_page: 100, page };
          const { rrsets, meta } = await api.send({ ...place, ...about, path: sets, query }, rrsetPage);
          const { next_page: next, total_entries: total } = meta.pagination;
          return { items: rrsets, next: next ?? undefined, total: total ?? undefined };
        });
        const found = withoutForeign(listed);
        // A set without a TTL of its own has that of the zone.
        const isDefault = ({ ttl, type }: RecordSetOfHetzner) =>
          ttl === null && (type === 'A' || type === 'AAAA');
        const usual = found.some(isDefault) ? await zoneTtl(about) : 0;
        if (about.action !== 'write') await lookAtZone();
        return found.flatMap((set) => recordsOf(set, usual));
      },
      create: ({ name, type, ttl, value }: DesiredSet) =>
        start({ path: sets, body: { name, type, ttl, records: [{ value }] } }),
      setRecord: (desired: DesiredSet, comment: string) => {
        const record = { value: desired.value, ...(comment !== '' && { comment }) };
        return start({ path: `${pathOf(desired)}/actions/set_records`, body: { records: [record] } });
      },
      setTtl: (desired: DesiredSet) =>
        start({ path: `${pathOf(desired)}/actions/change_ttl`, body: { ttl: desired.ttl } }),
      remove: (key: RecordKey) => start({ method: 'DELETE', path: pathOf(key) }),
      /** How far these actions are. */
      async progress(ids: readonly string[]): Promise<Map<string, Progress>> {
        const [only, another] = ids;
        const found: Action[] = [];
        if (only !== undefined && another === undefined) {
          const path = `/zones/actions/${segment(only)}`;
          found.push((await api.send({ ...place, path }, actionAnswer)).action);
        } else {
          for (let at = 0; at < ids.length; at += actionsAtOnce) {
            const query = { id: ids.slice(at, at + actionsAtOnce), per_page: actionsAtOnce };
            found.push(...(await api.send({ ...place, path: '/zones/actions', query }, actionList)).actions);
          }
        }
        return new Map(found.map((one) => [String(one.id), progressOf(one)]));
      },
    };
  }

  return { of, zones };
}

type Action = InferOutput<typeof action>;
type RecordSetOfHetzner = InferOutput<typeof rrset>;

function recordsOf({ name, type, ttl, records }: RecordSetOfHetzner, zoneTtl: number): CommentedRecord[] {
  return records.map(({ value, comment = '' }) => ({
    name: listedName(name),
    type,
    value,
    ttl: ttl ?? zoneTtl,
    comment,
  }));
}

/** Whether the world asks Hetzner's name servers for the zone, and they have it as it is held. */
function notServed({ display }: Zone, zone: InferOutput<typeof zoneAnswer>['zone']): string | undefined {
  const delegated = zone.authoritative_nameservers?.delegation_status ?? '';
  if (/^(invalid|lame|unregistered)$/.test(delegated))
    return `${display} is held at Hetzner but not served to the world (its delegation is ${delegated}): set its name servers at the registrar of the domain to those that the Hetzner Console shows`;
  if (zone.status !== 'error') return undefined;
  return `${display} has an error at Hetzner, so changes may not be served: look at the zone in the Hetzner Console`;
}

function progressOf({ status, error }: Action): Progress {
  if (status !== 'error') return status === 'success' ? 'done' : 'running';
  const why = joined([error?.code, error?.message], ': ');
  return new Failure('transient', `Hetzner accepted the change but could not carry it out (${why})`);
}
