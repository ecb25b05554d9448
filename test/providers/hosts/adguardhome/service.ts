import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullIn, type PretendZone, type PretendZones, relativeIn, written } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const adguardLogin = { user: 'admin', password: 'pretend adguard pass' };
const own = ['A', 'AAAA', 'CNAME'];

/** The rewrites of AdGuard Home as its description shows them: text for errors, nothing or OK for the rest. */
export function adguardServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${adguardLogin.user}:${adguardLogin.password}`).toString('base64');
  return pretendServer((request) => {
    if (request.headers.authorization !== `Basic ${login}`) return { status: 401, body: 'Unauthorized\n' };
    const all = [...zones.values()].flatMap((zone) =>
      zone.list().flatMap((one) => (own.includes(one.type) ? { zone, one } : [])),
    );
    if (request.path === '/control/rewrite/list')
      return json(
        200,
        all.map(({ zone, one }) => ({
          domain: fullIn(zone, one.name),
          answer: one.data,
          enabled: one.extra?.enabled ?? true,
        })),
      );
    const body = Object(bodyOf(request));
    const find = ({ domain, answer }: Record<string, unknown>) =>
      all.find(({ zone, one }) => fullIn(zone, one.name) === domain && one.data === answer)?.one;
    if (request.path === '/control/rewrite/add') return write(body, zones);
    const before = find(Object(request.path === '/control/rewrite/update' ? body.target : body));
    if (request.path === '/control/rewrite/update')
      return before ? write(Object(body.update), zones, before) : adguardError(400, 'target rule not found');
    // One that is not there is removed as well.
    if (before) for (const zone of zones.values()) zone.remove(before);
    return { status: 200 };
  });
}

function write(
  { domain, answer }: Record<string, unknown>,
  zones: PretendZones,
  before?: ReturnType<PretendZone['list']>[number],
): PretendAnswer {
  const full = String(domain);
  const zone = [...zones.values()].find(({ name }) => full === name || full.endsWith(`.${name}`));
  if (!zone) return adguardError(400, 'the pretend house has no such names');
  const data = String(answer);
  const record = { name: relativeIn(zone, full), type: data.includes(':') ? 'AAAA' : 'A', data, ttl: 300 };
  const held = written(zone, record, 1, before);
  return typeof held === 'string' ? adguardError(400, held) : { status: 200, body: 'OK\n' };
}

export function adguardError(status: number, text: string): PretendAnswer {
  return { status, headers: { 'content-type': 'text/plain' }, body: `${text}\n` };
}

export function pretendAdguard(): PretendHost {
  const { user, password } = adguardLogin;
  return {
    values: { ADGUARDHOME_USERNAME: user, ADGUARDHOME_PASSWORD: password },
    urlSetting: 'ADGUARDHOME_API_URL',
    serve: adguardServer,
  };
}

export const ways: readonly Way[] = [pretendAdguard()];
