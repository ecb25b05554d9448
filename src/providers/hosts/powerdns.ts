import { array, boolean, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import { asFailure, Failure } from '../../base/failure.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { type Change, keyText } from '../../dns/records.ts';
import { matching, secret } from '../../settings/rows.ts';
import { ofServer, withDefault } from '../../settings/setting.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { asUnconfirmed } from '../apply/one-by-one.ts';
import { setAfter } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { baseUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';
import type { ZoneNotes } from '../zone-notes.ts';

const rrset = object({
  name: string(),
  type: string(),
  ttl: optional(number()),
  records: array(object({ content: string(), disabled: optional(boolean(), false) })),
});
const zoneAnswer = object({ kind: string(), soa_edit_api: optionalText, rrsets: array(ownOrForeign(rrset)) });
const zoneList = array(object({ name: string(), kind: string() }));
const errorBody = object({ error: optionalText });
type Rrset = InferOutput<typeof rrset>;

const ttl = { min: 1, max: 604_800 };
// The server takes bodies of 2 MB; a change of the longest name is below 500 bytes.
const batchSize = 2000;

/** The HTTP API of the PowerDNS Authoritative Server, whose unit is the record set. https://doc.powerdns.com/authoritative/http-api/ */
export const powerdns = host({
  name: 'powerdns',
  title: 'PowerDNS',
  about:
    'Switch the API on in `pdns.conf`: `api=yes`, `api-key=…`, and `webserver-address` and `webserver-allow-from` ' +
    'so that this container may reach it. The key may change every zone of the server; `rfc2136` needs less. All ' +
    'changes of a zone go in one request. Comments and disabled records stay. A primary zone with secondaries needs the metadata ' +
    '`SOA-EDIT-API`, which zones made before PowerDNS 5.0 may lack: else its serial stays and they keep the old address.',
  ttl,
  settings: {
    PDNS_API_KEY: secret('the `api-key` of the server'),
    PDNS_API_URL: baseUrl('where the API is, such as `http://pdns:8081`; `/api/v1` follows'),
    PDNS_SERVER_NAME: ofServer(
      withDefault(
        'localhost',
        matching(
          'the name of the server in the API',
          'the id of a server, such as localhost',
          /^(?!\.+$)[\w.-]+$/,
        ),
      ),
    ),
  },
  create({ PDNS_API_KEY: key, PDNS_API_URL: url, PDNS_SERVER_NAME: name }, context) {
    const api = jsonApi({
      ...context,
      base: `${url.replace(/\/+$/, '').replace(/\/api(\/v1)?$/, '')}/api/v1`,
      advice: {
        credentials: 'check PDNS_API_KEY',
        permission: 'check PDNS_API_KEY and the rules of the server, such as webserver-allow-from',
        zone: 'that PDNS_API_URL and PDNS_SERVER_NAME are those of the server that holds the zone',
      },
      headers: () => ({ 'x-api-key': key }),
      report,
    });
    const server = segment(name);
    return {
      ...batchApi({
        size: batchSize,
        replacesSets: true,
        calls: (place) => calls(api, server, place, context.notes),
      }),
      async zones(signal) {
        const all = await api.send({ zone: everyZone, signal, path: `/servers/${server}/zones` }, zoneList);
        return all.flatMap(({ name, kind }) => (isSecondary(kind) ? [] : name));
      },
    };
  },
});

function calls(api: JsonApi, server: string, { zone, signal }: RecordPlace, notes: ZoneNotes): BatchCalls {
  const path = `/servers/${server}/zones/${segment(`${zone.name}.`)}`;

  // Servers before 4.9 leave disabled records out when they are asked for one name only.
  async function rrsets(action: 'read' | 'write'): Promise<readonly Rrset[]> {
    const answer = await api.send({ zone, signal, path, action }, zoneAnswer);
    const { kind, rrsets, soa_edit_api: edit } = answer;
    const isStill = edit === '' && /^(master|primary|producer)$/i.test(kind);
    notes.note(zone, 'not-served', isStill ? stillSerial(zone) : undefined);
    if (isSecondary(kind))
      throw new Failure(
        'permanent',
        `${zone.display} is a secondary zone at this server, so changes would be lost: PDNS_API_URL must name its primary server`,
      );
    return withoutForeign(rrsets);
  }

  /** The records that are switched off, by record set, as they are now: one that is not sent again is lost. */
  async function disabled(): Promise<ReadonlyMap<string, readonly string[]>> {
    try {
      return new Map((await rrsets('write')).map((set) => [keyOf(set, zone), contents(set, true)]));
    } catch (thrown) {
      throw asUnconfirmed(asFailure(thrown), false);
    }
  }

  return {
    list: async () => (await rrsets('read')).flatMap((set) => listed(set, zone)),
    async write(changes) {
      const kept = await disabled();
      const body = { rrsets: changes.map((change) => replacement(change, zone, kept.get(keyText(change)))) };
      await api.answer({ zone, signal, method: 'PATCH', path, body });
      return changes.map(setAfter);
    },
  };
}

function isSecondary(kind: string): boolean {
  return /^(slave|secondary|consumer)$/i.test(kind);
}

/** Native zones are copied by the database, whatever the serial. https://doc.powerdns.com/authoritative/domainmetadata.html#soa-edit-api */
function stillSerial({ name, display }: Zone): string {
  return `changes of ${display} leave its serial as it is at this PowerDNS, so its secondaries keep the old address: set SOA-EDIT-API, as with pdnsutil set-meta ${name} SOA-EDIT-API DEFAULT`;
}

/** Without comments in it, the server leaves those of the set alone. No records: the set is deleted. */
function replacement({ name, type, desired, current }: Change, zone: Zone, disabled: readonly string[] = []) {
  const others = disabled.filter((content) => content !== desired?.value);
  return {
    name: `${fqdn(name, zone)}.`,
    type,
    ttl: desired?.ttl ?? current.records[0]?.ttl ?? ttl.min,
    changetype: 'REPLACE',
    records: [
      ...(desired ? [{ content: desired.value, disabled: false }] : []),
      ...others.map((content) => ({ content, disabled: true })),
    ],
  };
}

function listed(set: Rrset, zone: Zone): ListedRecord[] {
  const { type, ttl = null } = set;
  return contents(set, false).map((value) => ({ name: relativeName(set.name, zone), type, value, ttl }));
}

function contents({ records }: Rrset, disabled: boolean): string[] {
  return records.filter((record) => record.disabled === disabled).map(({ content }) => content);
}

function keyOf({ name, type }: Rrset, zone: Zone): string {
  return `${relativeName(name, zone)}/${type}`;
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  const message = success ? output.error : undefined;
  // Servers before 4.2 say so with 422.
  return { message, ...(/^could not find domain/i.test(message ?? '') && { status: 404 }) };
}
