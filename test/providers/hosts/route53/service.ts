import { isIPv4, isIPv6 } from 'node:net';
import { XMLParser } from 'fast-xml-parser';
import {
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  isCnameConflict,
  type PretendZone,
  type PretendZones,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';
import { type AwsKey, signatureFault } from './signature.ts';

export interface HostedZone {
  readonly id: string;
  readonly name: string;
  readonly private?: boolean;
}

export interface Route53World extends Listening {
  readonly zones: PretendZones;
  readonly key?: AwsKey;
  /** What is listed besides one public hosted zone for each zone. */
  readonly hostedZones?: readonly HostedZone[];
  /** Milliseconds since the epoch as AWS sees it. */
  now?(): number;
}

export const awsKey: AwsKey = {
  id: 'AKIAPRETENDKEY000001',
  secret: 'pretend/Secret+Access0Key0000000000000001',
};

/** The most hosted zones in one answer. */
const mostZones = 100;

/** The id of a zone's hosted zone. */
export const hostedZoneId = (name: string) => `Z${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;

/**
 * Route 53 as its reference, recordings and bug reports show it. What a record has in `extra`: `alias` (the name
 * that it stands for), `setIdentifier`, `healthCheck`.
 */
export function route53Server(world: Route53World): Promise<PretendServer> {
  const { key = awsKey, now = Date.now } = world;
  let requests = 0;
  return pretendServer((request) => {
    const scope = { region: 'us-east-1', service: 'route53', now: now() };
    const fault = signatureFault(request, key, scope);
    const answer = fault ? awsError(403, ...fault) : route53Answer(request, world);
    const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': `pretend-${++requests}` };
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }, world);
}

/** How the provider is pointed at it. */
export function pretendRoute53(): PretendHost {
  return {
    values: { AWS_ACCESS_KEY_ID: awsKey.id, AWS_SECRET_ACCESS_KEY: awsKey.secret },
    urlSetting: 'ROUTE53_API_URL',
    serve: (zones) => route53Server({ zones }),
  };
}

export const ways: readonly Way[] = [pretendRoute53()];

export function route53Answer(
  request: PretendRequest,
  { zones, hostedZones = [] }: Pick<Route53World, 'zones' | 'hostedZones'>,
): PretendAnswer {
  const [version, collection, id = '', rrset, slash = '', ...rest] = request.segments;
  const held = [...zones.values()].map(({ name }) => ({ id: hostedZoneId(name), name }));
  const all: readonly HostedZone[] = [...held, ...hostedZones];
  const unknown = awsError(404, 'UnknownOperationException', 'unknown');
  if (version !== '2013-04-01' || slash !== '' || rest.length > 0) return unknown;
  if (collection === 'hostedzonesbyname' && request.method === 'GET') return zonesFrom(request, all);
  if (collection !== 'hostedzone' || rrset !== 'rrset') return unknown;
  const zone = zones.get(all.find((one) => one.id === id)?.name ?? '');
  if (!zone) return awsError(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
  if (request.method === 'GET') return list(request, zone);
  return request.method === 'POST' ? change(request, zone) : unknown;
}

export function awsError(status: number, code: string, message: string): PretendAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${xml(message)}</Message></Error>`;
  return document(status, 'ErrorResponse', `${error}<RequestId>pretend-1</RequestId>`);
}

function zonesFrom(request: PretendRequest, zones: readonly HostedZone[]): PretendAnswer {
  const from = reversed(request.query.get('dnsname') ?? '');
  const sorted = zones
    .filter(({ name }) => reversed(name) >= from)
    .sort((a, b) => (reversed(a.name) < reversed(b.name) ? -1 : 1));
  const next = sorted[mostZones];
  const more = next
    ? `<IsTruncated>true</IsTruncated><NextDNSName>${next.name}.</NextDNSName><NextHostedZoneId>${next.id}</NextHostedZoneId>`
    : '<IsTruncated>false</IsTruncated>';
  const found = sorted.map(
    (zone) =>
      `<HostedZone><Id>/hostedzone/${zone.id}</Id><Name>${zone.name}.</Name><CallerReference>1</CallerReference><Config><PrivateZone>${zone.private ?? false}</PrivateZone></Config><ResourceRecordSetCount>3</ResourceRecordSetCount></HostedZone>`,
  );
  return document(
    200,
    'ListHostedZonesByNameResponse',
    `<HostedZones>${found.slice(0, mostZones).join('')}</HostedZones>${more}<MaxItems>${mostZones}</MaxItems>`,
  );
}

