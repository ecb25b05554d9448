import { asFailure, Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import { parsed, secret } from '../../../settings/rows.ts';
import { ofServer, optional, withDefault } from '../../../settings/setting.ts';
import { setsByType } from '../../apply/listing-by-type.ts';
import { oneByOne, stopped } from '../../apply/one-by-one.ts';
import { type RecordPlace, recordSteps } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import type { Confirmation, Provider } from '../../provider.ts';
import { baseUrl } from '../../settings.ts';
import { type OvhApi, ovhApi } from './api.ts';

const endpoints = new Map([
  ['ovh-eu', 'https://eu.api.ovh.com/1.0'],
  ['ovh-ca', 'https://ca.api.ovh.com/1.0'],
  ['ovh-us', 'https://api.us.ovhcloud.com/1.0'],
]);

/** OVHcloud, whose unit is the record; a zone goes live with one refresh after all changes. */
export const ovh = host({
  name: 'ovh',
  title: 'OVHcloud',
  about:
    'Create the three keys at https://eu.api.ovh.com/createToken/ (https://ca.api.ovh.com/createToken/, https://api.us.ovhcloud.com/createToken/) with unlimited validity and the rights `GET`, `POST`, `PUT` and `DELETE` on `/domain/zone/example.com/record*` `POST` on `/domain/zone/example.com/refresh` and `GET` on `/domain/zone/example.com/status`; without the last one the zone is refreshed at every start, to be sure that it is live. Each record takes one request to read and one to write, and the zone one more to go live. DynHost records are something else and are not touched.',
  // A TTL of 0 stands for that of the zone; the upper bound is that of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    OVH_ENDPOINT: ofServer(
      withDefault(
        'ovh-eu',
        parsed('where the account is: `ovh-eu`, `ovh-ca` or `ovh-us`', 'ovh-eu, ovh-ca or ovh-us', (value) =>
          endpoints.get(value),
        ),
      ),
    ),
    OVH_APPLICATION_KEY: secret('application key'),
    OVH_APPLICATION_SECRET: secret('application secret'),
    OVH_CONSUMER_KEY: secret('consumer key with all rights on the records of the zone, and to refresh it'),
    OVH_API_URL: optional(baseUrl('where the API is, instead of where `OVH_ENDPOINT` has it')),
  },
  create(values, context) {
    const api = ovhApi(context, {
      base: values.OVH_API_URL ?? values.OVH_ENDPOINT,
      applicationKey: values.OVH_APPLICATION_KEY,
      applicationSecret: values.OVH_APPLICATION_SECRET,
      consumerKey: values.OVH_CONSUMER_KEY,
    });
    return refreshed(api, context.dryRun ?? false);
  },
});

function refreshed(api: OvhApi, dryRun: boolean): Pick<Provider, 'read' | 'apply'> {
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
    async read(zone, keys, signal) {
      const place = placeOf(zone, signal);
      const sets = await setsByType(keys, (type, names) => api.ofType(place, type, names));
      if (!dryRun) await ensureLive(place);
      return sets;
    },
    async apply(zone, changes, signal) {
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
      return live(await oneByOne(changes, signal, steps, { concurrency: 4 }), place);
    },
  };
}

/** It concerns no single record, so it must not be told as the refusal of one. */
function notLive(failure: Failure): Failure {
  const { kind, message, retryAfter, unanswered } = failure;
  const told = `the changes are not live, because the zone was not refreshed: ${message}`;
  const details = { retryAfter, unanswered, unconfirmed: true, cause: failure };
  return new Failure(kind === 'record' ? 'transient' : kind, told, details);
}
