import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import type { Change } from '../../../dns/records.ts';
import { everyZone } from '../../api/every-zone.ts';
import { withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { jsonApi, type Outgoing, segment } from '../../api/rest-api.ts';
import { type ZoneIds, zoneIds } from '../../api/zone-ids.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { HostContext } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { report } from './refusals.ts';
import {
  changeAnswer,
  changeBatch,
  hostedZones,
  parseAnswer,
  type Route53RecordSet,
  recordSetPage,
} from './xml.ts';

export interface Route53Access {
  readonly base: string;
  /** That requests are signed for. */
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** Shorter than in docs/hosts.md, where Amazon stands before it. */
const title = 'Route 53';

export type Route53Api = ReturnType<typeof route53Api>;

/** The calls of Route 53's API, signed with Signature Version 4. */
export function route53Api(context: HostContext, access: Route53Access) {
  const { accessKeyId, secretAccessKey, sessionToken, region } = access;
  const api = jsonApi({
    ...context,
    base: `${access.base.replace(/\/+$/, '')}/2013-04-01`,
    title,
    advice: {
      credentials:
        'check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where they are temporary, AWS_SESSION_TOKEN',
      permission:
        'the policy of the access key must allow route53:ListHostedZonesByName, route53:ListResourceRecordSets and route53:ChangeResourceRecordSets',
      zone: 'AWS_HOSTED_ZONE_ID where it is given',
    },
    contentType: 'text/xml',
    parse: parseAnswer,
    headers: signature,
    report,
  });

  async function signature({ method, url, body = '' }: Outgoing) {
    const { AwsV4Signer } = await import('aws4fetch');
    const key = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    const datetime = new Date(context.clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, '');
    const signer = new AwsV4Signer({ ...key, service: 'route53', region, method, url, body, datetime });
    return Object.fromEntries((await signer.sign()).headers);
  }

  return {
    /** All records of the zone, or at least those of one name. */
    async list({ zone, zoneId, signal }: RecordPlace, only: string | undefined): Promise<ListedRecord[]> {
      const path = `/hostedzone/${segment(zoneId)}/rrset`;
      const first = only === undefined ? { maxitems: 300 } : { name: `${fqdn(only, zone)}.`, maxitems: 10 };
      const sets = await allPages(`Route 53's list of ${zone.display}`, async (at) => {
        const query = { ...first, ...Object.fromEntries(new URLSearchParams(String(at ?? ''))) };
        const answer = await api.send({ zone, signal, path, query }, recordSetPage);
        const { ListResourceRecordSetsResponse: page } = answer;
        const items = page.ResourceRecordSets === '' ? [] : page.ResourceRecordSets.ResourceRecordSet;
        const last = items.at(-1);
        // A list begins at the name asked for and goes on to the end of the zone.
        const { Name: lastName } = last && 'foreign' in last ? last.foreign : (last ?? {});
        const passed = only !== undefined && typeof lastName === 'string' && nameOf(lastName, zone) !== only;
        if (page.IsTruncated === 'false' || passed) return { items };
        const { NextRecordName: name, NextRecordType: type, NextRecordIdentifier: identifier } = page;
        return {
          items,
          next: String(new URLSearchParams({ name, type, ...(identifier && { identifier }) })),
        };
      });
      return withoutForeign(sets).flatMap((set) => listed(set, zone));
    },
    /**
     * Carries out all changes or none. The answer says PENDING, which means accepted: the list shows the new
     * state from then on, and the name servers have it within a minute. So it confirms that the provider holds
     * the records, which is what is promised; asking until INSYNC would only tell about the name servers.
     */
    change({ zone, zoneId, signal }: RecordPlace, changes: readonly Change[]) {
      const path = `/hostedzone/${segment(zoneId)}/rrset/`;
      return api.send({ zone, signal, method: 'POST', path, body: changeBatch(changes, zone) }, changeAnswer);
    },
    /** The zones from this name on, in the order of names. */
    async zonesFrom(zone: Zone, signal: AbortSignal) {
      const query = { dnsname: `${zone.name}.` };
      const answer = await api.send({ zone, signal, path: '/hostedzonesbyname', query }, hostedZones);
      const { HostedZones: zones } = answer.ListHostedZonesByNameResponse;
      return zones === '' ? [] : zones.HostedZone;
    },
    /** The names of all public zones. The same call, without a name to begin at. */
    async zones(signal: AbortSignal): Promise<string[]> {
      const found = await allPages("Route 53's list of zones", async (at) => {
        const query = Object.fromEntries(new URLSearchParams(String(at ?? '')));
        const answer = await api.send(
          { zone: everyZone, signal, path: '/hostedzonesbyname', query },
          hostedZones,
        );
        const {
          HostedZones: zones,
          NextDNSName: dnsname,
          NextHostedZoneId: hostedzoneid,
        } = answer.ListHostedZonesByNameResponse;
        const next =
          dnsname && String(new URLSearchParams({ dnsname, ...(hostedzoneid && { hostedzoneid }) }));
        return { items: zones === '' ? [] : zones.HostedZone, next };
      });
      const open = found.filter(({ Config }) => Config?.PrivateZone !== 'true');
      return [...new Set(open.map(({ Name }) => unescapedName(Name)))];
    },
  };
}

/** The ids of hosted zones; `given` is one that the owner named. */
export function route53Zones(api: Route53Api, given: string | undefined): ZoneIds {
  const bare = (id: string) => id.replace(/^\/hostedzone\//, '');
  return zoneIds(async (zone, signal) => {
    if (given !== undefined) return bare(given);
    const named = (await api.zonesFrom(zone, signal)).filter(
      ({ Name }) => listedName(unescapedName(Name)) === zone.name,
    );
    const open = named.filter(({ Config }) => Config?.PrivateZone !== 'true');
    const [found, another] = open;
    if (found && !another) return bare(found.Id);
    const none =
      named.length > 0 ? 'AWS_HOSTED_ZONE_ID, as the account has a private one of that name' : undefined;
    throw new Failure(
      'permanent',
      found
        ? `Route 53 has ${open.length} public zones ${zone.display} in this account: say in AWS_HOSTED_ZONE_ID which one the domain uses`
        : noZone(title, zone, none),
    );
  });
}

/** One entry for each value, or one with the reason why this set must be left alone. */
function listed(set: Route53RecordSet, zone: Zone): ListedRecord[] {
  const { Type: type, TTL: ttl = null, ResourceRecords: records } = set;
  const name = nameOf(set.Name, zone);
  const conflict = obstacleIn(set);
  if (conflict !== undefined) return [{ name, type, value: set.AliasTarget?.DNSName ?? '', ttl, conflict }];
  return (records?.ResourceRecord ?? []).map(({ Value: value }) => ({ name, type, value, ttl }));
}

/** Relative to the zone. What is no letter, digit, hyphen or underscore is listed in octal, an asterisk as \052. */
function nameOf(escaped: string, zone: Zone): string {
  return relativeName(unescapedName(escaped), zone);
}

function unescapedName(escaped: string): string {
  return escaped.replace(/\\([0-3][0-7]{2})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function obstacleIn(set: Route53RecordSet): string | undefined {
  if (set.AliasTarget) return `holds an alias to ${set.AliasTarget.DNSName.replace(/\.$/, '')}`;
  if (set.TrafficPolicyInstanceId !== undefined) return 'holds a record of a traffic policy';
  if (set.SetIdentifier !== undefined) return 'holds a record with a routing policy';
  if (set.HealthCheckId !== undefined) return 'holds a record with a health check';
  return undefined;
}
