import {
  array,
  type InferOutput,
  looseObject,
  number,
  object,
  optional,
  picklist,
  safeParse,
  string,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import type { Change, DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { type ForeignRecord, ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { confirmedBy, operationCount, operationsOf } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({ id: string(), name: string(), type: string(), content: string(), ttl: number() });
const records = array(ownOrForeign(record));
const status = picklist(['success', 'pending']);
const paged = { totalPages: number(), totalEntries: number() };
const recordPage = object({ status, response: object({ ...paged, data: records }) });
// It goes back just as it was read.
const zoneConfig = looseObject({ id: string(), name: string() });
const zonePage = object({ status, response: object({ ...paged, data: array(zoneConfig) }) });
const updated = object({ status, response: object({ records }) });
const failed = object({
  status: picklist(['error']),
  errors: optional(array(object({ code: optional(number()), text: optionalText, value: optionalText })), []),
});

const pageSize = 500;
const batchSize = 200;

/**
 * hosting.de's DNS API, also at http.net: all records of a zone are changed in one call, which takes the configuration
 * of the zone along. https://www.hosting.de/api/?json#dns
 */
export const hostingde = host({
  name: 'hostingde',
  title: 'hosting.de',
  about:
    'Create an API key under Profile → API keys with the rights to list and to edit DNS zones, not limited to IP addresses, since the address of your home changes. For http.net set `HOSTINGDE_API_URL=https://partner.http.net/api/dns/v1/json`. All changes of a zone go in two requests; while one is carried out the zone takes no other.',
  ttl: { min: 60, max: 31_556_926 },
  settings: {
    HOSTINGDE_API_KEY: secret('API key'),
    HOSTINGDE_API_URL: apiUrl('https://secure.hosting.de/api/dns/v1/json'),
  },
  create({ HOSTINGDE_API_KEY: authToken, HOSTINGDE_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check HOSTINGDE_API_KEY, and that it may be used from any address',
        permission: 'HOSTINGDE_API_KEY must have the rights to list and to edit DNS zones',
      },
      headers: () => ({}),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    const send: Sending = { api, authToken, ids: new Map() };
    return {
      ...batchApi({ size: batchSize, weightOf: operationCount, calls: (place) => calls(send, place) }),
      zones: (signal) => zones(send, signal),
    };
  },
});

interface Sending {
  readonly api: JsonApi;
  readonly authToken: string;
  /** Of zones by their names. */
  readonly ids: Map<string, string>;
}

const request = ({ authToken }: Sending, method: string, more: object) => ({
  ...({ method: 'POST', path: `/${method}`, action: method.endsWith('Find') ? 'read' : 'write' } as const),
  body: { authToken, ...more },
});

function calls(sending: Sending, { zone, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal };
  const { api } = sending;

  /** Right before a write: an old configuration would undo what was changed in the panel since. */
  async function configOf(): Promise<InferOutput<typeof zoneConfig>> {
    const filter = { field: 'ZoneName', value: zone.name };
    const { response } = await api.send(
      { ...about, ...request(sending, 'zoneConfigsFind', { filter, page: 1 }) },
      zonePage,
    );
    const found = response.data.find(({ name }) => listedName(name) === zone.name);
    if (!found) throw new Failure('permanent', noZone(api.title, zone));
    sending.ids.set(zone.name, found.id);
    return found;
  }

  function recordsOf(id: string) {
    return allPages(`hosting.de's list of ${zone.display}`, async (at = 1) => {
      const page = Number(at);
      const filter = { field: 'ZoneConfigId', value: id };
      const asked = request(sending, 'recordsFind', { filter, limit: pageSize, page });
      const { response } = await api.send({ ...about, ...asked }, recordPage);
      const next = page < response.totalPages ? page + 1 : undefined;
      return { items: response.data, total: response.totalEntries, next };
    });
  }

  return {
    async list() {
      const known = sending.ids.get(zone.name);
      const found = known === undefined ? [] : await recordsOf(known);
      // A zone is never empty: one that was added anew has another id.
      return listed(found.length > 0 ? found : await recordsOf((await configOf()).id), zone);
    },
    async write(changes, check) {
      const config = await configOf();
      await check();
      const asked = request(sending, 'zoneUpdate', { zoneConfig: config, ...sent(changes, zone) });
      const { response } = await api.send({ ...about, ...asked }, updated);
      const now = listed(response.records, zone);
      return changes.map((change) => confirmedBy(now, change));
    },
  };
}

async function zones(sending: Sending, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("hosting.de's list of zones", async (at = 1) => {
    const page = Number(at);
    const asked = request(sending, 'zoneConfigsFind', { limit: pageSize, page });
    const { response } = await sending.api.send({ zone: everyZone, signal, ...asked }, zonePage);
    const next = page < response.totalPages ? page + 1 : undefined;
    return { items: response.data, total: response.totalEntries, next };
  });
  return found.map(({ name }) => name);
}

function sent(changes: readonly Change[], zone: Zone) {
  const { creates, updates, removes } = operationsOf(changes);
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    name: fqdn(name, zone),
    type,
    content: value,
    ttl,
  });
  return {
    recordsToAdd: creates.map(fields),
    recordsToModify: updates.map(({ id, desired }) => ({ id, ...fields(desired) })),
    recordsToDelete: removes.map(({ id }) => ({ id })),
  };
}

function listed(all: readonly (InferOutput<typeof record> | ForeignRecord)[], zone: Zone): ListedRecord[] {
  return withoutForeign(all).map(({ id, name, type, content, ttl }) => ({
    ...{ id, name: relativeName(name, zone), type, value: content, ttl },
  }));
}

/** Of its codes (https://www.hosting.de/api/?json#error-codes) one is recorded; of the rest the words are read. */
function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const [{ code = 0, text, value } = {}] = output.errors;
  const said = { code: String(code), message: value ? `${text} (${value})` : text };
  // 10205: an earlier change of the zone is still carried out.
  if (code === 10_205)
    return {
      ...said,
      kind: 'transient',
      advice: 'hosting.de is still busy with an earlier change of this zone',
    };
  const words = text ?? '';
  if (/credential|authenticat|auth ?token|api.?key/i.test(words)) return { ...said, status: 401 };
  if (/permission|right|not allowed|denied/i.test(words)) return { ...said, status: 403 };
  if (/not exist|not found|no such/i.test(words)) return { ...said, stale: true };
  return { ...said, status: 422 };
}
