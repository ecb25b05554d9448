import { tc3Headers } from '../../../../src/providers/api/tc3.ts';
import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  fullIn,
  type PretendZone,
  type PretendZones,
  relativeIn,
  written,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const edgeoneKeys = { secretId: 'AKIDpretendedgeone0123', secretKey: 'pretendedgeonesecret01' };
/** The type under which a pretend zone holds a name that is accelerated; it is no DNS record of the API. */
export const accelerated = 'ACCELERATED';

type Given = Readonly<Record<string, unknown>>;
const actionOf = ({ headers }: PretendRequest) => String(headers['x-tc-action']);

/** What a site is said to be, by the name of its zone, where it is not connected by name servers and active. */
export type Sites = Readonly<Record<string, object>>;

/** EdgeOne as the models of its SDK show it: POST alone, errors inside of a 200, and records of full names. */
export function edgeoneServer(zones: PretendZones, sites: Sites = {}): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      const { headers, method, path, body } = request;
      if (method !== 'POST' || path !== '/' || headers['x-tc-version'] !== '2022-09-01')
        return edgeoneError('InvalidParameter', 'this is no action of 2022-09-01');
      const now = Number(headers['x-tc-timestamp']) * 1000;
      const contentType = String(headers['content-type']);
      const key = { ...edgeoneKeys, service: 'teo', now, contentType };
      const { authorization } = tc3Headers({ method, url: `http://${headers.host}/`, body }, key);
      if (headers.authorization !== authorization)
        return edgeoneError('AuthFailure.SignatureFailure', 'The credentials could not be validated');
      const given: Given = Object(bodyOf(request));
      if (actionOf(request) === 'DescribeZones') return describeZones(given, zones, sites);
      const zone = [...zones.values()].find(({ name }) => given.ZoneId === idOf(name));
      if (!zone) return edgeoneError('ResourceUnavailable.ZoneNotFound', 'there is no such site');
      return answered(actionOf(request), given, zone);
    },
    { isWrite: (request) => !actionOf(request).startsWith('Describe') },
  );
}

const idOf = (zone: string) => `zone-${Buffer.from(zone).toString('hex')}`;

function describeZones(given: Given, zones: PretendZones, sites: Sites): PretendAnswer {
  const all = [...zones.keys()].map((ZoneName) => ({
    ...{ ZoneId: idOf(ZoneName), ZoneName, Type: 'full', Status: 'active', Paused: false },
    ...sites[ZoneName],
  }));
  const filters: { Name: string; Values: string[] }[] = Array.isArray(given.Filters) ? given.Filters : [];
  const fields: Readonly<Record<string, 'ZoneName' | 'Type'>> = {
    'zone-name': 'ZoneName',
    'zone-type': 'Type',
  };
  const found = all.filter((site) =>
    filters.every(({ Name, Values }) => Values.includes(site[fields[Name] ?? 'ZoneName'])),
  );
  return page(given, 100, 'Zones', found);
}

function answered(action: string, given: Given, zone: PretendZone): PretendAnswer {
  const records = zone.list().filter(({ type }) => type !== accelerated && type !== 'SOA');
  if (action === 'DescribeDnsRecords')
    return page(
      given,
      1000,
      'DnsRecords',
      records.map((one) => item(one, zone)),
    );
  if (action === 'DescribeAccelerationDomains')
    return page(
      given,
      200,
      'AccelerationDomains',
      zone.list({ type: accelerated }).map(({ name }) => ({ DomainName: fullIn(zone, name) })),
    );
  if (action === 'DeleteDnsRecords') {
    const [before] = records.filter(({ id }) => Object(given.RecordIds).includes(recordId(id)));
    if (!before) return edgeoneError('InvalidParameter', 'no such record');
    zone.remove(before);
    return response({});
  }
  const wanted: Given = action === 'ModifyDnsRecords' ? Object(Object(given.DnsRecords)[0]) : given;
  const before = records.find(({ id }) => wanted.RecordId === recordId(id));
  if (action === 'ModifyDnsRecords' && !before) return edgeoneError('InvalidParameter', 'no such record');
  const { Name, Type, Content, TTL, Location } = wanted;
  if (Location !== 'Default') return edgeoneError('InvalidParameter', 'no such line');
  const name = relativeIn(zone, String(Name));
  if (zone.list({ name, type: accelerated }).length > 0)
    return edgeoneError('InvalidParameterValue.ConflictWithDomain', 'there is an accelerated domain name');
  const record = { name, type: String(Type), data: String(Content), ttl: Number(TTL) };
  const held = written(zone, record, 60, before);
  if (typeof held === 'string')
    return edgeoneError(
      /exists|CNAME/.test(held)
        ? 'InvalidParameterValue.ConflictRecord'
        : 'InvalidParameterValue.InvalidDNSContent',
      held,
    );
  return response(action === 'CreateDnsRecord' ? { RecordId: recordId(held.id) } : {});
}

function page(given: Given, most: number, field: string, all: readonly object[]): PretendAnswer {
  const [from, size] = [Number(given.Offset ?? 0), Number(given.Limit ?? 20)];
  if (!(size >= 1 && size <= most)) return edgeoneError('InvalidParameter', `Limit is at most ${most}`);
  return response({ TotalCount: all.length, [field]: all.slice(from, from + size) });
}

export const recordId = (id: string) => `record-${id}`;

function item({ id, name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  const usual = { ZoneId: idOf(zone.name), Location: 'Default', Weight: -1, Priority: 0, Status: 'enable' };
  return {
    ...{ RecordId: recordId(id), Name: fullIn(zone, name), Type: type, Content: data, TTL: ttl },
    ...{ ...usual, ...extra },
  };
}

const RequestId = 'c6a5e1d2-pretend';
const response = (more: object) => json(200, { Response: { ...more, RequestId } });

export function edgeoneError(Code: string, Message: string): PretendAnswer {
  return response({ Error: { Code, Message } });
}

export function pretendEdgeone(sites?: Sites): PretendHost {
  const { secretId, secretKey } = edgeoneKeys;
  return {
    values: { EDGEONE_SECRET_ID: secretId, EDGEONE_SECRET_KEY: secretKey },
    urlSetting: 'EDGEONE_API_URL',
    serve: (zones) => edgeoneServer(zones, sites),
  };
}

export const ways: readonly Way[] = [pretendEdgeone()];
