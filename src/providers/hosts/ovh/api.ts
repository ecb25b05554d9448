import { array, boolean, type InferOutput, never, nullish, number, object, safeParse, string } from 'valibot';
import { concurrently } from '../../../base/concurrently.ts';
import { Failure } from '../../../base/failure.ts';
import { ofSubdomain, toSubdomain } from '../../../dns/name.ts';
import type { CurrentRecord, DesiredSet, RecordKey } from '../../../dns/records.ts';
import type { HttpAnswer } from '../../../http/client.ts';
import { optionalText } from '../../api/error-text.ts';
import { type ApiRequest, jsonApi, type Outgoing, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { HostContext } from '../../host.ts';
import { isGone, Refusal } from '../../refusal.ts';
import type { ErrorReport } from '../../vendor.ts';

export interface OvhAccess {
  readonly base: string;
  readonly applicationKey: string;
  readonly applicationSecret: string;
  readonly consumerKey: string;
}

export type OvhApi = ReturnType<typeof ovhApi>;
type Type = DesiredSet['type'] | 'CNAME';

const record = object({
  id: number(),
  fieldType: string(),
  // The apex has none.
  subDomain: nullish(string(), ''),
  target: string(),
  ttl: nullish(number(), 0),
});
const ids = array(number());
const status = object({ isDeployed: boolean() });
// What a write answers: literally `null`.
const done = nullish(never());
const errorBody = object({ errorCode: optionalText, class: optionalText, message: optionalText });

const readsAtATime = 5;
const ofClock = ['INVALID_SIGNATURE', 'QUERY_TIME_OUT'];

/** The calls of OVHcloud's API about the records of a zone, signed with its own time. https://api.ovh.com/console/ */
export function ovhApi(context: HostContext, access: OvhAccess) {
  const { clock } = context;
  const { base, applicationKey, applicationSecret, consumerKey } = access;
  const vendor = {
    ...context,
    base,
    advice: {
      credentials:
        'check OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET and OVH_CONSUMER_KEY, that the consumer key was confirmed and has not expired, and that OVH_ENDPOINT is where they were created',
      permission:
        'OVH_CONSUMER_KEY needs the rights GET, POST, PUT and DELETE on /domain/zone/{zone}/record* and POST on /domain/zone/{zone}/refresh',
      zone: 'that OVH_ENDPOINT and the keys are those of the account that holds the zone',
    },
    report,
  };
  const unsigned = jsonApi({ ...vendor, headers: () => ({}) });
  const signed = jsonApi({ ...vendor, headers: signature });
  /** Seconds by which OVHcloud's time is ahead of our monotonic clock, which no change of the wall clock moves. */
  let ahead: number | undefined;

  async function signature({ method, url, body = '' }: Outgoing) {
    const { createHash } = await import('node:crypto');
    const timestamp = String(Math.round(clock.monotonic() / 1000 + (ahead ?? 0)));
    const said = [applicationSecret, consumerKey, method, url, body, timestamp].join('+');
    return {
      'x-ovh-application': applicationKey,
      'x-ovh-consumer': consumerKey,
      'x-ovh-timestamp': timestamp,
      'x-ovh-signature': `$1$${createHash('sha1').update(said).digest('hex')}`,
    };
  }

  /** Signs with the time that was asked for once; asks again when that turns out to be wrong. */
  async function inTime<T>(request: ApiRequest, call: () => Promise<T>): Promise<T> {
    const { zone, signal } = request;
    const isFresh = ahead === undefined;
    if (isFresh) {
      const time = await unsigned.send({ zone, signal, path: '/auth/time' }, number());
      ahead = time - clock.monotonic() / 1000;
    }
    try {
      return await call();
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || !ofClock.includes(thrown.code ?? '')) throw thrown;
      ahead = undefined;
      if (isFresh) throw thrown;
      return inTime(request, call);
    }
  }

  const zonePath = ({ zone }: RecordPlace) => `/domain/zone/${segment(zone.name)}`;
  const recordPath = (place: RecordPlace, id: string | number) =>
    `${zonePath(place)}/record/${segment(String(id))}`;
  const change = ({ zone, signal }: RecordPlace, request: Pick<ApiRequest, 'method' | 'path' | 'body'>) => {
    const whole = { zone, signal, ...request };
    return inTime(whole, () => signed.send(whole, done));
  };

  async function idsOf(place: RecordPlace, fieldType?: Type, name?: string): Promise<number[]> {
    const query = { fieldType, subDomain: name && toSubdomain(name) };
    const request: ApiRequest = { ...place, path: `${zonePath(place)}/record`, query };
    return inTime(request, () => signed.send(request, ids));
  }

  async function recordAt(place: RecordPlace, id: number | string): Promise<ListedRecord> {
    const request: ApiRequest = { ...place, path: recordPath(place, id) };
    return listed(await inTime(request, () => signed.send(request, record)));
  }

  async function recordOf(place: RecordPlace, id: number): Promise<ListedRecord> {
    try {
      return await recordAt(place, id);
    } catch (thrown) {
      if (!isGone(thrown)) throw thrown;
      throw new Failure('transient', `OVHcloud's list of ${place.zone.display} changed while it was read`);
    }
  }

  const recordsOf = (place: RecordPlace, found: readonly number[]) =>
    concurrently(found, readsAtATime, (id) => recordOf(place, id));

  return {
    /** The ids of a record set. The filter is one of patterns, so the name must hold none of their characters. */
    idsOfSet: async (place: RecordPlace, { type, name }: RecordKey) =>
      (await idsOf(place, type, name)).map(String),
    /** The records with these ids; one that is gone is left out. */
    async withIds(place: RecordPlace, ids: readonly string[]): Promise<ListedRecord[]> {
      const unlessGone = (thrown: unknown): [] => {
        if (isGone(thrown)) return [];
        throw thrown;
      };
      const found = await concurrently(ids, readsAtATime, (id) =>
        recordAt(place, id).then((one) => [one], unlessGone),
      );
      return found.flat();
    },
    /** The records of one name, of all types. */
    async ofName(place: RecordPlace, name: string) {
      return recordsOf(place, await idsOf(place, undefined, name));
    },
    /** The records of a type and of these names, and perhaps of others. */
    async ofType(place: RecordPlace, type: Type, names: readonly string[]): Promise<ListedRecord[]> {
      const [only, ...others] = names;
      const all = await idsOf(place, type, others.length === 0 ? only : undefined);
      // A request for each record of the zone, or one for each name and one for each of its records.
      if (others.length === 0 || all.length <= 2 * names.length) return recordsOf(place, all);
      const found = await concurrently(names, readsAtATime, (name) => idsOf(place, type, name));
      return recordsOf(place, [...new Set(found.flat())]);
    },
    async create(place: RecordPlace, { name, type, value, ttl }: DesiredSet): Promise<ListedRecord> {
      const body = { fieldType: type, subDomain: toSubdomain(name), target: value, ttl };
      const request: ApiRequest = { ...place, method: 'POST', path: `${zonePath(place)}/record`, body };
      return listed(await inTime(request, () => signed.send(request, record)));
    },
    update: (place: RecordPlace, id: string, { name, value, ttl }: DesiredSet) =>
      change(place, {
        method: 'PUT',
        path: recordPath(place, id),
        body: { subDomain: toSubdomain(name), target: value, ttl },
      }),
    remove: (place: RecordPlace, id: string) =>
      change(place, { method: 'DELETE', path: recordPath(place, id) }),
    /** Whether all that was written is live, as far as OVHcloud says. */
    async isDeployed(place: RecordPlace): Promise<boolean> {
      const request: ApiRequest = { ...place, path: `${zonePath(place)}/status` };
      return (await inTime(request, () => signed.send(request, status))).isDeployed;
    },
    /** Makes all that was written go live. */
    refresh: (place: RecordPlace) => change(place, { method: 'POST', path: `${zonePath(place)}/refresh` }),
  };
}

function held({ id, target, ttl }: InferOutput<typeof record>): CurrentRecord {
  return { id: String(id), value: target, ttl };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  return { ...held(one), name: ofSubdomain(one.subDomain), type: one.fieldType };
}

const meanings: Readonly<Record<string, ErrorReport>> = {
  INVALID_KEY: { status: 401 },
  INVALID_CREDENTIAL: { status: 401 },
  NOT_CREDENTIAL: { status: 401 },
  INVALID_SIGNATURE: { status: 401 },
  QUERY_TIME_OUT: { kind: 'transient', advice: 'OVHcloud says that the request is not of its time' },
};

function report(body: unknown, { headers }: HttpAnswer): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const code = output.errorCode ?? output.class;
  const { message } = output;
  return { code, message, requestId: headers['x-ovh-queryid'], ...(code && meanings[code]) };
}
