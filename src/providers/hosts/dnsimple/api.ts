import {
  array,
  boolean,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  unknown,
} from 'valibot';
import { ofSubdomain, toSubdomain } from '../../../dns/name.ts';
import type { CurrentRecord, DesiredSet } from '../../../dns/records.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { confirmedBy, operationsOf } from '../../apply/operations.ts';
import type { BatchCalls } from '../../apply/per-batch.ts';
import { type RecordCalls, type RecordPlace, recordSteps } from '../../apply/per-record.ts';
import type { ErrorReport } from '../../vendor.ts';

const record = object({
  id: number(),
  type: string(),
  name: string(),
  content: string(),
  ttl: number(),
  system_record: optional(boolean()),
  /** Where it is served, with plans that know regions. */
  regions: nullish(array(string())),
});
const recordAnswer = object({ data: record });
const recordPage = object({
  data: array(ownOrForeign(record)),
  pagination: object({ current_page: number(), total_pages: number(), total_entries: number() }),
});
const written = nullish(array(record), []);
const batchAnswer = object({ data: object({ creates: written, updates: written }) });
const errorBody = object({ message: optionalText, errors: optional(unknown()) });

/** The calls of DNSimple's API v2 about the records of a zone, one at a time and many at once. */
export function dnsimpleCalls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls & BatchCalls {
  const about = { zone, signal };
  const path = `/v2/${segment(zoneId)}/zones/${segment(zone.name)}`;
  const records = `${path}/records`;
  const single: RecordCalls = {
    async list(name) {
      const found = await allPages(`DNSimple's list of ${zone.display}`, async (page) => {
        const query = { name: name && toSubdomain(name), per_page: 100, page };
        const { data, pagination } = await api.send({ ...about, path: records, query }, recordPage);
        const { current_page: current, total_pages: last, total_entries: total } = pagination;
        return { items: data, next: current < last ? current + 1 : undefined, total };
      });
      return withoutForeign(found).map(listed);
    },
    async create(desired) {
      const body = newRecord(desired);
      return listed((await api.send({ ...about, method: 'POST', path: records, body }, recordAnswer)).data);
    },
    async update(id, desired) {
      const path = `${records}/${segment(id)}`;
      const request = { ...about, method: 'PATCH', path, body: newFields(desired) } as const;
      return listed((await api.send(request, recordAnswer)).data);
    },
    remove: (id) => api.answer({ ...about, method: 'DELETE', path: `${records}/${segment(id)}` }),
  };
  return {
    ...single,
    async write(changes, check) {
      const [change, another] = changes;
      // Zones of integrated DNS providers take no batches, whatever the plan.
      if (change && !another) return [await recordSteps(single)(change, check)];
      const { creates, updates, removes } = operationsOf(changes);
      const body = {
        creates: creates.map(newRecord),
        updates: updates.map(({ id, desired }) => ({ id: Number(id), ...newFields(desired) })),
        deletes: removes.map(({ id }) => ({ id: Number(id) })),
      };
      const request = { ...about, method: 'POST', path: `${path}/batch`, body } as const;
      const { data } = await api.send(request, batchAnswer);
      const written = [...data.creates, ...data.updates].map(listed);
      return changes.map((change) => confirmedBy(written, change));
    },
  };
}

function newRecord(desired: DesiredSet) {
  return { name: toSubdomain(desired.name), type: desired.type, ...newFields(desired) };
}

/** Only what must change. */
function newFields({ value, ttl }: DesiredSet) {
  return { content: value, ttl };
}

function held({ id, content, ttl }: InferOutput<typeof record>): CurrentRecord {
  return { id: String(id), value: content, ttl };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  const { name, type } = one;
  const conflict = conflictOf(one);
  return { ...held(one), name: ofSubdomain(name), type, ...(conflict !== undefined && { conflict }) };
}

/** What is not a plain record, which answers everywhere and is the owner's to change. */
function conflictOf({ type, system_record: isSystem, regions }: InferOutput<typeof record>) {
  if (type !== 'A' && type !== 'AAAA') return undefined;
  if (isSystem) return 'holds a record that DNSimple manages itself';
  const isEverywhere = (regions ?? []).every((region) => region === 'global');
  return isEverywhere
    ? undefined
    : `holds a record that is served in certain regions alone (${regions?.join(', ')})`;
}

/** Reads an error body; a batch has its reasons nested. */
export function dnsimpleReport(body: unknown, { status }: { readonly status: number }): ErrorReport {
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
