import {
  array,
  fallback,
  type InferOutput,
  literal,
  nullish,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  transform,
  union,
  unknown,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import { keyText, type RecordKey } from '../../../dns/records.ts';
import { optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { setAfter, swapOf, type WholeSet } from '../../apply/operations.ts';
import type { BatchCalls } from '../../apply/per-batch.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { ErrorReport } from '../../vendor.ts';

const zonePage = object({
  dnsZones: optional(
    array(object({ id: string(), zone: string(), publicVisibility: nullish(unknown()) })),
    [],
  ),
  nextPageToken: nullish(string()),
});
const rrset = object({
  name: string(),
  type: string(),
  // Numbers of 64 bits are written as texts.
  ttl: pipe(union([string(), number()]), transform(Number)),
  data: array(string()),
  description: nullish(string()),
});
const setPage = object({ recordSets: array(ownOrForeign(rrset)), nextPageToken: nullish(string()) });
const operation = object({ id: string(), done: optional(literal(true)) });
const said = object({ code: fallback(optional(number()), undefined), message: optionalText });
const failed = object({ done: literal(true), error: said });
const errorBody = union([failed, said]);
type YandexSet = InferOutput<typeof rrset>;

const pageSize = 1000;

/** The public zones of a folder. */
export async function zonesOf(api: JsonApi, zone: Zone, signal: AbortSignal, folderId: string) {
  const found = await allPages("Yandex Cloud's list of zones", async (pageToken) => {
    const query = { folderId, pageSize, pageToken };
    const page = await api.send({ zone, signal, path: '/zones', query }, zonePage);
    return { items: page.dnsZones, next: page.nextPageToken ?? undefined };
  });
  return found.filter(({ publicVisibility }) => publicVisibility);
}

/** The calls about one zone; `notes` are descriptions as they were listed last, which an update has to name. */
export function calls(
  api: JsonApi,
  { zone, zoneId, signal }: RecordPlace,
  notes: Map<string, string>,
): BatchCalls {
  const about = { zone, signal };
  const path = `/zones/${segment(zoneId)}`;
  const noteKey = (key: RecordKey) => `${zone.name} ${keyText(key)}`;
  const sent = (set: WholeSet | undefined) => {
    if (!set) return [];
    const { name, type, ttl, values: data } = set;
    const description = notes.get(noteKey(set));
    return [
      { name: `${fqdn(name, zone)}.`, type, ttl: String(ttl), data, ...(description && { description }) },
    ];
  };
  return {
    async list() {
      const found = await allPages(`Yandex Cloud's list of ${zone.display}`, async (pageToken) => {
        const asked = { ...about, path: `${path}:listRecordSets`, query: { pageSize, pageToken } };
        const { recordSets, nextPageToken } = await api.send(asked, setPage);
        return { items: recordSets, next: nextPageToken ?? undefined };
      });
      return withoutForeign(found).flatMap((set) => {
        const { name, type, description } = set;
        if (type === 'A' || type === 'AAAA')
          notes.set(noteKey({ name: relativeName(name, zone), type }), description ?? '');
        return listed(set, zone);
      });
    },
    async write(changes) {
      const swaps = changes.map(swapOf);
      const body = {
        deletions: swaps.flatMap(({ before }) => sent(before)),
        additions: swaps.flatMap(({ after }) => sent(after)),
      };
      const asked = { ...about, path: `${path}:updateRecordSets`, method: 'POST', body } as const;
      const { done } = await api.send(asked, operation);
      const message =
        'Yandex Cloud accepted the change and has not carried it out yet; the zone is read again';
      if (!done) throw new Failure('transient', message, { unconfirmed: true });
      return changes.map(setAfter);
    },
  };
}

function listed({ name, type, ttl, data }: YandexSet, zone: Zone): ListedRecord[] {
  return data.map((value) => ({ name: relativeName(listedName(name), zone), type, ttl, value }));
}

/** Whether the body of a 200 is an operation that has failed. */
export function isFailed(body: unknown): boolean {
  return safeParse(failed, body).success;
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const [invalid, notFound, exists, denied, exhausted, precondition, unauthenticated] = [3, 5, 6, 7, 8, 9, 16];
const statuses: Readonly<Record<number, number>> = {
  [invalid]: 400,
  [denied]: 403,
  [exhausted]: 429,
  [unauthenticated]: 401,
};

/** What an error body or a failed operation says. */
export function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { code, message = '' } = 'error' in output ? output.error : output;
  if (code === undefined) return { message };
  const isOfSet = code === notFound && /record ?set|record/i.test(message);
  // What is deleted is not as it was read, or what is added is there.
  if (isOfSet || code === exists || code === precondition)
    return { code: String(code), message, stale: true };
  const status = code === notFound ? 404 : statuses[code];
  return {
    code: String(code),
    message,
    ...(status !== undefined && { status }),
    zoneIsGone: code === notFound,
  };
}

/** The same where a token is asked for: a key that is unknown is no missing zone. */
export function tokenReport(body: unknown): ErrorReport {
  const { code, message } = report(body);
  return { code, message, ...(code !== undefined && code !== String(exhausted) && { status: 401 }) };
}
