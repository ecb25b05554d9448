import { array, boolean, type InferOutput, never, nullish, number, object, safeParse, string } from 'valibot';
import { concurrently } from '../../../base/concurrently.ts';
import { ofSubdomain, toSubdomain } from '../../../dns/name.ts';
import type { CurrentRecord, DesiredSet } from '../../../dns/records.ts';
import type { HttpAnswer } from '../../../http/client.ts';
import { optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { filterableName, isWildcard } from '../../api/name-filter.ts';
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
    const only = filterableName(name);
    const query = { fieldType, subDomain: only && toSubdomain(only) };
    const request: ApiRequest = { ...place, path: `${zonePath(place)}/record`, query };
    return inTime(request, () => signed.send(request, ids));
  }

  /** Undefined where the list names an id that is not there. */
  async function recordOf(place: RecordPlace, id: number): Promise<ListedRecord[] | undefined> {
    const request: ApiRequest = { ...place, path: recordPath(place, id) };
    try {
      const found = await inTime(request, () => signed.send(request, ownOrForeign(record, 'fieldType')));
      return withoutForeign([found]).map(listed);
    } catch (thrown) {
      if (isGone(thrown)) return undefined;
      throw thrown;
    }
  }

  /**
   * The records of a list of ids. One that is gone was deleted since, so the list is asked for again; an id that is
   * listed again and still not there is no record.
   */
  async function recordsOf(place: RecordPlace, list: () => Promise<readonly number[]>) {
    const read = async () => concurrently(await list(), readsAtATime, (id) => recordOf(place, id));
    const first = await read();
    return (first.includes(undefined) ? await read() : first).flatMap((one) => one ?? []);
  }

  return {
    /** The records of one name, of all types. */
    ofName: (place: RecordPlace, name: string) => recordsOf(place, () => idsOf(place, undefined, name)),
    /** The records of a type and of these names, and perhaps of others. */
    async ofType(place: RecordPlace, type: Type, names: readonly string[]): Promise<ListedRecord[]> {
      const [only, ...others] = names;
      return recordsOf(place, async () => {
        const all = await idsOf(place, type, others.length === 0 ? only : undefined);
        // A request for each record of the zone, or one for each name and one for each of its records.
        if (others.length === 0 || names.some(isWildcard) || all.length <= 2 * names.length) return all;
        const found = await concurrently(names, readsAtATime, (name) => idsOf(place, type, name));
        return [...new Set(found.flat())];
      });
    },
    async create(place: RecordPlace, { name, type, value, ttl }: DesiredSet): Promise<CurrentRecord> {
      const body = { fieldType: type, subDomain: toSubdomain(name), target: value, ttl };
      const request: ApiRequest = { ...place, method: 'POST', path: `${zonePath(place)}/record`, body };
      return held(await inTime(request, () => signed.send(request, record)));
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

const expired =
  'OVHcloud says that the service has expired: renew the domain, or its DNS zone, in the control panel';

function report(body: unknown, { headers, status }: HttpAnswer): ErrorReport {
  const ended: ErrorReport = status === 460 ? { kind: 'permanent', advice: expired } : {};
  const { output, success } = safeParse(errorBody, body);
  if (!success) return ended;
  const code = output.errorCode ?? output.class;
  const { message } = output;
  return { code, message, requestId: headers['x-ovh-queryid'], ...ended, ...(code && meanings[code]) };
}
