import {
  array,
  boolean,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  unknown,
} from 'valibot';
import { apex } from '../dns/name.ts';
import type { HeldRecord, WantedSet } from '../dns/records.ts';
import { Failure } from '../failure.ts';
import { type BatchCalls, batchApi } from './batch-api.ts';
import { allOf, apiUrl, credential } from './common-settings.ts';
import { joined } from './foreign-text.ts';
import type { ListedRecord } from './held-sets.ts';
import { type JsonApi, jsonApi, segment } from './json-api.ts';
import { confirmedBy, operationCount, operationsOf } from './operations.ts';
import { allPages } from './paged.ts';
import type { Confirmation, ProviderDefinition } from './provider.ts';
import { type RecordCalls, type RecordPlace, recordApi, recordSteps } from './record-api.ts';
import { type ErrorReport, Refusal } from './refusal.ts';
import { zoneIds } from './zone-id.ts';

const record = object({
  id: number(),
  type: string(),
  name: string(),
  content: string(),
  ttl: number(),
  system_record: optional(boolean()),
});
const recordAnswer = object({ data: record });
const recordPage = object({
  data: array(record),
  pagination: object({ current_page: number(), total_pages: number(), total_entries: number() }),
});
const written = nullish(array(record), []);
const batchAnswer = object({ data: object({ creates: written, updates: written }) });
const whoami = object({ data: object({ account: nullish(object({ id: number() })) }) });
const errorBody = object({ message: fallback(optional(string()), undefined), errors: optional(unknown()) });

const url = 'https://api.dnsimple.com';
// DNSimple states no upper bound; this is that of DNS in practice.
const ttl = { min: 60, max: 604_800 };
// How many records a batch may hold is not documented; one that holds too many is refused, and then halved.
const batchSize = 200;

