import {
  array,
  type InferOutput,
  nullable,
  nullish,
  number,
  object,
  picklist,
  safeParse,
  string,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import type { DesiredSet, RecordKey } from '../../../dns/records.ts';
import type { HttpAnswer } from '../../../http/client.ts';
import type { Progress } from '../../api/async-jobs.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type ApiRequest, jsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { HostContext } from '../../host.ts';
import type { ErrorReport } from '../../vendor.ts';

const rrset = object({
  name: string(),
  type: string(),
  ttl: nullable(number()),
  records: array(object({ value: string(), comment: optionalText })),
});
const rrsetPage = object({
  rrsets: array(ownOrForeign(rrset)),
  meta: object({ pagination: object({ next_page: nullable(number()), total_entries: nullable(number()) }) }),
});
const action = object({
  id: number(),
  status: picklist(['running', 'success', 'error']),
  error: nullish(object({ code: optionalText, message: optionalText })),
});
const actionAnswer = object({ action });
const actionList = object({ actions: array(action) });
const zoneAnswer = object({ zone: object({ ttl: number() }) });
const errorBody = object({ error: object({ code: optionalText, message: optionalText }) });

/** The largest page of actions; that of record sets is 100. */
const actionsAtOnce = 50;

/** A record with the comment that its owner wrote. */
export type CommentedRecord = ListedRecord & { readonly comment: string };

export interface HetznerPlace {
  readonly zone: Zone;
  readonly signal: AbortSignal;
}

export type HetznerZone = ReturnType<ReturnType<typeof hetznerApi>>;

/** The calls about one zone, which the API knows by its name. A call that changes something resolves to the id of an action. */
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

  return (place: HetznerPlace) => {
    const ofZone = `/zones/${segment(place.zone.name)}`;
    const sets = `${ofZone}/rrsets`;
    const pathOf = ({ name, type }: RecordKey) => `${sets}/${segment(name)}/${type}`;
    const start = async (request: Pick<ApiRequest, 'path'> & Partial<ApiRequest>) => {
      const answer = await api.send({ ...place, method: 'POST', ...request }, actionAnswer);
      return String(answer.action.id);
    };

    const zoneTtl = async (about: Pick<ApiRequest, 'action'>) =>
      (await api.send({ ...place, ...about, path: ofZone }, zoneAnswer)).zone.ttl;

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
  };
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

function progressOf({ status, error }: Action): Progress {
  if (status !== 'error') return status === 'success' ? 'done' : 'running';
  const why = joined([error?.code, error?.message], ': ');
  return new Failure('transient', `Hetzner accepted the change but could not carry it out (${why})`);
}

const moved =
  'Hetzner DNS has moved from the DNS Console (dns.hetzner.com) to the Hetzner Console, and HETZNER_API_TOKEN or HETZNER_API_URL is of the old one: ' +
  'move the zone there if that has not been done, create an API token with the permission Read & Write at https://console.hetzner.com in the project that holds the zone, under Security → API Tokens, and leave HETZNER_API_URL out';

/** Tokens of the old DNS Console have 32 letters and digits, those of the Cloud API 64. */
function isOfTheOldConsole(token: string, base: string): boolean {
  return /^[a-z0-9]{32}$/i.test(token) || new URL(base).hostname === 'dns.hetzner.com';
}

const meanings: Readonly<Record<string, Partial<ErrorReport>>> = {
  token_readonly: { status: 403 },
  maintenance: { kind: 'transient', advice: 'Hetzner is under maintenance' },
  uniqueness_error: { stale: true },
  conflict: { kind: 'transient', advice: 'Hetzner is busy with another change of this zone' },
  locked: { kind: 'transient', advice: 'Hetzner is busy with another change of this zone' },
  protected: {
    kind: 'record',
    advice: 'the record set is protected against changes: take the protection off in the Hetzner Console',
  },
  resource_limit_exceeded: {
    kind: 'record',
    advice:
      'the zone or the project at Hetzner is full, so that no more record sets can be made: delete some there, or ask its support for a higher limit',
  },
  service_error: { status: 500 },
  incorrect_zone_mode: {
    kind: 'permanent',
    advice:
      'the zone is in secondary mode at Hetzner, which copies it from another primary server: keep the records there, or create the zone in primary mode',
  },
};

function report(body: unknown, { status }: HttpAnswer, old: boolean): ErrorReport {
  const parsed = safeParse(errorBody, body);
  const { code = '', message } = parsed.success ? parsed.output.error : {};
  const said = { code, message };
  if (old && [401, 403, 404, 410].includes(status)) return { ...said, kind: 'permanent', advice: moved };
  if (status === 410)
    return {
      ...said,
      kind: 'permanent',
      advice: 'Hetzner has taken this part of its API away: look for a newer version of homemade-ddns',
    };
  return { ...said, ...meanings[code] };
}
