import { createHash } from 'node:crypto';
import { isSigned, testKey } from '../../../support/rsa-key.ts';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullName, nameIn } from '../../../world/rrsets.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface OracleWorld extends Listening {
  readonly zones: PretendZones;
}

const [tenancy, user, print] = [
  'ocid1.tenancy.oc1..pretendtenancy',
  'ocid1.user.oc1..pretenduser',
  '00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff',
];

/** Oracle Cloud's DNS as recorded: a PATCH is carried out whole, and the hash of a record is that of what it holds. */
export function oracleServer(world: OracleWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    const wrong = wrongSignature(request);
    return wrong === undefined
      ? oracleAnswer(request, world.zones)
      : oracleError(
          401,
          'NotAuthenticated',
          `The required information was not provided or was incorrect. ${wrong}`,
        );
  }, world);
}

/** How the provider is pointed at it. */
export function pretendOracle(): PretendHost {
  return {
    values: {
      ...{ OCI_TENANCY_OCID: tenancy, OCI_USER_OCID: user, OCI_FINGERPRINT: print },
      ...{ OCI_PRIVATE_KEY: testKey, OCI_REGION: 'eu-pretend-1' },
    },
    urlSetting: 'OCI_API_URL',
    serve: (zones) => oracleServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendOracle()];

export function oracleError(status: number, code: string, message: string): PretendAnswer {
  return json(status, { code, message });
}

/** What is wrong with the signature, whose header has the form that was recorded. */
function wrongSignature({ method, path, query, headers, body }: PretendRequest): string | undefined {
  const given = String(headers.authorization ?? '');
  const [, ...fields] = /^Signature (.*)$/.exec(given) ?? [];
  const parts = Object.fromEntries(
    [...String(fields[0] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  if (
    parts.keyId !== `${tenancy}/${user}/${print}` ||
    parts.algorithm !== 'rsa-sha256' ||
    parts.version !== '1'
  )
    return 'the key is not known';
  const needed = [
    'date',
    '(request-target)',
    'host',
    ...(body === '' ? [] : ['content-length', 'content-type', 'x-content-sha256']),
  ];
  if (parts.headers !== needed.join(' ')) return `${parts.headers} are signed`;
  if (Math.abs(Date.parse(String(headers.date)) - Date.now()) > 300_000) return 'the date is off';
  const sha256 = createHash('sha256').update(body).digest('base64');
  if (body !== '' && headers['x-content-sha256'] !== sha256) return 'the hash of the body is wrong';
  const search = query.size > 0 ? `?${query}` : '';
  const values: Record<string, unknown> = {
    ...headers,
    '(request-target)': `${method.toLowerCase()} ${encoded(path)}${search}`,
    'content-length': Buffer.byteLength(body),
  };
  const said = needed.map((name) => `${name}: ${values[name]}`).join('\n');
  const isRight = isSigned('RS256', said, Buffer.from(parts.signature ?? '', 'base64'));
  return isRight ? undefined : 'the signature is wrong';
}

const encoded = (path: string) => new URL(path, 'http://pretend').pathname;

export function oracleAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, query, segments } = request;
  const [version, of, name, records, ...rest] = segments;
  const missing = oracleError(
    404,
    'NotAuthorizedOrNotFound',
    'Authorization failed or requested resource not found.',
  );
  if (version !== '20180115' || of !== 'zones' || rest.length > 0) return missing;
  if (name === undefined) {
    const all = [...zones.keys()].map((one) => ({
      name: one,
      zoneType: 'PRIMARY',
      lifecycleState: 'ACTIVE',
    }));
    const { items, headers } = paged(query, all);
    return query.get('compartmentId') === tenancy ? json(200, items, headers) : missing;
  }
  const zone = zones.get(name);
  if (!zone || records !== 'records') return missing;
  if (method === 'GET') {
    const { items, headers } = paged(
      query,
      zone.list().map((one) => item(one, zone)),
    );
    return json(200, { items }, headers);
  }
  return method === 'PATCH' ? patch(request, zone) : oracleError(405, 'MethodNotAllowed', 'not allowed');
}

function paged<T>(query: URLSearchParams, all: readonly T[]) {
  const size = Math.min(Number(query.get('limit') ?? 50), 100);
  const from = Number(query.get('page') ?? 0);
  const headers = {
    'opc-total-items': String(all.length),
    ...(from + size < all.length && { 'opc-next-page': String(from + size) }),
  };
  return { items: all.slice(from, from + size), headers };
}

interface Operation {
  readonly operation: string;
  readonly recordHash?: string;
  readonly domain?: string;
  readonly rtype?: string;
  readonly rdata?: string;
  readonly ttl?: number;
}

function patch(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { items = [] }: { items?: Operation[] } = Object(bodyOf(request));
  const before = zone.list();
  for (const one of items) {
    const wrong = carriedOut(one, zone);
    if (wrong === undefined) continue;
    zone.restore(before);
    return oracleError(400, 'InvalidParameter', wrong);
  }
  return json(200, {
    items: zone
      .list()
      .slice(0, 50)
      .map((one) => item(one, zone)),
  });
}

function carriedOut(
  { operation, recordHash, domain = '', rtype = '', rdata = '', ttl = 0 }: Operation,
  zone: PretendZone,
) {
  if (operation === 'REMOVE') {
    for (const one of zone.list()) if (hashOf(one) === recordHash) zone.remove(one);
    return undefined;
  }
  const name = nameIn(domain, zone);
  if (operation !== 'ADD' || name === undefined) return 'the operation is not valid';
  const record: NewRecord = { name, type: rtype, data: rdata, ttl };
  const wrong = wrongIn(zone, record, 30);
  if (wrong === undefined && !zone.list(record).some(({ data }) => data === rdata)) zone.add(record);
  return wrong;
}

function hashOf({ name, type, data, ttl }: NewRecord): string {
  return createHash('md5')
    .update(JSON.stringify([name, type, data, ttl]))
    .digest('hex');
}

export const oracleHash = hashOf;

function item(record: ZoneRecord, zone: PretendZone) {
  const { type: rtype, data, ttl, extra } = record;
  const isProtected = extra?.isProtected ?? (rtype === 'SOA' || rtype === 'NS');
  const rdata = rtype === 'CNAME' ? `${data}.` : data;
  return {
    domain: fullName(record, zone),
    recordHash: hashOf(record),
    isProtected,
    rdata,
    rrsetVersion: '2',
    rtype,
    ttl,
  };
}