/** DNSimple's API v2: one call for all changes where the plan has it, else one a record. https://developer.dnsimple.com/v2/ */
export const dnsimple: ProviderDefinition = {
  name: 'dnsimple',
  title: 'DNSimple',
  about:
    'Create an account access token under Account → Access tokens; where the plan has restricted tokens, one that may read and edit the records of this zone is enough. Several records are changed with one call on the Enterprise plan, with one call each on the others. Records that DNSimple manages itself are never touched. DNSimple takes 2400 requests an hour.',
  ttl,
  rate: { requests: 2400, per: 3_600_000 },
  settings: [
    credential('DNSIMPLE_OAUTH_TOKEN', 'account access token that may read and edit the records of the zone'),
    {
      name: 'DNSIMPLE_ACCOUNT_ID',
      meaning: 'number of the account that holds the zone; needed with a user token, else asked for',
      perZone: true,
      accepted: 'digits, such as 12345',
      valid: (value) => /^\d+$/.test(value),
    },
    apiUrl(
      'DNSIMPLE_API_URL',
      url,
      'where the API is, `/v2` follows; the sandbox is `https://api.sandbox.dnsimple.com`',
    ),
    apiUrl('DNSIMPLE_BASE_URL', undefined, "lego's name for `DNSIMPLE_API_URL`, which it goes before"),
  ],
  check: allOf('DNSIMPLE_OAUTH_TOKEN'),
  create(values, http) {
    const token = values.DNSIMPLE_OAUTH_TOKEN ?? '';
    const api = jsonApi({
      http,
      base: values.DNSIMPLE_BASE_URL ?? values.DNSIMPLE_API_URL ?? url,
      title: 'DNSimple',
      secrets: [token],
      advice: {
        credentials: 'check DNSIMPLE_OAUTH_TOKEN and whether it has expired or was revoked',
        permission: 'the token must be allowed to read and edit the records of this zone',
        zone: 'that DNSIMPLE_ACCOUNT_ID, or the account of the token, is the one that holds the zone',
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      if (values.DNSIMPLE_ACCOUNT_ID !== undefined) return values.DNSIMPLE_ACCOUNT_ID;
      const { account } = (await api.send({ zone, signal, path: '/v2/whoami' }, whoami)).data;
      if (account) return String(account.id);
      const message = 'DNSIMPLE_OAUTH_TOKEN is a user token, which needs DNSIMPLE_ACCOUNT_ID as well';
      throw new Failure('permanent', message);
    });
    const single = recordApi({ concurrency: 4, zones, calls: (place) => calls(api, place) });
    const together = batchApi({
      size: batchSize,
      weightOf: operationCount,
      zones,
      calls: (place) => calls(api, place),
    });
    let hasBatches = true;
    return {
      name: 'dnsimple',
      ttl,
      read: single.read,
      async apply(zone, changes, signal) {
        if (hasBatches && changes.length > 1) {
          const confirmations = await together.apply(zone, changes, signal);
          hasBatches = !confirmations.some(isWithoutBatches);
          if (hasBatches) return confirmations;
        }
        return single.apply(zone, changes, signal);
      },
    };
  },
};

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls & BatchCalls {
  const about = { zone, signal };
  const path = `/v2/${segment(zoneId)}/zones/${segment(zone.name)}`;
  const records = `${path}/records`;
  const single: RecordCalls = {
    list: (name) =>
      allPages(`DNSimple's list of ${zone.display}`, async (page) => {
        const query = { name: name && label(name), per_page: 100, page };
        const { data, pagination } = await api.send({ ...about, path: records, query }, recordPage);
        const { current_page: current, total_pages: last, total_entries: total } = pagination;
        return { items: data.map(listed), next: current < last ? current + 1 : undefined, total };
      }),
    async create(wanted) {
      const body = newRecord(wanted);
      return held((await api.send({ ...about, method: 'POST', path: records, body }, recordAnswer)).data);
    },
    async update(id, wanted) {
      const path = `${records}/${segment(id)}`;
      const request = { ...about, method: 'PATCH', path, body: newFields(wanted) } as const;
      return held((await api.send(request, recordAnswer)).data);
    },
    remove: (id) => api.answer({ ...about, method: 'DELETE', path: `${records}/${segment(id)}` }),
  };
  return {
    ...single,
    async write(changes) {
      const [change, another] = changes;
      // Zones of integrated DNS providers take no batches, whatever the plan.
      if (change && !another) return [await recordSteps(single)(change)];
      const { creates, updates, removes } = operationsOf(changes);
      const body = {
        creates: creates.map(newRecord),
        updates: updates.map(({ id, wanted }) => ({ id: Number(id), ...newFields(wanted) })),
        deletes: removes.map(({ id }) => ({ id: Number(id) })),
      };
      const request = { ...about, method: 'POST', path: `${path}/batch`, body } as const;
      const { data } = await api.send(request, batchAnswer);
      const written = [...data.creates, ...data.updates].map(listed);
      return changes.map((change) => confirmedBy(written, change));
    },
  };
}

function newRecord(wanted: WantedSet) {
  return { name: label(wanted.name), type: wanted.type, ...newFields(wanted) };
}

/** Only what must change, so that regions survive. */
function newFields({ value, ttl }: WantedSet) {
  return { content: value, ttl };
}

function label(name: string): string {
  return name === apex ? '' : name;
}

function held({ id, content, ttl }: InferOutput<typeof record>): HeldRecord {
  return { id: String(id), value: content, ttl };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  const obstacle = 'holds a record that DNSimple manages itself';
  return { ...held(one), name: one.name || apex, type: one.type, ...(one.system_record && { obstacle }) };
}

/** The plan of the account has no batches, so nothing was carried out. */
function isWithoutBatches(confirmation: Confirmation): boolean {
  const failure = 'failure' in confirmation ? confirmation.failure : undefined;
  return failure instanceof Refusal && failure.status === 412;
}

function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  const { message, errors } = success ? output : {};
  const reasons = errors === undefined ? undefined : JSON.stringify(errors);
  const told = { message: joined([message, reasons], ' ') };
  if (status === 412) return { ...told, kind: 'permanent' };
  if (status === 402)
    return { ...told, kind: 'permanent', advice: 'DNSimple wants this account to have a paid plan' };
  // How a batch says that a record to change is gone.
  return { ...told, stale: /"Record not found/.test(reasons ?? '') };
}
