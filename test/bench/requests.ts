import { loadProviders } from '../../src/providers/registry.ts';
import { type RequestCount, requestsFor } from '../providers/contract/request-count.ts';
import { type World, worlds } from '../providers/contract/worlds.ts';
import { callsFor } from '../providers/dyndns2/call-count.ts';
import { type Column, table } from './table.ts';

const providers = await loadProviders();

// How many requests each provider needs when the address changes and with it so many names of one zone, counted
// at the pretend services.

// More or others are told after its name: `npm run bench -- requests 1,10,100,1000`, which takes minutes.
const sizes = (process.argv[3] ?? '1,10,100').split(',').map(Number);

interface Row {
  readonly title: string;
  readonly counts: readonly RequestCount[];
}

const titleOf = ({ provider, variant }: World) =>
  [providers.find(({ name }) => name === provider)?.title ?? provider, variant].join(' ').trim();

const rows: Row[] = [];
for (const world of worlds) {
  const counts: RequestCount[] = [];
  for (const names of sizes) counts.push(await requestsFor(world.setup, names));
  rows.push({ title: titleOf(world), counts });
}

const counted = (state: keyof RequestCount): Column<Row>[] =>
  sizes.map((names, index) => [String(names), ({ counts }) => String(counts[index]?.[state] ?? '')]);
const columnsOf = (title: string, state: keyof RequestCount): Column<Row>[] => [
  [title, (row) => row.title],
  ...counted(state),
];
const withoutWorld = providers.filter(
  ({ name, updateOnly }) => !updateOnly && !worlds.some(({ provider }) => provider === name),
);
const told: { readonly title: string; readonly calls: readonly number[] }[] = [];
for (const definition of providers.filter(({ updateOnly }) => updateOnly)) {
  const calls: number[] = [];
  for (const names of sizes) calls.push(await callsFor(definition, names));
  told.push({ title: definition.title, calls });
}
const toldColumns: Column<(typeof told)[number]>[] = [
  ['update only', ({ title }) => title],
  ...sizes.map(
    (names, index): Column<(typeof told)[number]> => [
      String(names),
      ({ calls }) => String(calls[index] ?? ''),
    ],
  ),
];

console.log(
  [
    `Requests for a new address, by the number of names in one zone that change at once, ${new Date().toISOString()}`,
    '',
    table(columnsOf('zone known', 'known'), rows),
    '',
    table(columnsOf('zone known, without comparing', 'writing'), rows),
    '',
    table(columnsOf('cold start', 'cold'), rows),
    '',
    table(toldColumns, told),
    '',
    'Before it writes to a zone that is known, the program reads once more to compare; the second table is without that.',
    'All requests count: reads, writes, sessions, polls and refreshes. A cold start finds every name with an old address.',
    'Of services with updates only, these are the calls for one family; IPv64.net takes 48 a day.',
    'The pretend Hetzner carries out each action by the second time it is asked about it.',
    `Left out, as no pretend service speaks for them: ${withoutWorld.map(({ title }) => title).join(', ')};`,
    'test/integration holds them, at real servers, to one PATCH and to one UPDATE message for 100 names.',
  ].join('\n'),
);
