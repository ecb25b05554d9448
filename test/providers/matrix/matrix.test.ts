import { expect, test } from 'vitest';
import { worlds } from '../contract/worlds.ts';
import { faults, type NamedFault, oneOfEach } from './faults.ts';
import { hostOf, updateOnlyHost } from './hosts.ts';
import { type Host, lifeWith, type Recovery, type Stage, stagesOf } from './life.ts';

type Setup = () => Promise<Host>;

const way = (provider: string): Setup => {
  const world = worlds.find((one) => one.provider === provider);
  if (!world) throw new Error(`there is no pretend service of ${provider}`);
  return hostOf(world);
};

/** One host of each way to apply. */
const ways: readonly (readonly [title: string, setup: Setup])[] = [
  ['record by record (Vultr)', way('vultr')],
  ['set by set (Gandi)', way('gandi')],
  ['all in one call (Cloudflare)', way('cloudflare')],
  ['create, then delete (Netlify)', way('netlify')],
  ['updates only (No-IP)', updateOnlyHost],
];

interface Met extends Recovery {
  readonly stage: Stage;
}

async function met(setup: Setup, stages: readonly Stage[], { title, fault }: NamedFault): Promise<Met[]> {
  const all: Met[] = [];
  for (const stage of stages) {
    const recovery = await lifeWith(setup, stage, fault).catch((error: unknown) => {
      throw new Error(`${title}, ${stage.title}`, { cause: error });
    });
    all.push({ stage, ...recovery });
  }
  return all;
}

const words = {
  transient: 'fault',
  permanent: 'refused',
  limited: 'limit',
  record: 'this record',
  halt: 'stop',
};

/** The worst that it came to over all stages, in the words of the table. */
function cell(all: readonly Met[]): string {
  const kinds = [...new Set(all.flatMap(({ kinds }) => kinds))].sort();
  const back = Math.max(...all.map((one) => one.back));
  const time = back === Number.POSITIVE_INFINITY ? 'until another credential' : `${back / 1000} s`;
  const told = kinds.length > 0 ? `${kinds.map((kind) => words[kind]).join(', ')}; ${time}` : 'unharmed';
  return all.some(({ believed }) => believed) ? `${told}; believed` : told;
}

/** A host that says that it is done and is not can only be found out by reading. */
function mayBeBelieved({ title }: NamedFault): boolean {
  return /^(?:200 with |204 |404 Not Found$)/.test(title);
}

const intro = `# Faults

<!-- Made by test/providers/matrix. -->

What one fault at a DNS host comes to, tried at each stage of a life (the first and the last read and write at the start,
after a change of address, and at RECHECK), at one host of each way to change records. After each of them the records
were right in the end, and no other record was touched; a test holds it. A cell has the worst of all stages: how the fault
is taken, and after how long all was in sync again.

- **fault**: of the host or of the way there; tried again soon, and ever more seldom if it stays.
- **limit**: it asks for patience, and gets it.
- **refused**: a person may be needed (a wrong credential, no such zone); tried again after 5 s where it worked before, else
  after a minute, and ever more seldom.
- **this record**: only this record is refused; the others go on.
- **stop**: the service forbids to ask again until something is changed.
- **believed**: the host said that it was done, and it was not. That shows when the records are read again: at RECHECK,
  or within minutes where the zone's own name servers can be asked.
- **unharmed**: nobody would notice.
`;

test('each fault at each stage of each way to apply is mended, and touches no other record', async () => {
  const stages = new Map<Setup, readonly Stage[]>();
  for (const [, setup] of ways) stages.set(setup, await stagesOf(setup));
  const rows: string[] = [];
  const wronglyBelieved: string[] = [];
  for (const fault of faults) {
    const cells: string[] = [];
    for (const [title, setup] of ways) {
      const all = await met(setup, stages.get(setup) ?? [], fault);
      cells.push(cell(all));
      if (all.some(({ believed }) => believed) && !mayBeBelieved(fault))
        wronglyBelieved.push(`${title}: ${fault.title}`);
    }
    rows.push(`| ${[fault.title, ...cells].join(' | ')} |`);
  }

  const head = ['one request meets', ...ways.map(([title]) => title)];
  const table = [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows];
  expect(wronglyBelieved).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(45);
  expect([...stages.values()].map(({ length }) => length).every((count) => count >= 2)).toBe(true);
  await expect(`${intro}\n${table.join('\n')}\n`).toMatchFileSnapshot('../../../docs/faults.md');
}, 300_000);

const others = worlds.map((world) => [`${world.provider} ${world.variant ?? ''}`.trim(), world] as const);

test.each(others)('%s mends one fault of each class', async (_, world) => {
  const setup = hostOf(world);
  const all = await stagesOf(setup);
  const stages = [all[0], all.find(({ title }) => title.includes('write')), all.at(-1)].filter(
    (one) => one !== undefined,
  );
  const told = [];
  for (const fault of oneOfEach) told.push((await met(setup, stages, fault)).map(({ believed }) => believed));

  expect(told).toEqual(oneOfEach.map(() => stages.map(() => false)));
  expect(stages.length).toBeGreaterThanOrEqual(2);
});
