import { parseZone } from '../../src/dns/name.ts';
import { familyOfType, type RecordKey } from '../../src/dns/records.ts';
import type { Family } from '../../src/ip/address.ts';
import type { Chance } from './chance.ts';
import type { Border } from './faults.ts';
import { createHostApi, realHosts, ttlOf } from './host-api.ts';
import { createLines, type HomeLine, type Lines, secondLines } from './lines.ts';
import { furnish, furnishKept } from './owner.ts';
import { type AnyKind, apiKinds, createPretendApi, type PretendApi } from './pretend-api.ts';
import { createPretendZone, type PretendZone } from './pretend-zone.ts';
import type { Settings } from './program.ts';

const bordersOf: Readonly<Record<AnyKind, readonly Border[]>> = {
  'per-record': ['zone-id', 'list', 'create', 'update', 'delete'],
  'per-set': ['list', 'replace-set', 'remove-set'],
  batch: ['list', 'batch'],
  'create-delete': ['list', 'create', 'delete'],
  'update-only': ['name-server', 'update-call'],
  host: ['host-read', 'host-write'],
};

/** What the program is set to do in one life, and the hosts with their zones. Two targets, of one account or of two. */
export interface World extends Settings {
  readonly apis: ReadonlyMap<string, PretendApi>;
  /** The first target is on the first one, the second on the last one. */
  readonly lines: Lines;
  /** All borders that this life has. */
  readonly borders: ReadonlySet<Border>;
  readonly families: readonly Family[];
  /** A second instance keeps the same records. */
  readonly hasTwin: boolean;
}

const worldKinds: readonly AnyKind[] = [...apiKinds, 'update-only', 'host'];
const usualRates = [
  { requests: 5, per: 1_000 },
  { requests: 60, per: 60_000 },
];
/** So slow that a write waits longer for its turn than its comparison is good for. */
const slowRates = [{ requests: 2, per: 9_000 }];

export async function createWorld(chance: Chance, now: () => number): Promise<World> {
  const types = chance.pick('types', [['A'], ['A', 'AAAA'], ['A', 'AAAA'], ['AAAA', 'A'], ['AAAA']] as const);
  const first = await createZoneAndApi(chance, 'one', now);
  const isShared = chance.happens('one account', 0.25);
  const second = isShared ? first : await createZoneAndApi(chance, 'two', now);
  const quorum = chance.pick('quorum', [2, 2, 2, 2, 2, 1, 3]);
  const lineKind = chance.happens('two lines', 0.3) ? chance.pick('second line', secondLines) : 'default';
  const lines = createLines(lineKind, quorum, chance);
  const targets = [
    targetOf(
      lines[0],
      first,
      chance.pick('first names', [['home'], ['home', '*.lab'], ['@', 'home', 'nas']]),
      types,
      chance,
    ),
    targetOf(
      lines[1] ?? lines[0],
      second,
      isShared ? ['vpn', 'cam'] : chance.pick('second names', [['home'], ['@', 'vpn']]),
      types,
      chance,
    ),
  ];
  for (const { api, zone } of new Set([first, second])) {
    const keys = targets.filter((one) => one.api === api).flatMap(({ target }) => target.keys);
    if (!api.real) furnish(zone, chance.fork(`others of ${api.host}`));
    furnishKept(zone, keys, chance.fork(`zone of ${api.host}`));
  }
  const tellsOwner = chance.happens('tells the owner', 0.4);
  const kinds = new Set([first.api.kind, second.api.kind]);
  return {
    targets,
    apis: new Map([first, second].map(({ api }) => [api.host, api])),
    borders: new Set<Border>([
      ...(['datagram', 'web'] as const),
      ...(tellsOwner ? (['message'] as const) : []),
      ...[...kinds].flatMap((kind) => bordersOf[kind]),
    ]),
    families: types.map((type) => familyOfType[type]),
    rates: chance.pick('rates', [usualRates, usualRates, slowRates]),
    lines,
    recheck: 80_000,
    timeout: 10_000,
    schedule: chance.pick('schedule', ['*/30 * * * * *', '*/30 * * * * *', '*/20 * * * * *', '0 * * * * *']),
    localHints: chance.happens('local hints', 0.25),
    tellsOwner,
    hasTwin: chance.happens('two instances', 0.1),
    deletesOnStop: chance.happens('deletes on stop', kinds.has('per-set') ? 0.8 : 0.3),
  };
}

interface ZoneAndApi {
  readonly name: string;
  readonly zone: PretendZone;
  readonly api: PretendApi;
}

async function createZoneAndApi(chance: Chance, label: string, now: () => number): Promise<ZoneAndApi> {
  const kind = chance.pick(`kind of ${label}`, worldKinds);
  const name = `${label}.example`;
  if (kind === 'host') {
    const which = chance.pick(`host of ${label}`, [...realHosts.keys()]);
    const real = realHosts.get(which);
    if (!real) throw new Error(`there is no host ${which}`);
    const api = await createHostApi(real, `${real.provider}.${label}.test`, name, now);
    const zone = api.zones.get(name);
    if (!zone) throw new Error(`${name} is not at its host`);
    return { name, zone, api };
  }
  const zone = createPretendZone(now);
  return { name, zone, api: createPretendApi(kind, `${kind}.${label}.test`, new Map([[name, zone]])) };
}

function targetOf(
  line: HomeLine,
  { name, api }: ZoneAndApi,
  names: readonly string[],
  types: readonly RecordKey['type'][],
  chance: Chance,
): World['targets'][number] {
  const keys = names.flatMap((one) => types.map((type) => ({ name: one, type })));
  const suffix = chance.happens(`suffix of ${name} ${names}`, 0.2) && { ipv6Suffix: '::1234' };
  const host = api.real?.provider ?? api.kind;
  const id = `${host} ${name} ${names.join()}`;
  return {
    api,
    line,
    target: {
      ...{ id, host, title: host, zone: parseZone(name), keys, ...suffix },
      ttl: api.real ? ttlOf(api.real) : 600,
      ...(api.kind === 'update-only' && { updateOnly: true }),
    },
  };
}
