import { authOf } from '../../../../src/providers/hosts/wedos.ts';
import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const wedosLogin = { user: 'person@example.com', password: 'pretend wapi pass' };

interface WedosCall {
  readonly user?: unknown;
  readonly auth?: unknown;
  readonly command: string;
  readonly data: Record<string, unknown>;
}

function callIn({ body }: PretendRequest): WedosCall {
  const { user, auth, command, data } =
    Object(JSON.parse(new URLSearchParams(body).get('request') ?? '{}')).request ?? {};
  return { user, auth, command: String(command), data: Object(data) };
}

/** WEDOS's WAPI as its recordings show it: a form with JSON in it. What is changed waits for a commit, at most five minutes. */
export function wedosServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      const { user, auth, command, data } = callIn(request);
      if (user !== wedosLogin.user || auth !== authOf(wedosLogin.user, wedosLogin.password, Date.now()))
        return wedosReply(2003, command, 'Authentication failed');
      return wedosAnswer(command, data, zones);
    },
    { isWrite: (request) => !callIn(request).command.endsWith('-list') },
  );
}

export function wedosAnswer(
  command: string,
  data: Record<string, unknown>,
  zones: PretendZones,
): PretendAnswer {
  if (command === 'dns-domains-list')
    return wedosReply(1000, command, 'OK', {
      domain: [...zones.keys()].map((name) => ({ name, type: 'primary', status: 'active' })),
    });
  const zone = zones.get(String(data.domain ?? data.name));
  if (!zone) return wedosReply(3219, command, 'Domain not found');
  if (command === 'dns-rows-list') return wedosReply(1000, command, 'OK', { row: zone.list().map(item) });
  if (command === 'dns-domain-commit') return wedosReply(1000, command, 'OK');
  const before = zone.list().find(({ id }) => id === data.row_id);
  if (command !== 'dns-row-add' && !before) return wedosReply(2316, command, 'Row not found');
  if (command === 'dns-row-delete') {
    if (before) zone.remove(before);
    return wedosReply(1000, command, 'OK');
  }
  const record = {
    name: String(data.name) || '@',
    type: String(data.type),
    data: String(data.rdata),
    ttl: Number(data.ttl),
  };
  const held = written(zone, record, 300, before);
  return typeof held === 'string' ? wedosReply(2313, command, held) : wedosReply(1000, command, 'OK');
}

function item({ id, name, type, data, ttl }: ZoneRecord) {
  return {
    ID: id,
    name: name === '@' ? '' : name,
    ttl: String(ttl),
    rdtype: type,
    rdata: data,
    changed_date: '2026-01-01',
    author_comment: '',
  };
}

export function wedosReply(code: number, command: string, result: string, data?: object): PretendAnswer {
  return json(200, { response: { code, result, timestamp: 1, svTRID: '1', command, ...(data && { data }) } });
}

export function pretendWedos(): PretendHost {
  return {
    values: { WEDOS_USERNAME: wedosLogin.user, WEDOS_WAPI_PASSWORD: wedosLogin.password },
    urlSetting: 'WEDOS_API_URL',
    basePath: '/wapi/json',
    serve: wedosServer,
  };
}

export const ways: readonly Way[] = [pretendWedos()];
