import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface BunnyWorld extends Listening {
  readonly zones: PretendZones;
}

export const bunnyKey = '5c0ffee5-pretend-4b0b-9a5e-bunny0key0001';
const types = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'Redirect', 'Flatten', 'PullZone', 'SRV', 'CAA', 'PTR'];
const pageSize = 1000;
const when = '2026-01-20T10:00:00';

/** Bunny DNS, as its own description and its clients show it: types are numbers, an update replaces the record. */
export function bunnyServer(world: BunnyWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    const known = request.headers.accesskey === bunnyKey;
    return known ? bunnyAnswer(request, world.zones) : json(401, { Message: 'Authorization failed.' });
  }, world);
}

/** How the provider is pointed at it. */
export function pretendBunny(): PretendHost {
  return {
    values: { BUNNY_API_KEY: bunnyKey },
    urlSetting: 'BUNNY_API_URL',
    serve: (zones) => bunnyServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendBunny()];

export function bunnyError(status: number, Message: string, Field = 'Record'): PretendAnswer {
  return json(status, { ErrorKey: 'dnszone.record.invalid', Field, Message });
}

export function bunnyAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments, query } = request;
  const [dnszone, zoneId, records, id, ...rest] = segments;
  if (dnszone !== 'dnszone' || rest.length > 0) return json(404, {});
  const all = [...zones.values()].map((zone, index) => ({ zone, id: 4700 + index }));
  if (zoneId === undefined) {
    const page = Number(query.get('page') ?? 1);
    const found = all.filter(({ zone }) => zone.name.includes(query.get('search') ?? ''));
    const items = found
      .slice((page - 1) * pageSize, page * pageSize)
      .map((one) => zoneItem(one.zone, one.id));
    const HasMoreItems = found.length > page * pageSize;
    return json(200, { Items: items, CurrentPage: page, TotalItems: found.length, HasMoreItems });
  }
  const zone = all.find((one) => String(one.id) === zoneId)?.zone;
  if (!zone) return bunnyError(404, 'The requested DNS zone was not found', 'Id');
  if (records === undefined && method === 'GET') return json(200, zoneItem(zone, Number(zoneId)));
  if (records === 'records' && id === undefined && method === 'PUT') return create(request, zone);
  const record = zone.list().find((one) => one.id === id);
  if (records !== 'records' || !record) return bunnyError(404, 'The requested record was not found', 'Id');
  if (method === 'POST') return change(request, zone, record);
  if (method !== 'DELETE') return json(405, {});
  zone.remove(record);
  return { status: 204 };
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const record = given(Object(bodyOf(request)));
  const wrong = wrongIn(zone, record, 15);
  return wrong === undefined ? json(201, item(zone.add(record))) : bunnyError(400, wrong);
}

/** What is left out is as in a new record. */
function change(request: PretendRequest, zone: PretendZone, before: ZoneRecord): PretendAnswer {
  const body = Object(bodyOf(request));
  if (String(body.Id) !== before.id) return bunnyError(400, 'The Id must be that of the record', 'Id');
  const record = given(body);
  const wrong = wrongIn(zone, record, 15);
  if (wrong !== undefined) return bunnyError(400, wrong);
  zone.change(before, record);
  return { status: 204 };
}

const ours = ['Id', 'Type', 'Name', 'Value', 'Ttl'];

function given(body: Record<string, unknown>): NewRecord {
  const fields = Object.entries(body).filter(([name]) => !ours.includes(name));
  return {
    name: String(body.Name ?? '').toLowerCase() || '@',
    type: types[Number(body.Type)] ?? '',
    data: String(body.Value ?? ''),
    ttl: Number(body.Ttl ?? 300),
    extra: Object.fromEntries(fields.filter(([, value]) => value !== false)),
  };
}

function zoneItem(zone: PretendZone, Id: number) {
  return {
    ...{
      Id,
      Domain: zone.name,
      Records: zone
        .list()
        .filter(({ type }) => types.includes(type))
        .map(item),
    },
    ...{ DateModified: when, DateCreated: when, NameserversDetected: true, CustomNameserversEnabled: false },
    ...{ NameserversNextCheck: when, LoggingEnabled: false, DnsSecEnabled: false },
    ...{ LoggingIPAnonymizationEnabled: true, CertificateKeyType: 0 },
  };
}

function item({ id, name, type, data, ttl, extra = {} }: ZoneRecord) {
  const { priority = 0, flag = 0, tag = '', ...own } = extra;
  return {
    ...{ Id: Number(id), Type: types.indexOf(type), Ttl: ttl, Value: data, Name: name === '@' ? '' : name },
    ...{
      Weight: 100,
      Priority: priority,
      Port: 0,
      Flags: flag,
      Tag: tag,
      Accelerated: false,
      AcceleratedPullZoneId: 0,
    },
    ...{ LinkName: '', IPGeoLocationInfo: null, GeolocationInfo: null, MonitorStatus: 0, MonitorType: 0 },
    ...{ GeolocationLatitude: 0, GeolocationLongitude: 0, EnviromentalVariables: [], LatencyZone: null },
    ...{ SmartRoutingType: 0, Disabled: false, Comment: null, AutoSslIssuance: true, ...own },
  };
}
