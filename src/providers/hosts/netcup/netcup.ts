import { array, boolean, type InferOutput, number, object, optional, string, union } from 'valibot';
import { asFailure, Failure } from '../../../base/failure.ts';
import type { Change, RecordSet } from '../../../dns/records.ts';
import { matching, parsed, secret } from '../../../settings/rows.ts';
import { withDefault } from '../../../settings/setting.ts';
import { type ForeignRecord, ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { currentSets, type ListedRecord } from '../../apply/listing.ts';
import { asUnconfirmed } from '../../apply/one-by-one.ts';
import { operationsOf } from '../../apply/operations.ts';
import { type BatchCalls, batchApi } from '../../apply/per-batch.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { Refusal } from '../../refusal.ts';
import { type NetcupSession, netcupSession, noContent } from './session.ts';

const record = object({
  id: union([string(), number()]),
  hostname: string(),
  type: string(),
  destination: string(),
  deleterecord: optional(boolean()),
});
const recordList = object({ responsedata: object({ dnsrecords: array(ownOrForeign(record)) }) });

const batchSize = 1000;

/**
 * netcup's DNS through the CCP API: one list to read, one update with the changed records alone to write.
 * https://ccp.netcup.net/run/webservice/servers/endpoint.php
 */
export const netcup = host({
  name: 'netcup',
  title: 'netcup',
  about:
    'Create an API key and an API password in the customer control panel under Master data → API; they cannot be limited to one zone. netcup has one TTL for the whole zone, to be set in the customer control panel, so `TTL` has no effect. It takes some minutes until netcup publishes a change. Zones in CloudDNS, as those of new domains are, are not reached by this API: use `PROVIDER=netcupclouddns`. netcup takes 180 requests a minute; all changes of a zone go in one, with two for the session.',
  // The zone has one TTL for all records, so that of a record is neither sent nor compared.
  ttl: { min: 1, max: 2_147_483_647 },
  rate: { requests: 180, per: 60_000 },
  settings: {
    NETCUP_CUSTOMER_NUMBER: matching(
      'customer number, as used to log in to the customer control panel',
      'digits',
      /^\d+$/,
    ),
    NETCUP_API_KEY: secret('API key'),
    NETCUP_API_PASSWORD: secret('API password'),
    // Has a query, unlike those of the others.
    NETCUP_API_URL: withDefault(
      'https://ccp.netcup.net/run/webservice/servers/endpoint.php?JSON',
      parsed('where the API is', 'an http:// or https:// URL without user name or fragment', (value) =>
        URL.canParse(value) && /^https?:\/\/[^@#]+$/.test(value) ? value : undefined,
      ),
    ),
  },
  create(values, context) {
    const session = netcupSession(context, {
      url: values.NETCUP_API_URL,
      customerNumber: values.NETCUP_CUSTOMER_NUMBER,
      apiKey: values.NETCUP_API_KEY,
      apiPassword: values.NETCUP_API_PASSWORD,
    });
    const records = batchApi({ size: batchSize, calls: (place) => calls(session, place) });
    return {
      read: records.read,
      async apply(zone, changes, signal, compare) {
        const confirmations = await records.apply(zone, changes, signal, compare);
        // After a failure the session is soon needed again.
        if (confirmations.every((one) => 'held' in one))
          await session.end({ zone, zoneId: zone.name, signal });
        return confirmations;
      },
    };
  },
});

function calls(session: NetcupSession, place: RecordPlace): BatchCalls {
  const domain = { domainname: place.zone.name };
  const list = async () => {
    try {
      const action = { name: 'infoDnsRecords', place, parameters: domain };
      return listed((await session.send(action, recordList)).responsedata.dnsrecords);
    } catch (thrown) {
      if (isEmptyZone(thrown)) return [];
      throw thrown;
    }
  };
  return {
    list,
    async write(changes) {
      const parameters = { ...domain, dnsrecordset: { dnsrecords: recordsOf(changes) } };
      try {
        const action = { name: 'updateDnsRecords', place, parameters, kind: 'write' } as const;
        const { dnsrecords } = (await session.send(action, recordList)).responsedata;
        return confirmed(changes, listed(dnsrecords));
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || thrown.kind !== 'record') throw thrown;
        throw (await isAsRead(changes, list)) ? thrown : stale(thrown);
      }
    },
  };
}

/** Nothing but the changed records, which netcup wants as a whole. */
function recordsOf(changes: readonly Change[]): object[] {
  const { creates, updates, removes } = operationsOf(changes);
  return [
    ...creates.map(({ name, type, value }) => ({ hostname: name, type, destination: value })),
    ...updates.map(({ id, desired: { name, type, value } }) => ({
      id,
      hostname: name,
      type,
      destination: value,
    })),
    ...removes.map(({ id, name, type, held }) => ({
      id,
      hostname: name,
      type,
      destination: held.value,
      deleterecord: true,
    })),
  ];
}

/** What the answer to an update, which is the whole zone, holds of the changed sets. */
function confirmed(changes: readonly Change[], now: readonly ListedRecord[]): RecordSet[] {
  const sets = currentSets(changes, now);
  if (changes.some(({ desired }, index) => desired && sets[index]?.records.length === 0))
    throw new Failure('transient', 'netcup confirmed an update but does not list its records', {
      unconfirmed: true,
    });
  return sets;
}

function listed(records: readonly (InferOutput<typeof record> | ForeignRecord)[]): ListedRecord[] {
  return withoutForeign(records)
    .filter(({ deleterecord }) => deleterecord !== true)
    .map(({ id, hostname, type, destination }) => ({
      id: String(id),
      name: hostname,
      type,
      value: destination,
      ttl: null,
    }));
}

/**
 * Whether the records are still as they were read. netcup does not say what of a refused update was wrong, a
 * record or that it is gone, nor whether it carried out some of it.
 */
async function isAsRead(changes: readonly Change[], list: () => Promise<ListedRecord[]>): Promise<boolean> {
  try {
    const now = currentSets(changes, await list());
    return changes.every(({ current }, index) => idsOf(current) === idsOf(now[index]));
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.kind === 'transient') throw asUnconfirmed(failure, true);
    return true;
  }
}

function idsOf(set: RecordSet | undefined): string {
  return JSON.stringify(set?.records.map(({ id }) => id).sort());
}

function stale({ message, status, code }: Refusal): Refusal {
  return new Refusal('transient', message, {
    status,
    code,
    unconfirmed: true,
    stale: true,
    retryAfter: undefined,
  });
}

/** netcup calls it an error that a zone is empty. */
function isEmptyZone(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.status === noContent;
}
