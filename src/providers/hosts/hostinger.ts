import {
  array,
  boolean,
  fallback,
  type InferOutput,
  nullable,
  number,
  object,
  optional,
  record,
  safeParse,
  string,
} from 'valibot';
import { asFailure } from '../../base/failure.ts';
import type { Change } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { asUnconfirmed } from '../apply/one-by-one.ts';
import { setAfter } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const rrset = object({
  name: string(),
  type: string(),
  ttl: number(),
  records: array(object({ content: string(), is_disabled: optional(boolean()) })),
});
const zoneAnswer = array(ownOrForeign(rrset));
const accepted = object({ message: string() });
const portfolio = array(object({ domain: nullable(string()) }));
const errorBody = object({
  message: optionalText,
  errors: fallback(optional(record(string(), array(string())), {}), {}),
  correlation_id: optionalText,
});

// No number is documented.
const batchSize = 100;

/** Hostinger's DNS, one list to read, one PUT for all sets to write: https://developers.hostinger.com/#tag/dns-zone (its own OpenAPI 1.42.5) */
export const hostinger = host({
  name: 'hostinger',
  title: 'Hostinger',
  about:
    'Create an API token under Account → API in hPanel (https://hpanel.hostinger.com/profile/api); it reaches the whole account. All changed names of a zone go in one request, which replaces the records of these names and types alone. A name with an ALIAS is left as it is.',
  // The API states no bounds; these are those of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    HOSTINGER_API_TOKEN: secret('API token'),
    HOSTINGER_API_URL: apiUrl('https://developers.hostinger.com'),
  },
  create({ HOSTINGER_API_TOKEN: token, HOSTINGER_API_URL: base }, context) {
    const owner = 'that HOSTINGER_API_TOKEN is of the account that holds the domain';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check HOSTINGER_API_TOKEN, and whether it was deleted or has expired',
        permission: `check ${owner}`,
        zone: owner,
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    return {
      ...batchApi({ size: batchSize, replacesSets: true, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const asked = { zone: everyZone, signal, path: '/api/domains/v1/portfolio' };
        const found = await api.send(asked, portfolio);
        // A free domain that was not chosen yet has no name.
        return found.flatMap(({ domain }) => domain ?? []);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal, path: `/api/dns/v1/zones/${segment(zone.name)}` };
  return {
    async list() {
      return withoutForeign(await api.send(about, zoneAnswer)).flatMap(recordsOf);
    },
    async write(changes, check) {
      const sets = changes.flatMap(setOf);
      const filters = changes.flatMap(({ name, type, desired }) => (desired ? [] : [{ name, type }]));
      // Only what matches name and type is replaced.
      if (sets.length > 0)
        await api.send({ ...about, method: 'PUT', body: { overwrite: true, zone: sets } }, accepted);
      if (filters.length > 0) {
        const isSecond = sets.length > 0;
        try {
          if (isSecond) await check();
          await api.send({ ...about, method: 'DELETE', body: { filters } }, accepted);
        } catch (thrown) {
          throw isSecond ? asUnconfirmed(asFailure(thrown), true) : thrown;
        }
      }
      return changes.map(setAfter);
    },
  };
}

function setOf({ name, type, desired }: Change) {
  return desired ? [{ name, type, ttl: desired.ttl, records: [{ content: desired.value }] }] : [];
}

function recordsOf({ name, type, ttl, records }: InferOutput<typeof rrset>): ListedRecord[] {
  // A disabled record is there and does not answer.
  return records.map(({ content, is_disabled }) => ({
    ...{ name, type, ttl, value: content },
    ...(is_disabled && { differs: true as const }),
  }));
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { message, errors, correlation_id: requestId } = output;
  const fields = Object.entries(errors).map(([field, wrong]) => `${field}: ${wrong.join(' ')}`);
  return { message: joined([message, ...fields], '; '), requestId };
}
