import type { ProviderValues } from '../../../../src/providers/provider.ts';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface NetcupWorld extends Listening {
  readonly zones: PretendZones;
  /** Ids of the sessions that it knows; a test may take some away. */
  readonly sessions?: Set<string>;
  /** An update that is refused was carried out up to the record that is wrong. */
  readonly partial?: boolean;
}

export const netcupCredentials = {
  NETCUP_CUSTOMER_NUMBER: '12345',
  NETCUP_API_KEY: 'pretendKey',
  NETCUP_API_PASSWORD: 'pretendPassword',
};
export const netcupPath = '/run/webservice/servers/endpoint.php?JSON';
export const netcupSessionId = 'pretendSession';

/** The one TTL that every record of a zone has. */
const zoneTtl = 600;

/** netcup's CCP API as its recordings, and the errors that other clients met, show it: status 200, whatever happens. */
export function netcupServer(world: NetcupWorld): Promise<PretendServer> {
  const { sessions = new Set() } = world;
  let logins = 0;
  return pretendServer(
    (request) => {
      if (request.method !== 'POST' || !request.query.has('JSON'))
        return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Documentation</html>' };
      const { action, param } = Object(bodyOf(request));
      if (action !== 'login') return netcupAnswer(action, Object(param), world, sessions);
      const refused = refusedLogin(Object(param));
      if (refused) return refused;
      const apisessionid = `${netcupSessionId}${++logins}`;
      sessions.add(apisessionid);
      return success(action, { apisessionid });
    },
    { ...world, isWrite: (request) => Object(bodyOf(request)).action === 'updateDnsRecords' },
  );
}

/** How the provider is pointed at it. */
export function pretendNetcup(world: Partial<NetcupWorld> = {}, settings: ProviderValues = {}): PretendHost {
  return {
    values: { ...netcupCredentials, ...settings },
    urlSetting: 'NETCUP_API_URL',
    basePath: netcupPath,
    serve: (zones) => netcupServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendNetcup()];

export function netcupError(action: string, statuscode: number, shortmessage: string, longmessage: string) {
  return told({ action, status: 'error', statuscode, shortmessage, longmessage, responsedata: '' });
}

function success(action: string, responsedata: unknown): PretendAnswer {
  const message = { shortmessage: 'Successful', longmessage: 'It was successful.' };
  return told({ action, status: 'success', statuscode: 2000, ...message, responsedata });
}

function told(body: object): PretendAnswer {
  return json(200, { serverrequestid: 'pretend-1', clientrequestid: '', ...body });
}

function refusedLogin(param: Record<string, unknown>): PretendAnswer | undefined {
  const { NETCUP_CUSTOMER_NUMBER, NETCUP_API_KEY, NETCUP_API_PASSWORD } = netcupCredentials;
  const known =
    param.customernumber === NETCUP_CUSTOMER_NUMBER &&
    param.apikey === NETCUP_API_KEY &&
    param.apipassword === NETCUP_API_PASSWORD;
  return known ? undefined : netcupError('login', 4013, 'Validation Error.', 'Message is empty.');
}

export function netcupAnswer(
  action: string,
  param: Record<string, unknown>,
  { zones, partial }: NetcupWorld,
  sessions: Set<string>,
): PretendAnswer {
  if (!sessions.has(String(param.apisessionid)))
    return netcupError(
      action,
      4001,
      'Api session id in invalid format',
      'The session id is not in a valid format.',
    );
  if (action === 'logout') {
    sessions.delete(String(param.apisessionid));
    return success(action, '');
  }
  const name = String(param.domainname);
  const zone = zones.get(name);
  if (action === 'infoDnsRecords') {
    if (!zone)
      return netcupError(
        action,
        5031,
        'Getting DNS records failed',
        'Can not get DNS records for zone.  Domain not found.',
      );
    const dnsrecords = shown(zone, String);
    const empty = `Can not get DNS records for zone.  The zone does not ${name} contain any DNS records.`;
    if (dnsrecords.length === 0) return netcupError(action, 5029, 'Getting DNS records failed', empty);
    return success(action, { dnsrecords });
  }
  if (action !== 'updateDnsRecords')
    return netcupError('', 4013, 'Validation Error.', `Value in field action is no action.`);
  const failed = (why: string) => netcupError(action, 5028, 'Update of DNS records failed', why);
  if (!zone) return failed(`Can not update (all) DNS records for zone. The zone ${name} could not be found.`);
  const before = zone.list();
  const { dnsrecords } = Object(Object(param).dnsrecordset);
  for (const given of Array.isArray(dnsrecords) ? dnsrecords : []) {
    const wrong = write(zone, Object(given));
    if (!wrong) continue;
    if (!partial) zone.restore(before);
    return failed(`Can not update (all) DNS records for zone. ${wrong}`);
  }
  return success(action, { dnsrecords: shown(zone, Number) });
}

/** Creates, changes or deletes one record; a string says why not. */
function write(zone: PretendZone, given: Record<string, unknown>): string | undefined {
  const { id, hostname, type, destination, deleterecord } = given;
  if (typeof hostname !== 'string' || typeof type !== 'string' || typeof destination !== 'string')
    return 'hostname, type and destination are required.';
  const held = zone.list().find((record) => record.id === String(id));
  if (id !== undefined && !held) return `The record ${id} is not in the zone.`;
  if (deleterecord === true) {
    if (held) zone.remove(held);
    return undefined;
  }
  const fields = { name: hostname.toLowerCase(), type, data: destination, ttl: held?.ttl ?? zoneTtl };
  const wrong = wrongIn(zone, fields, 0);
  if (wrong) return wrong;
  if (held) zone.change(held, fields);
  else zone.add(fields);
  return undefined;
}

/** Ids come as text here and as numbers there. */
function shown(zone: PretendZone, idAs: (id: string) => string | number) {
  const served = zone.list().filter(({ type }) => type !== 'SOA' && type !== 'NS');
  return served.map(({ id, name, type, data, extra }: ZoneRecord) => ({
    id: idAs(id),
    hostname: name,
    type,
    priority: String(extra?.priority ?? 0),
    destination: data,
    deleterecord: false,
    state: 'unknown',
  }));
}