interface HeldSet {
  readonly name: string;
  readonly type: string;
  readonly identifier: string;
  readonly records: readonly ZoneRecord[];
}

/** All record sets in Route 53's order: by the labels from the right, then by type. */
function setsOf(zone: PretendZone): HeldSet[] {
  const sets = new Map<string, HeldSet>();
  for (const record of zone.list()) {
    const identifier = String(record.extra?.setIdentifier ?? '');
    const name = `${record.name === '@' ? '' : `${record.name}.`}${zone.name}.`;
    const set = { name, type: record.type, identifier };
    const key = orderOf(set);
    sets.set(key, { ...set, records: [...(sets.get(key)?.records ?? []), record] });
  }
  return [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, set]) => set);
}

function orderOf({ name, type, identifier }: Omit<HeldSet, 'records'>): string {
  return [reversed(name), type, identifier].join(' ');
}

function reversed(name: string): string {
  return `${name.replaceAll('\\052', '*').replace(/\.$/, '').split('.').reverse().join('!')}!`;
}

function list(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { query } = request;
  const most = Math.min(Number(query.get('maxitems') ?? 300), 300);
  const [name, type, identifier] = ['name', 'type', 'identifier'].map((field) => query.get(field) ?? '');
  if (type && !name) return awsError(400, 'InvalidInput', 'a type needs a name');
  const from = name ? orderOf({ name, type: type ?? '', identifier: identifier ?? '' }).trimEnd() : '';
  const sets = setsOf(zone).filter((set) => orderOf(set) >= from);
  const next = sets[most];
  const more = next
    ? `<IsTruncated>true</IsTruncated><NextRecordName>${listedName(next.name)}</NextRecordName><NextRecordType>${next.type}</NextRecordType>${next.identifier && `<NextRecordIdentifier>${next.identifier}</NextRecordIdentifier>`}`
    : '<IsTruncated>false</IsTruncated>';
  const shown = sets.slice(0, most).map(setXml).join('');
  return document(
    200,
    'ListResourceRecordSetsResponse',
    `<ResourceRecordSets>${shown}</ResourceRecordSets>${more}<MaxItems>${most}</MaxItems>`,
  );
}

function setXml({ name, type, identifier, records: [first, ...others] }: HeldSet): string {
  const { alias, healthCheck } = first?.extra ?? {};
  const values = [first, ...others].map(
    (record) => `<ResourceRecord><Value>${xml(record?.data ?? '')}</Value></ResourceRecord>`,
  );
  const content = alias
    ? `<AliasTarget><HostedZoneId>Z35SXDOTRQ7X7K</HostedZoneId><DNSName>${xml(String(alias))}</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>`
    : `<TTL>${first?.ttl}</TTL><ResourceRecords>${values.join('')}</ResourceRecords>`;
  const routing = identifier && `<SetIdentifier>${identifier}</SetIdentifier><Weight>1</Weight>`;
  const check = healthCheck ? `<HealthCheckId>${healthCheck}</HealthCheckId>` : '';
  return `<ResourceRecordSet><Name>${listedName(name)}</Name><Type>${type}</Type>${routing}${content}${check}</ResourceRecordSet>`;
}

/** An asterisk is listed as an escape. */
function listedName(name: string): string {
  return name.replaceAll('*', '\\052');
}

interface Asked {
  readonly action: string;
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly values: readonly string[];
}

