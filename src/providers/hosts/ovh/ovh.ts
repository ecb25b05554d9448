import { asFailure, Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import type { RecordKey, RecordSet } from '../../../dns/records.ts';
import { parsed, secret } from '../../../settings/rows.ts';
import { ofServer, optional, withDefault } from '../../../settings/setting.ts';
import type { Adapter } from '../../apply/compare.ts';
import { currentSets, type ListedRecord } from '../../apply/listing.ts';
import { setsByType } from '../../apply/listing-by-type.ts';
import { oneByOne, stopped } from '../../apply/one-by-one.ts';
import { idOf, type RecordPlace, recordSteps } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import type { Confirmation } from '../../provider.ts';
import { baseUrl } from '../../settings.ts';
import type { OvhCredentials } from './access.ts';
import { type OvhApi, ovhApi } from './api.ts';
import { type Endpoint, endpointOf } from './endpoints.ts';

const signing = ['OVH_APPLICATION_KEY', 'OVH_APPLICATION_SECRET', 'OVH_CONSUMER_KEY'] as const;
const account = ['OVH_CLIENT_ID', 'OVH_CLIENT_SECRET'] as const;
const token = ['OVH_ACCESS_TOKEN'] as const;

/**
 * OVHcloud, whose unit is the record; a zone goes live with one refresh after all changes.
 * https://eu.api.ovh.com/console/#/domain
 */
export const ovh = host({
  name: 'ovh',
  title: 'OVHcloud',
  about:
    'Create the three keys at https://eu.api.ovh.com/createToken/ (https://ca.api.ovh.com/createToken/, https://api.us.ovhcloud.com/createToken/) with unlimited validity and the rights `GET`, `POST`, `PUT` and `DELETE` on `/domain/zone/example.com/record*` `POST` on `/domain/zone/example.com/refresh` and `GET` on `/domain/zone/example.com/status`; without the last one the zone is refreshed at every start, to be sure that it is live. Each record takes one request to read and one to write, and the zone one more to go live. Instead of the keys, a service account (OAuth2) will do whose IAM policy allows the same. OVHcloud is asked 10 times a second at most. DynHost records are something else and are not touched.',
  // A TTL of 0 stands for that of the zone; the upper bound is that of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  // OVHcloud states no number; other clients go no faster than 20 a second.
  rate: { requests: 10, per: 1000 },
  settings: {
    OVH_ENDPOINT: ofServer(
      withDefault(
        'ovh-eu',
        parsed(
          'where the account is: `ovh-eu`, `ovh-ca` or `ovh-us`, or a host of the API such as `api.eu.ovhcloud.com`',
          'ovh-eu, ovh-ca, ovh-us, or one of their hosts such as api.eu.ovhcloud.com',
          endpointOf,
        ),
      ),
    ),
    OVH_APPLICATION_KEY: optional(
      secret('application key, with `OVH_APPLICATION_SECRET` and `OVH_CONSUMER_KEY`'),
    ),
    OVH_APPLICATION_SECRET: optional(secret('application secret')),
    OVH_CONSUMER_KEY: optional(
      secret('consumer key with all rights on the records of the zone, and to refresh it'),
    ),
    OVH_CLIENT_ID: optional(secret('id of a service account (OAuth2), instead of the three keys')),
    OVH_CLIENT_SECRET: optional(secret('secret of the service account')),
    OVH_ACCESS_TOKEN: optional(secret('access token that you renew yourself, instead of all of these')),
    OVH_API_URL: optional(baseUrl('where the API is, instead of where `OVH_ENDPOINT` has it')),
  },
  check(given) {
    const kinds = [signing, account, token];
    const begun = kinds.filter((names) => names.some((name) => given[name] !== undefined));
    const [kind, another] = begun;
    const choice = kinds.map((names) => names.join(' with ')).join(', or ');
    if (!kind) return [`give ${choice}`];
    if (another) return [`${begun.flat().join(', ')} do not fit together; give ${choice}`];
    return kind.filter((name) => given[name] === undefined).map((name) => `${name} is required`);
  },
  create(values, context) {
    const { OVH_ENDPOINT: endpoint, OVH_API_URL: base = endpoint.base } = values;
    const api = ovhApi(context, base, credentialsOf(values));
    return refreshed(api, context.dryRun ?? false);
  },
});

interface Given {
  readonly OVH_ENDPOINT: Endpoint;
  readonly OVH_API_URL?: string | undefined;
  readonly OVH_APPLICATION_KEY?: string | undefined;
  readonly OVH_APPLICATION_SECRET?: string | undefined;
  readonly OVH_CONSUMER_KEY?: string | undefined;
  readonly OVH_CLIENT_ID?: string | undefined;
  readonly OVH_CLIENT_SECRET?: string | undefined;
  readonly OVH_ACCESS_TOKEN?: string | undefined;
}

function credentialsOf(values: Given): OvhCredentials {
  const { OVH_API_URL: api, OVH_ENDPOINT: endpoint } = values;
  if (values.OVH_ACCESS_TOKEN !== undefined) return { token: values.OVH_ACCESS_TOKEN };
  const { OVH_CLIENT_ID: clientId, OVH_CLIENT_SECRET: clientSecret = '' } = values;
  // Beside an API that is elsewhere, the tokens are there as well.
  const tokenUrl = api === undefined ? endpoint.tokenUrl : new URL('/auth/oauth2/token', api).href;
  if (clientId !== undefined) return { clientId, clientSecret, tokenUrl };
  const { OVH_APPLICATION_KEY: applicationKey = '', OVH_APPLICATION_SECRET: applicationSecret = '' } = values;
  return { applicationKey, applicationSecret, consumerKey: values.OVH_CONSUMER_KEY ?? '' };
}

function refreshed(api: OvhApi, dryRun: boolean): Adapter {
  /**
   * Whether all that the records show is live. Of any other zone nothing is known: its records look right even
   * if a program before this one wrote them and was stopped before the refresh.
   */
  const isLive = new Map<string, boolean>();

  async function refresh(place: RecordPlace): Promise<void> {
    try {
      await api.refresh(place);
    } catch (thrown) {
      throw notLive(asFailure(thrown));
    }
    isLive.set(place.zone.name, true);
  }

  /** Refreshes the zone unless it is known to be live. */
  async function ensureLive(place: RecordPlace): Promise<void> {
    const { name } = place.zone;
    if (!isLive.has(name) && (await isDeployed(place))) isLive.set(name, true);
    if (!isLive.get(name)) await refresh(place);
  }

  /** No clear yes is a no: a key may lack the right to ask. */
  async function isDeployed(place: RecordPlace): Promise<boolean> {
    try {
      return await api.isDeployed(place);
    } catch (thrown) {
      const { kind, unanswered } = asFailure(thrown);
      if (kind === 'limited' || unanswered) throw thrown;
      return false;
    }
  }

  /** Refreshes the zone where something was written, or may have been; without that nothing is confirmed. */
  async function live(confirmations: readonly Confirmation[], place: RecordPlace): Promise<Confirmation[]> {
    const failures = confirmations.flatMap((one) => ('failure' in one ? one.failure : []));
    const isWritten = failures.length < confirmations.length;
    if (isWritten || failures.some(({ unconfirmed }) => unconfirmed)) isLive.set(place.zone.name, false);
    if (isLive.get(place.zone.name) !== false) return [...confirmations];
    try {
      const end = failures.find((one) => one.kind === 'limited' || (one.unanswered && !isWritten));
      if (end) throw notLive(end);
      await refresh(place);
      return [...confirmations];
    } catch (thrown) {
      const failure = asFailure(thrown);
      return confirmations.map((one) =>
        'failure' in one ? one : { name: one.name, type: one.type, failure },
      );
    }
  }

  const placeOf = (zone: Zone, signal: AbortSignal): RecordPlace => ({ zone, zoneId: zone.name, signal });
  return {
    zones: api.zones,
    async read(zone, keys, signal) {
      const place = placeOf(zone, signal);
      const sets = await setsByType(keys, (type, names) => api.ofType(place, type, names));
      if (!dryRun) await ensureLive(place);
      return sets;
    },
    async look(zone, change, signal) {
      const { current } = change;
      const place = placeOf(zone, signal);
      const known = current.records.map((record) => idOf(record, change));
      const ids = isPlain(change) ? await api.idsOfSet(place, change) : known;
      // One call for each name: who has the ids of a set knows that nothing came, went, or was renamed.
      if (isPlain(change) && sorted(ids) === sorted(known)) return { ...current };
      return currentSet(change, await api.withIds(place, ids));
    },
    async apply(zone, changes, signal, compare) {
      if (signal.aborted) throw stopped();
      const place = placeOf(zone, signal);
      const steps = recordSteps({
        list: (name) => api.ofName(place, name ?? ''),
        create: (desired) => api.create(place, desired),
        async update(id, desired) {
          await api.update(place, id, desired);
          return { id, value: desired.value, ttl: desired.ttl };
        },
        remove: (id) => api.remove(place, id),
      });
      return live(await oneByOne(changes, signal, steps, { compare, concurrency: 4 }), place);
    },
  };
}

/** Whether the name is no pattern for the filter of names, which knows more than `*`. */
const isPlain = ({ name }: RecordKey): boolean => /^[a-z\d.@-]+$/.test(name);

const sorted = (ids: readonly string[]): string => [...ids].sort().join();

function currentSet(key: RecordKey, found: readonly ListedRecord[]): RecordSet {
  const [set] = currentSets([key], found);
  return set ?? { name: key.name, type: key.type, records: [] };
}

/** It concerns no single record, so it must not be told as the refusal of one. */
function notLive(failure: Failure): Failure {
  const { kind, message, retryAfter, unanswered } = failure;
  const told = `the changes are not live, because the zone was not refreshed: ${message}`;
  const details = { retryAfter, unanswered, unconfirmed: true, cause: failure };
  return new Failure(kind === 'record' ? 'transient' : kind, told, details);
}
