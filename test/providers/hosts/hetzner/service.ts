import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
  resetIn,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  type Selection,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface HetznerWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  /** How many requests of any kind an action lasts. Default 2. */
  readonly lasting?: number;
  /** A zone with a running action takes no other (423). */
  readonly locks?: boolean;
  /** What an action does shows when it has ended, not at once. */
  readonly late?: boolean;
  /** Every action ends with an error, and without an effect. */
  readonly failing?: boolean;
  readonly mode?: 'primary' | 'secondary';
}

export const hetznerToken = `${'pretendToken'.repeat(5)}abcd`;
/** The TTL of record sets without one of their own; in the pretend zone those have a TTL of 0. */
export const hetznerZoneTtl = 86_400;

interface Action {
  readonly id: number;
  readonly command: string;
  readonly zone: PretendZone;
  readonly effect: () => void;
  left: number;
}

/** Hetzner's Cloud API, as its description and recordings show it: what it accepts runs on as an action. */
export function hetznerServer(world: HetznerWorld): Promise<PretendServer> {
  const { token = hetznerToken } = world;
  const actions: Action[] = [];
  // The reset is when the full number of requests is there again.
  const standing = () => {
    const { date, reset } = resetIn(14);
    return { date, 'ratelimit-limit': '3600', 'ratelimit-remaining': '3586', 'ratelimit-reset': reset };
  };

  function start(zone: PretendZone, command: string, change: () => void, body: object = {}): PretendAnswer {
    const lasting = world.lasting ?? 2;
    const effect = world.failing ? () => {} : change;
    const action = { id: actions.length + 1001, command, zone, effect, left: lasting };
    actions.push(action);
    if (!world.late) effect();
    return json(201, { ...body, action: shown(action) });
  }

  function shown({ id, command, zone, left }: Action) {
    const ended = left <= 0;
    const failed = ended && world.failing;
    return {
      id,
      command,
      status: failed ? 'error' : ended ? 'success' : 'running',
      progress: ended ? 100 : 0,
      started: '2026-01-13T14:16:52Z',
      finished: ended ? '2026-01-13T14:16:57Z' : null,
      error: failed ? { code: 'action_failed', message: 'Action failed' } : null,
      resources: [{ id: zone.name.length, type: 'zone' }],
    };
  }

  function progress() {
    for (const action of actions) {
      if (action.left <= 0) continue;
      action.left--;
      if (action.left === 0 && world.late) action.effect();
    }
  }

  function listActions(query: URLSearchParams): PretendAnswer {
    const ids = query.getAll('id').map(Number);
    const perPage = Number(query.get('per_page') ?? 25);
    if (perPage > 50) return invalid('per_page is at most 50');
    const found = actions.filter(({ id }) => ids.includes(id)).slice(0, perPage);
    return json(200, { meta: pagination(1, perPage, found.length), actions: found.map(shown) });
  }

  function answer(request: PretendRequest): PretendAnswer {
    const [version, zones, name = '', kind, ...rest] = request.segments;
    if (version !== 'v1' || zones !== 'zones') return notFound('API endpoint not found');
    if (name === 'actions' && request.method === 'GET') {
      if (kind === undefined) return listActions(request.query);
      const action = actions.find(({ id }) => String(id) === kind);
      return action ? json(200, { action: shown(action) }) : notFound('Action not found');
    }
    const { mode = 'primary' } = world;
    if (name === '' && request.method === 'GET') return listZones(request.query, world.zones, mode);
    const zone = world.zones.get(name);
    if (!zone) return notFound('Zone not found');
    if (kind === undefined && request.method === 'GET')
      return json(200, {
        zone: {
          id: zone.name.length,
          name,
          mode,
          ttl: hetznerZoneTtl,
          status: 'ok',
          authoritative_nameservers: { delegation_status: 'valid' },
        },
      });
    if (kind !== 'rrsets') return notFound('API endpoint not found');
    if (mode !== 'primary')
      return hetznerError(422, 'incorrect_zone_mode', 'operation is not supported for this zone mode');
    const isLocked = world.locks && actions.some((one) => one.zone === zone && one.left > 0);
    if (isLocked && request.method !== 'GET')
      return hetznerError(423, 'locked', 'zone is locked by a running action');
    return ofSets(request, zone, rest);
  }

  function ofSets(request: PretendRequest, zone: PretendZone, [name, type, ...rest]: string[]) {
    if (name === undefined) return request.method === 'GET' ? listSets(request, zone) : create(request, zone);
    if (name !== name.toLowerCase() || type === undefined) return notFound('RRSet not found');
    const held = zone.list({ name, type });
    if (held.length === 0) return notFound('RRSet not found');
    const [actionsPath, action] = rest;
    if (actionsPath === undefined && request.method === 'GET') return json(200, { rrset: setOf(held) });
    if (actionsPath === undefined && request.method === 'DELETE')
      return start(zone, 'delete_rrset', () => zone.replace({ name, type }, []));
    // It looks like the call that replaces a set, and changes labels alone.
    if (actionsPath === undefined && request.method === 'PUT') return json(200, { rrset: setOf(held) });
    if (actionsPath !== 'actions' || request.method !== 'POST') return notFound('API endpoint not found');
    return changeSet(zone, held, action, Object(bodyOf(request)));
  }

  function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
    const { name, type, ttl = null, records, labels = {}, ...unknown } = Object(bodyOf(request));
    if (Object.keys(unknown).length > 0) return invalid(`unknown field ${Object.keys(unknown)}`);
    if (typeof name !== 'string' || name !== name.toLowerCase() || typeof type !== 'string')
      return invalid('name and type are required, in the right case');
    if (zone.list({ name, type }).length > 0)
      return hetznerError(409, 'uniqueness_error', 'RRSet already exists');
    const made = madeOf({ name, type }, ttl ?? 0, labels, records, zone);
    if (typeof made === 'string') return invalid(made);
    return start(zone, 'create_rrset', () => zone.replace({ name, type }, made), { rrset: setOf(made) });
  }

  function changeSet(
    zone: PretendZone,
    held: readonly ZoneRecord[],
    action: string | undefined,
    body: { records?: unknown; ttl?: unknown },
  ): PretendAnswer {
    const [{ name, type, ttl, extra } = { name: '', type: '', ttl: 0 }] = held;
    const key = { name, type };
    const fields = Object.keys(body).join();
    if (action === 'set_records' && fields === 'records') {
      const made = madeOf(key, ttl, extra?.labels ?? {}, body.records, zone);
      if (typeof made === 'string') return invalid(made);
      return start(zone, 'set_rrset_records', () => zone.replace(key, made));
    }
    if (action === 'change_ttl' && fields === 'ttl') {
      const changed = Number(body.ttl ?? 0);
      if (body.ttl !== null && !(Number.isInteger(body.ttl) && changed >= 60)) return invalid('ttl is wrong');
      return start(zone, 'change_rrset_ttl', () => {
        for (const record of zone.list(key)) zone.change(record, { ttl: changed });
      });
    }
    return invalid(`${action} does not take ${fields}`);
  }

  return pretendServer(
    (request) => {
      progress();
      const known = request.headers.authorization === `Bearer ${token}`;
      return known
        ? answer(request)
        : hetznerError(401, 'unauthorized', 'the token you have provided is invalid');
    },
    { ...world, standing },
  );
}

