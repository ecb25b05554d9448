import {
  array,
  boolean,
  type InferOutput,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
  unknown,
} from 'valibot';
import { asFailure, Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { type Change, keyText } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { filterableName } from '../api/name-filter.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import { listedSets } from '../apply/listing.ts';
import { asUnconfirmed } from '../apply/one-by-one.ts';
import { setAfter } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { isGone } from '../refusal.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const zoneList = array(object({ id: string(), name: string() }));
const record = object({
  id: string(),
  name: string(),
  type: string(),
  content: string(),
  ttl: number(),
  disabled: optional(boolean()),
});
const zoneAnswer = object({ records: array(ownOrForeign(record)) });
const fault = object({ code: optionalText, message: optionalText, parameters: optional(unknown()) });
// Its gateway says it in another form than the service behind it.
const errorBody = union([array(fault), fault]);

// No limit is stated.
const batchSize = 100;

/** IONOS's hosting DNS API: one list to read, one call for all records to write. https://developer.hosting.ionos.com/docs/dns */
export const ionos = host({
  name: 'ionos',
  title: 'IONOS',
  about:
    'Create an API key at https://developer.hosting.ionos.com/keys and join its public prefix and its secret with a dot. A key is good for all domains of the account. This is the DNS of IONOS hosting, not that of IONOS Cloud. All changes of a zone go in one request. IONOS switches off records of its own services (web space, mail) where they do not go with a change: keep no name that such a service uses.',
  // The API takes 60 and more; the upper bound is that of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    IONOS_API_KEY: secret(
      'API key as `PREFIX.SECRET`',
      'the public prefix and the secret of the key, joined by a dot',
      /^[\x21-\x2d\x2f-\x7e]+\.[\x21-\x7e]+$/,
    ),
    IONOS_API_URL: apiUrl('https://api.hosting.ionos.com/dns/v1'),
  },
  create({ IONOS_API_KEY: key, IONOS_API_URL: base }, context) {
    const owner = 'that IONOS_API_KEY is of the contract that holds the domain';
    const api = jsonApi({
      ...context,
      base,
      secrets: [...context.secrets, key.slice(key.indexOf('.') + 1)],
      advice: {
        credentials: 'check IONOS_API_KEY, which is PREFIX.SECRET, and whether the key was deleted',
        permission: `check ${owner} and may use DNS`,
        zone: owner,
      },
      headers: () => ({ 'x-api-key': key }),
      report,
    });
    const allZones = (zone: Zone, signal: AbortSignal) =>
      api.send({ zone, signal, path: '/zones' }, zoneList);
    const zones = zoneIds(async (zone, signal) => {
      const all = await allZones(zone, signal);
      const found = all.find(({ name }) => listedName(name) === zone.name);
      if (found) return found.id;
      throw new Failure('permanent', noZone(context.title, zone, owner));
    });
    return {
      ...batchApi({ zones, size: batchSize, replacesSets: true, calls: (place) => calls(api, place) }),
      zones: async (signal) => (await allZones(everyZone, signal)).map(({ name }) => name),
    };
  },
});

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): BatchCalls {
  const path = `/zones/${segment(zoneId)}`;
  const about = { zone, signal, path };
  const desiredIn = ({ name, type, desired }: Change) =>
    desired
      ? [{ name: fqdn(name, zone), type, content: desired.value, ttl: desired.ttl, prio: 0, disabled: false }]
      : [];

  async function list(name: string | undefined) {
    const only = filterableName(name);
    const query = { recordName: only && fqdn(only, zone) };
    const { records } = await api.send({ ...about, query }, zoneAnswer);
    const own = withoutForeign(records);
    const keyOf = (one: { readonly name: string; readonly type: string }) => `${one.name}/${one.type}`;
    const served = new Set(own.filter(({ disabled }) => !disabled).map(keyOf));
    return (
      own
        // What IONOS switched off for the sake of another record of the same set is not in its way.
        .filter((one) => !one.disabled || !served.has(keyOf(one)))
        .map((one) => ({ name: relativeName(one.name, zone), type: one.type, ...held(one) }))
    );
  }

  /** What became of the sets: a service of IONOS may have had its say. */
  async function confirmed(changes: readonly Change[]) {
    try {
      return await listedSets(changes, list);
    } catch (thrown) {
      throw asUnconfirmed(asFailure(thrown), true);
    }
  }

  /** Deletes sets by the ids of now: those that were read are another record's after a replacement. */
  async function remove(changes: readonly Change[], haveSent: () => void) {
    const keys = changes.map(keyText);
    const [only, ...others] = new Set(changes.map(({ name }) => name));
    for (const { name, type, id } of await list(others.length === 0 ? only : undefined)) {
      if ((type !== 'A' && type !== 'AAAA') || !keys.includes(keyText({ name, type }))) continue;
      const one = `${path}/records/${segment(id)}`;
      await api.answer({ ...about, method: 'DELETE', path: one }).catch((thrown: unknown) => {
        if (!isGone(thrown) || thrown.code === 'ZONE_NOT_FOUND') throw thrown;
      });
      haveSent();
    }
  }

  return {
    list,
    async write(changes) {
      const body = changes.flatMap(desiredIn);
      const removed = changes.filter(({ desired }) => !desired);
      // Replaces all records of each name and type that is given, and leaves the others alone; answered with nothing.
      if (body.length > 0) await api.answer({ ...about, method: 'PATCH', body });
      // Of several calls, some may have been carried out.
      let isBegun = body.length > 0;
      if (removed.length > 0)
        await remove(removed, () => {
          isBegun = true;
        }).catch((thrown) => {
          throw isBegun ? asUnconfirmed(asFailure(thrown), true) : thrown;
        });
      return body.length > 0 ? confirmed(changes) : changes.map(setAfter);
    },
  };
}

function held({ id, content, ttl, disabled }: InferOutput<typeof record>) {
  // A disabled record is there and does not answer.
  return { id, value: content, ttl, ...(disabled && { differs: true as const }) };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const faults = [output].flat();
  const messages = faults.map(({ message, parameters }) =>
    joined([message, parameters ? JSON.stringify(parameters) : undefined], ' '),
  );
  return { code: faults[0]?.code, message: joined(messages, '; ') };
}
