import {
  array,
  type InferOutput,
  literal,
  minLength,
  number,
  object,
  pipe,
  safeParse,
  string,
  union,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import type { Zone } from '../../dns/name.ts';
import type { DesiredSet, RecordKey } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import { type RpcValue, rpcAnswer, rpcCall } from '../api/xml-rpc.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { Adapter } from '../apply/compare.ts';
import { currentSets, type ListedRecord } from '../apply/listing.ts';
import { oneByOne, stopped } from '../apply/one-by-one.ts';
import { type RecordCalls, type RecordPlace, recordSteps } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  record_id: number(),
  type: string(),
  rdata: pipe(string(), minLength(1)),
  ttl: number(),
});
const recordList = object({ value: array(ownOrForeign(record)) });
const domainList = object({ value: array(object({ domain: string() })) });
const done = object({ value: literal('OK') });
// The name is there already, with records or without.
const added = object({ value: union([literal('OK'), literal('DOMAIN_OCCUPIED')]) });
const word = union([string(), array(string())]);
const failed = object({ value: word });
const fault = object({ fault: object({ faultCode: number(), faultString: string() }) });

const fine = ['OK', 'DOMAIN_OCCUPIED'];

/**
 * Loopia's API over XML-RPC: records have ids below a name, which is asked for one at a time and must be there before it
 * can hold a record. Answers are words. https://www.loopia.com/api/, and as dnscontrol, lego and libdns use it.
 */
export const loopia = host({
  name: 'loopia',
  title: 'Loopia',
  about:
    'Create an API user under Account settings → LoopiaAPI with the permissions `getDomains`, `getZoneRecords`, `addSubdomain`, `addZoneRecord`, `updateZoneRecord` and `removeZoneRecord`. For Loopia in Norway or Serbia set `LOOPIA_API_URL` to `https://api.loopia.no/RPCSERV` or `https://api.loopia.rs/RPCSERV`. Each name takes one request to read and one to change, and Loopia takes 60 a minute.',
  evidence: 'by clients',
  ttl: { min: 300, max: 604_800 },
  rate: { requests: 60, per: 60_000 },
  settings: {
    LOOPIA_API_USER: text('API user (`home@loopiaapi`)', 'a user name'),
    LOOPIA_API_PASSWORD: secret('its password', 'visible characters and spaces', /^[^\p{C}]+$/u),
    LOOPIA_API_URL: apiUrl('https://api.loopia.se/RPCSERV'),
  },
  create({ LOOPIA_API_USER: user, LOOPIA_API_PASSWORD: password, LOOPIA_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check LOOPIA_API_USER (with its @loopiaapi) and LOOPIA_API_PASSWORD',
        permission: 'the API user must have the permissions for the calls of domains and zone records',
      },
      contentType: 'text/xml',
      parse: rpcAnswer,
      headers: () => ({}),
      isError: (body) => safeParse(fault, body).success || wordIn(body) !== undefined,
      report,
    });
    const send: Sending = { api, login: [user, password] };
    const ids = zoneIds(async (zone, signal) => {
      const names = await domains(send, zone, signal);
      if (!names.some((name) => listedName(name) === zone.name))
        throw new Failure('permanent', noZone(api.title, zone));
      return zone.name;
    });
    const at = <T>(zone: Zone, signal: AbortSignal, work: (calls: RecordCalls) => Promise<T>) =>
      ids.using(zone, signal, (zoneId) => work(calls(send, { zone, zoneId, signal })));
    return {
      read: (zone, keys, signal) => at(zone, signal, (made) => setsOf(keys, made)),
      look: (zone, change, signal) =>
        at(zone, signal, async (made) => {
          const [set = { name: change.name, type: change.type, records: [] }] = await setsOf([change], made);
          return set;
        }),
      async apply(zone, changes, signal, compare) {
        if (signal.aborted) throw stopped();
        return at(zone, signal, (made) => oneByOne(changes, signal, recordSteps(made), { compare }));
      },
      zones: (signal) => domains(send, everyZone, signal),
    } satisfies Adapter;
  },
});

interface Sending {
  readonly api: JsonApi;
  readonly login: readonly [user: string, password: string];
}

function request({ login }: Sending, method: string, parameters: readonly RpcValue[]) {
  return {
    ...({ method: 'POST', path: '', action: method.startsWith('get') ? 'read' : 'write' } as const),
    body: rpcCall(method, [...login, ...parameters]),
  };
}

async function domains(sending: Sending, zone: Zone, signal: AbortSignal): Promise<string[]> {
  const { value } = await sending.api.send(
    { zone, signal, ...request(sending, 'getDomains', []) },
    domainList,
  );
  return value.map(({ domain }) => domain);
}

/** Each name is a list of its own. */
async function setsOf(keys: readonly RecordKey[], { list }: RecordCalls) {
  const listed: ListedRecord[] = [];
  for (const name of new Set(keys.map((key) => key.name))) listed.push(...(await list(name)));
  return currentSets(keys, listed);
}

function calls(sending: Sending, { zone, signal }: RecordPlace): RecordCalls {
  const ask = (method: string, name: string, more: readonly RpcValue[] = []) => ({
    ...{ zone, signal },
    ...request(sending, method, [zone.name, name, ...more]),
  });
  const { api } = sending;
  const fields = ({ type, value, ttl }: DesiredSet) => ({ type, ttl, priority: 0, rdata: value });
  const list = async (name = '@') => {
    const { value } = await api.send(ask('getZoneRecords', name), recordList);
    return withoutForeign(value).map((one) => listed(one, name));
  };
  return {
    list,
    hidesMissing: true,
    async create(desired) {
      const { name, value, ttl } = desired;
      if (name !== '@') await api.send(ask('addSubdomain', name), added);
      await api.send(ask('addZoneRecord', name, [fields(desired)]), done);
      // It does not tell the id; the next look does.
      return { value, ttl };
    },
    async update(id, desired) {
      const { name, value, ttl } = desired;
      await api.send(ask('updateZoneRecord', name, [{ ...fields(desired), record_id: Number(id) }]), done);
      return { id, value, ttl };
    },
    remove: (id, { name }) => api.send(ask('removeZoneRecord', name, [Number(id)]), done),
  };
}

function listed({ record_id: id, type, rdata, ttl }: InferOutput<typeof record>, name: string): ListedRecord {
  return { id: String(id), name, type, value: rdata, ttl };
}

/** The word of an answer that is none of those for success; undefined where it is data. */
function wordIn(body: unknown): string | undefined {
  const { output, success } = safeParse(failed, body);
  if (!success) return undefined;
  const [first, ...others] = [output.value].flat();
  return first === undefined || others.length > 0 || fine.includes(first) ? undefined : first;
}

const meanings: Readonly<Record<string, Partial<ErrorReport>>> = {
  AUTH_ERROR: { status: 401 },
  RATE_LIMITED: { status: 429 },
  BAD_INDATA: { status: 422 },
  UNKNOWN_ERROR: { kind: 'transient' },
};

function report(body: unknown): ErrorReport {
  const parsed = safeParse(fault, body);
  if (parsed.success) {
    const { faultCode: code, faultString: message } = parsed.output.fault;
    const said = { code: String(code), message };
    if (/not allowed|permission/i.test(message)) return { ...said, status: 403 };
    // A 429 comes as a fault in a 200.
    return code >= 400 && code < 600 ? { ...said, status: code } : said;
  }
  const message = wordIn(body);
  return message === undefined ? {} : { message, ...(meanings[message] ?? { status: 422 }) };
}