/** How the provider is pointed at it. */
export function pretendHetzner(world: Partial<HetznerWorld> = {}, token = hetznerToken): PretendHost {
  return {
    values: { HETZNER_API_TOKEN: token },
    urlSetting: 'HETZNER_API_URL',
    basePath: '/v1',
    hurried: true,
    serve: (zones) => hetznerServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendHetzner()];

export function hetznerError(status: number, code: string, message: string): PretendAnswer {
  return json(status, { error: { code, message, details: null } });
}

function listZones(query: URLSearchParams, zones: PretendZones, mode: string): PretendAnswer {
  const [page, perPage] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 25)];
  if (!(perPage >= 1 && perPage <= 50)) return invalid('per_page is 1 to 50');
  const shown = [...zones.values()].slice((page - 1) * perPage, page * perPage);
  return json(200, {
    meta: pagination(page, perPage, zones.size),
    zones: shown.map(({ name }) => ({ id: name.length, name, mode, ttl: hetznerZoneTtl, status: 'ok' })),
  });
}

function listSets({ query }: PretendRequest, zone: PretendZone): PretendAnswer {
  const [page, perPage] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 25)];
  if (!(perPage >= 1 && perPage <= 100)) return invalid('per_page is 1 to 100');
  const sets = new Map<string, ZoneRecord[]>();
  for (const record of zone.list()) {
    if (query.has('name') && record.name !== query.get('name')) continue;
    if (query.has('type') && !query.getAll('type').includes(record.type)) continue;
    const key = `${record.name}/${record.type}`;
    sets.set(key, [...(sets.get(key) ?? []), record]);
  }
  const shown = [...sets.values()].slice((page - 1) * perPage, page * perPage);
  return json(200, { meta: pagination(page, perPage, sets.size), rrsets: shown.map(setOf) });
}

function setOf(held: readonly NewRecord[]) {
  const [first] = held;
  return {
    id: `${first?.name}/${first?.type}`,
    name: first?.name,
    type: first?.type,
    ttl: first?.ttl || null,
    labels: first?.extra?.labels ?? {},
    protection: { change: false },
    records: held.map(({ data, extra }) => ({ value: data, comment: extra?.comment ?? '' })),
    zone: 53091,
  };
}

/** The records that a set shall hold, or what is wrong with them. */
function madeOf(
  { name, type }: Required<Selection>,
  ttl: number,
  labels: unknown,
  given: unknown,
  zone: PretendZone,
): NewRecord[] | string {
  if (!Array.isArray(given) || given.length < 1 || given.length > 50) return 'records are 1 to 50';
  const made: NewRecord[] = [];
  for (const { value, comment = '', ...unknown } of given) {
    if (typeof value !== 'string' || Object.keys(unknown).length > 0) return 'a record is value and comment';
    const record = { name, type, data: value, ttl, extra: { comment, labels } };
    const wrong = wrongIn(zone, ttl === 0 ? { ...record, ttl: hetznerZoneTtl } : record, 60);
    if (wrong) return wrong;
    made.push(record);
  }
  return new Set(made.map(({ data }) => data)).size < made.length ? 'the same value twice' : made;
}

function pagination(page: number, perPage: number, total: number) {
  const last = Math.max(1, Math.ceil(total / perPage));
  return {
    pagination: {
      page,
      per_page: perPage,
      previous_page: page > 1 ? page - 1 : null,
      next_page: page < last ? page + 1 : null,
      last_page: last,
      total_entries: total,
    },
  };
}

function notFound(message: string): PretendAnswer {
  return hetznerError(404, 'not_found', message);
}

function invalid(message: string): PretendAnswer {
  return hetznerError(422, 'invalid_input', message);
}
