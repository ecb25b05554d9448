import { array, type InferOutput, number, object, safeParse, string, tuple } from 'valibot';
import { asFailure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import { privateKey } from '../../settings/keys.ts';
import { matching } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { rsaSignature } from '../api/jwt.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, segment } from '../api/rest-api.ts';
import { tokenApi, tokenDoor } from '../api/tokens.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../apply/create-then-delete.ts';
import { conflictOr, type ListedRecord, listedSets } from '../apply/listing.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport, Vendor } from '../vendor.ts';

const entry = object({ name: string(), expire: number(), type: string(), content: string() });
const entryList = object({ dnsEntries: array(ownOrForeign(entry)) });
const domainList = object({ domains: array(object({ name: string() })) });
const granted = object({ token: string() });
const errorBody = object({ error: optionalText });
const handle = tuple([string(), string(), string(), number()]);

const halfAnHour = 1800;

/** TransIP's REST API, whose DNS entries have no ids: https://api.transip.nl/rest/docs.html#domains-dns (its own client and two others) */
export const transip = host({
  name: 'transip',
  title: 'TransIP',
  evidence: 'by clients',
  about:
    'Switch the API on at https://www.transip.nl/cp/account/api/ and create a key pair there; the private key is wanted, best as `TRANSIP_PRIVATE_KEY_FILE`. It reaches the whole account. Do not limit the key to listed addresses: yours changes. TransIP takes 1000 requests in 15 minutes; each record takes one to change, a new TTL one to make the new record and one to delete the old one.',
  // The API states no bounds; these are those of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  rate: { requests: 1000, per: 900_000 },
  settings: {
    TRANSIP_ACCOUNT_NAME: matching('name of the account', 'a name without a space', /^\S+$/),
    TRANSIP_PRIVATE_KEY: privateKey('private key of the key pair'),
    TRANSIP_API_URL: apiUrl('https://api.transip.nl/v6'),
  },
  create(values, context) {
    const { TRANSIP_ACCOUNT_NAME: login, TRANSIP_PRIVATE_KEY: pem, TRANSIP_API_URL: base } = values;
    const vendor = {
      ...context,
      advice: {
        credentials:
          'check TRANSIP_ACCOUNT_NAME and TRANSIP_PRIVATE_KEY, whether the key pair was deleted, and that the API is switched on',
        permission: 'the key pair must be allowed to write, from any address',
        zone: 'that TRANSIP_ACCOUNT_NAME is the account that holds the domain',
      },
    };
    const url = `${base.replace(/\/+$/, '')}/auth`;
    // A key that is unknown is told with 401 or 404.
    const door = tokenDoor({
      ...vendor,
      url,
      report: (body, answer) => ({ ...report(body, answer), ...ofKey(answer) }),
    });
    const ask = async (zone: Zone, signal: AbortSignal) => {
      const { randomUUID } = await import('node:crypto');
      const nonce = randomUUID().replaceAll('-', '').slice(0, 16);
      const label = `homemade-ddns ${nonce}`;
      const body = JSON.stringify({
        login,
        nonce,
        read_only: false,
        expiration_time: '30 minutes',
        label,
        global_key: true,
      });
      const signature = (await rsaSignature(pem, 'RS512', body)).toString('base64');
      const { token } = await door(zone, signal, { body, headers: { signature } }, granted);
      return { text: token, lasts: halfAnHour };
    };
    const api = tokenApi({ ...vendor, context, base, ask, report });
    return {
      ...createDeleteApi({ title: context.title, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await api.send({ zone: everyZone, signal, path: '/domains' }, domainList);
        return found.domains.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: CreateDeletePlace): CreateDeleteCalls {
  const about = { zone, signal, path: `/domains/${segment(zone.name)}/dns` };
  const list = async () => withoutForeign((await api.send(about, entryList)).dnsEntries).map(listed);
  return {
    read: (keys) => listedSets(keys, list),
    async create({ name, type, value, ttl }) {
      const dnsEntry = { name, expire: ttl, type, content: value };
      try {
        // Answered with 201 and nothing in it.
        await api.answer({ ...about, method: 'POST', body: { dnsEntry } });
        return { id: idOf(dnsEntry), value, ttl };
      } catch (thrown) {
        throw await conflictOr(asFailure(thrown), { name, type }, list);
      }
    },
    // It finds the entry by name, type and TTL, and then changes its content.
    change({ id = '', ttl: before }, { value, ttl }) {
      if (before !== ttl) return undefined;
      const dnsEntry = { ...entryOf(id), content: value };
      const changed = { id: idOf(dnsEntry), value, ttl };
      // Answered with 204 and nothing in it.
      return api.answer({ ...about, method: 'PATCH', body: { dnsEntry } }).then(() => changed);
    },
    remove: (id) => api.answer({ ...about, method: 'DELETE', body: { dnsEntry: entryOf(id) } }),
  };
}

type Entry = InferOutput<typeof entry>;

/** An entry is known by all that it holds. */
function idOf({ name, type, content, expire }: Entry): string {
  return JSON.stringify([name, type, content, expire]);
}

function entryOf(id: string): Entry {
  const { output, success } = safeParse(handle, JSON.parse(id));
  if (!success) throw new Error(`${id} is no handle of a DNS entry`);
  const [name, type, content, expire] = output;
  return { name, expire, type, content };
}

function listed(given: Entry): ListedRecord {
  const { name, type, content, expire } = given;
  return { id: idOf(given), name, type, value: content, ttl: expire };
}

const isThere = /already exists|duplicate/i;
const isGone = /(dns ?entry|record).*(not found|does not exist|doesn't exist)/i;

function report(body: unknown, { status, headers }: Parameters<Vendor['report']>[1]): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  const message = success ? output.error : undefined;
  const reset = Number(headers['x-rate-limit-reset']) * 1000 - Date.parse(headers.date ?? '');
  if (status === 429) return { message, ...(reset > 0 && { retryAfter: reset }) };
  if (status !== 406 && status !== 404) return { message };
  if (isThere.test(message ?? '')) return { message, stale: true };
  if (isGone.test(message ?? '')) return { message, status: 404 };
  return { message, ...(status === 404 ? { zoneIsGone: true } : { status: 422 }) };
}

function ofKey({ status }: { readonly status: number }): ErrorReport {
  return status >= 400 && status < 500 && status !== 429
    ? { status: 401, stale: false, zoneIsGone: false }
    : {};
}
