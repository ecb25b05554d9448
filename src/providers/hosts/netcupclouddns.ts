import {
  array,
  boolean,
  type InferOutput,
  literal,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, relativeName, type Zone } from '../../dns/name.ts';
import type { Change, CurrentRecord } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { setAfter } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { Refusal } from '../refusal.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const success = literal(true);
const pages = nullish(object({ pagination: nullish(object({ lastPage: number() })) }));
const domains = object({
  success,
  result: array(object({ id: union([number(), string()]), fqdn: string(), isDnsManaged: boolean() })),
});
const revision = object({ identifier: string(), createdAt: string(), state: optionalText });
const revisions = object({ success, result: array(revision), meta: pages });
const record = object({
  name: string(),
  type: string(),
  rdata: string(),
  ttl: number(),
  immutable: nullish(boolean()),
});
const records = object({ success, result: array(ownOrForeign(record)), meta: pages });
const committed = object({ success, result: revision });
const failed = object({
  success: literal(false),
  errors: optional(array(object({ code: optionalText, message: optionalText })), []),
});

const perPage = 100;
// No limit is stated.
const batchSize = 100;
const isDraft = /draft|open|uncommitted|discarded/i;

/**
 * netcup's REST API for zones in CloudDNS: a zone is read as its newest revision, and one changeset makes the next one.
 * https://www.netcup.com/en/helpcenter/documentation/netcup-api (two clients of 2026)
 */
export const netcupclouddns = host({
  name: 'netcupclouddns',
  title: 'netcup CloudDNS',
  evidence: 'by clients',
  about:
    'For domains that netcup keeps in CloudDNS, as all new ones are; the others need `PROVIDER=netcup`. Create an API key of 64 characters in the customer control panel under Master data → API → API Keys (not Legacy API Keys); it reaches all domains of the account. All changes of a zone go in one changeset, which deletes only what is still as it was read. It takes about a minute until the name servers answer with a change.',
  // The API states no bounds; these are those of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    NETCUPCLOUDDNS_API_KEY: secret('API key of 64 characters, not a legacy one'),
    NETCUPCLOUDDNS_API_URL: apiUrl('https://api.netcup.com/v1'),
  },
  create({ NETCUPCLOUDDNS_API_KEY: key, NETCUPCLOUDDNS_API_URL: base }, context) {
    const owner = 'that NETCUPCLOUDDNS_API_KEY is of the account that holds the domain';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials:
          'check NETCUPCLOUDDNS_API_KEY, which has 64 characters; one of 50 is a legacy key, for PROVIDER=netcup',
        permission: `check ${owner}`,
        zone: owner,
      },
      headers: () => ({ authorization: `Bearer ${key}` }),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      const asked = { zone, signal, path: '/domain', query: { fqdn: zone.name } };
      const found = (await api.send(asked, domains)).result.find(
        ({ fqdn }) => listedName(fqdn) === zone.name,
      );
      if (found?.isDnsManaged) return String(found.id);
      const message = found
        ? `netcup does not keep ${zone.display} in CloudDNS: use PROVIDER=netcup where it is in the customer control panel`
        : noZone(context.title, zone, owner);
      throw new Failure('permanent', message);
    });
    return batchApi({ zones, size: batchSize, calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal };
  const path = `/domain/${segment(zoneId)}`;

  /** The newest revision that is no draft. Their list may begin with the newest or with the oldest one. */
  async function current(): Promise<string | undefined> {
    const pageOf = (page: number) =>
      api.send({ ...about, path: `${path}/dns/revision`, query: { page, perPage } }, revisions);
    const { result, meta } = await pageOf(1);
    const last = meta?.pagination?.lastPage ?? 1;
    const all = last > 1 ? [...result, ...(await pageOf(last)).result] : result;
    const done = all.filter(({ state }) => !isDraft.test(state ?? ''));
    return done.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0]?.identifier;
  }

  return {
    async list() {
      const newest = await current();
      if (newest === undefined) return [];
      const listPath = `${path}/dns/revision/${segment(newest)}/record`;
      const found = await allPages(`netcup's list of ${zone.display}`, async (page = 1) => {
        const { result, meta } = await api.send(
          { ...about, path: listPath, query: { page, perPage } },
          records,
        );
        const isLast = Number(page) >= (meta?.pagination?.lastPage ?? 1);
        return { items: result, next: isLast ? undefined : Number(page) + 1 };
      });
      return withoutForeign(found).map((one) => listed(one, zone));
    },
    async write(changes) {
      const body = {
        create: changes.flatMap(created),
        delete: changes.flatMap(deleted),
        autoCommit: true,
        strict: true,
      };
      try {
        await api.send({ ...about, method: 'POST', path: `${path}/changeset`, body }, committed);
        return changes.map(setAfter);
      } catch (thrown) {
        throw thrown instanceof Refusal && thrown.code === gone ? stale(thrown) : thrown;
      }
    },
  };
}

/** All that a record holds, by which it is known. */
function sent({ name, type }: Change, { value, ttl }: Pick<CurrentRecord, 'value' | 'ttl'>) {
  return { name, type, rdata: value, ttl: ttl ?? 0 };
}

function created(change: Change) {
  return change.desired && !change.keep ? [sent(change, change.desired)] : [];
}

function deleted(change: Change) {
  return [...(change.update ? [change.update] : []), ...change.remove].map((held) => sent(change, held));
}

function listed({ name, type, rdata, ttl, immutable }: InferOutput<typeof record>, zone: Zone): ListedRecord {
  const isAddress = type === 'A' || type === 'AAAA';
  const conflict = immutable && isAddress ? { conflict: 'holds a record that netcup manages itself' } : {};
  return { name: relativeName(ofSubdomain(name), zone), type, value: rdata, ttl, ...conflict };
}

const gone = 'resourceDoesNotExist';
const statuses: Readonly<Record<string, number>> = {
  authenticationError: 401,
  authorizationError: 403,
  [gone]: 404,
};

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const [{ code, message } = {}, ...more] = output.errors;
  const status = code === undefined ? undefined : statuses[code];
  const isOther = /^record(DoesNotExist|AlreadyExists|Exists)$/i.test(code ?? '');
  const words = joined([message, ...more.map((one) => joined([one.code, one.message], ': '))], '; ');
  return { code, message: words, ...(status !== undefined && { status }), ...(isOther && { stale: true }) };
}

/** In a changeset it is a record that is not there any more. */
function stale({ message, status, code }: Refusal): Refusal {
  return new Refusal('transient', message, {
    status,
    code,
    unconfirmed: true,
    stale: true,
    retryAfter: undefined,
  });
}
