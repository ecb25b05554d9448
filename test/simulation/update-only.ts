import type { Clock } from '../../src/base/clock.ts';
import type { Authoritative, Holding } from '../../src/dns/authoritative.ts';
import type { RecordType } from '../../src/dns/records.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import { plain } from '../../src/providers/dyndns2/plain.ts';
import type { Provider } from '../../src/providers/provider.ts';
import type { Arrival } from './pretend-api.ts';
import type { PretendZone } from './pretend-zone.ts';

/** The real engine of services that can be told an address and not asked what they hold. */
const definition = plain({
  ...{
    name: 'update-only',
    title: 'update-only',
    about: '',
    evidence: 'described',
    user: 'A user.',
    password: 'Its password.',
  },
  server: 'https://update-only.test',
});

export interface UpdateOnlyOptions {
  readonly base: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly token: string;
  readonly authoritative: Authoritative;
  readonly before: Provider | undefined;
}

export function updateOnlyHost({
  base,
  http,
  clock,
  token,
  authoritative,
  before,
}: UpdateOnlyOptions): Provider {
  const values = {
    UPDATE_ONLY_USERNAME: 'home',
    UPDATE_ONLY_PASSWORD: token,
    UPDATE_ONLY_API_URL: base,
  };
  return definition.create(values, http, {
    clock,
    timeout: 10_000,
    authoritative,
    ...(before && { before }),
  });
}

/** One call, as the service carries it out. */
export function update(
  { request, author, onWrite }: Arrival,
  zoneName: string,
  zone: PretendZone,
  token: string | undefined,
): HttpAnswer {
  const basic = `Basic ${Buffer.from(`home:${token}`).toString('base64')}`;
  if (token === undefined || request.headers?.authorization !== basic) return said(401, 'badauth');
  const { searchParams } = new URL(request.url);
  const name = nameIn(searchParams.get('hostname') ?? '', zoneName);
  const value = searchParams.get('myip') ?? '';
  const type: RecordType = value.includes(':') ? 'AAAA' : 'A';
  const [first, ...others] = zone.ofSet({ name, type });
  if (first?.value === value && others.length === 0) return said(200, `nochg ${value}`);
  const held = () => zone.ofSet({ name, type }).map((record) => record.value);
  for (const record of others) {
    onWrite({ zone: zoneName, name, type, record, held: held() });
    zone.remove(record.id, author);
  }
  for (const { id } of zone.ofSet({ name, type: 'CNAME' })) zone.remove(id, author);
  onWrite({ zone: zoneName, name, type, value, held: held(), ...(first && { record: first }) });
  zone.put({ name, type, value, ttl: 60, ...(first && { id: first.id }) }, author);
  return said(200, `good ${value}`);
}

export function isUpdate({ url }: HttpRequest): boolean {
  return String(url).includes('/nic/update');
}

/** What the zone's own servers say of a full name. */
export function holdingOf(fullName: string, type: RecordType, zoneName: string, zone: PretendZone): Holding {
  const name = nameIn(fullName, zoneName);
  if (zone.ofSet({ name, type: 'CNAME' }).length > 0) return { unknown: 'it is an alias' };
  return { addresses: zone.ofSet({ name, type }).map(({ value }) => value) };
}

export function nameIn(fullName: string, zoneName: string): string {
  return fullName === zoneName ? '@' : fullName.slice(0, -zoneName.length - 1);
}

function said(status: number, text: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, text };
}