function change(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const asked = askedIn(request.body, zone);
  if (!asked) return awsError(400, 'InvalidInput', 'Invalid XML ; cvc-complex-type.2.4.b');
  const counted = asked.flatMap(({ action, values }) =>
    action === 'UPSERT' ? [...values, ...values] : values,
  );
  const characters = counted.reduce((sum, value) => sum + value.length, 0);
  if (counted.length > 1000 || characters > 32_000)
    return refused([`Number of records limit of 1000 or characters limit of 32000 exceeded.`]);
  const wrong = asked.flatMap((one, index) => wrongIn(zone, one, asked.slice(0, index)) ?? []);
  if (wrong.length > 0) return refused(wrong);
  for (const { action, name, type, ttl, values } of asked) {
    const records = action === 'DELETE' ? [] : values.map((data) => ({ name, type, data, ttl }));
    zone.replace({ name, type }, records);
  }
  const info =
    '<ChangeInfo><Id>/change/C05283511AAUJ8XEBANDP</Id><Status>PENDING</Status><SubmittedAt>2026-04-19T20:56:30.363Z</SubmittedAt></ChangeInfo>';
  return document(200, 'ChangeResourceRecordSetsResponse', info);
}

function wrongIn(
  zone: PretendZone,
  { action, name, type, ttl, values }: Asked,
  before: readonly Asked[],
): string | undefined {
  const full = name === '@' ? `${zone.name}.` : `${name}.${zone.name}.`;
  const held = zone.list({ name, type });
  if (name.endsWith('.')) return `RRSet with DNS name ${name} is not permitted in zone ${zone.name}.`;
  if (action === 'DELETE') {
    const about = `Tried to delete resource record set [name='${full}', type='${type}']`;
    if (held.length === 0) return `${about} but it was not found`;
    const isPlain = held.every(({ extra = {} }) => !extra.alias && !extra.healthCheck);
    const same =
      isPlain && held[0]?.ttl === ttl && String(zone.values(name, type)) === String([...values].sort());
    return same ? undefined : `${about} but the values provided do not match the current values`;
  }
  const isDeleted = before.some((one) => one.action === 'DELETE' && one.name === name && one.type === type);
  if (action === 'CREATE' && held.length > 0 && !isDeleted)
    return `Tried to create resource record set [name='${full}', type='${type}'] but it already exists`;
  if (isCnameConflict(zone, type, name))
    return `RRSet of type ${type} with DNS name ${full} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}.`;
  if (held.some(({ extra }) => extra?.setIdentifier))
    return `RRSet with DNS name ${full}, type ${type} cannot be created as other RRSets exist with the same name and type but a SetIdentifier.`;
  if (new Set(values).size < values.length) return `Duplicate Resource Record: '${values[0]}'`;
  const isAddress = { A: isIPv4, AAAA: isIPv6 }[type];
  const bad = values.find((value) => isAddress?.(value) === false);
  return bad === undefined
    ? undefined
    : `Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '${bad}''`;
}

function refused(messages: readonly string[]): PretendAnswer {
  return awsError(400, 'InvalidChangeBatch', `[${messages.join(', ')}]`);
}

/** The changes of a request whose elements are all there and in the order of the schema. */
function askedIn(body: string, zone: PretendZone): Asked[] | undefined {
  const parser = new XMLParser({
    parseTagValue: false,
    isArray: (name) => /^(Change|ResourceRecord)$/.test(name),
  });
  const root = parser.parse(body).ChangeResourceRecordSetsRequest;
  const changes: unknown = root?.ChangeBatch?.Changes?.Change;
  if (!Array.isArray(changes)) return undefined;
  const fields = 'Name,Type,TTL,ResourceRecords';
  const fits = changes.every(
    (one) =>
      Object.keys(one).join() === 'Action,ResourceRecordSet' &&
      /^(CREATE|UPSERT|DELETE)$/.test(one.Action) &&
      Object.keys(one.ResourceRecordSet).join() === fields,
  );
  if (!fits) return undefined;
  return changes.map(({ Action: action, ResourceRecordSet: set }) => ({
    action,
    name: nameIn(zone, set.Name),
    type: set.Type,
    ttl: Number(set.TTL),
    values: set.ResourceRecords.ResourceRecord.map(({ Value }: { Value: string }) => Value),
  }));
}

/** Relative to the zone; as it is when it is outside. */
function nameIn(zone: PretendZone, given: string): string {
  const full = given.toLowerCase().replaceAll('\\052', '*');
  if (full === `${zone.name}.`) return '@';
  return full.endsWith(`.${zone.name}.`) ? full.slice(0, -zone.name.length - 2) : full;
}

function document(status: number, root: string, content: string): PretendAnswer {
  const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';
  return { status, body: `<?xml version="1.0"?>\n<${root} xmlns="${namespace}">${content}</${root}>` };
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
