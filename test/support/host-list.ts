import { readdirSync } from 'node:fs';
import type { ProviderDefinition } from '../../src/providers/provider.ts';

const folder = new URL('../../src/providers/hosts/', import.meta.url);

/** Two files of `src/providers` as the folder of hosts has them. A host is `NAME.ts` or `NAME/NAME.ts` there. */
export async function hostList(): Promise<Readonly<Record<'host-list.ts' | 'host-modules.ts', string>>> {
  const entries = readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? { name: entry.name, path: `${entry.name}/${entry.name}.ts` } : fileOf(entry.name),
  );
  const byName = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = await Promise.all(byName.map(({ name, path }) => linesOf(name, path)));
  const [prefixes, cases] = [lines.map((line) => line.prefixes), lines.map((line) => line.load)];
  return {
    'host-list.ts': `${made}${list}${prefixes.join('')}} as const;\n`,
    'host-modules.ts': `${made}${modules}${cases.join('')}  }\n}\n`,
  };
}

const made = '// Made by `npm run docs` from the folder `hosts`: nothing here is written by hand.\n\n';

const list = `/** Every DNS host that \`PROVIDER\` can name, with what the names of its settings begin with. */
export const hostList = {
`;

const modules = `import type { hostList } from './host-list.ts';

// One function for all: a hundred small ones would cost every process more than the host that it uses.
/** The definition of a DNS host. */
export async function loadHost(name: keyof typeof hostList) {
  switch (name) {
`;

function fileOf(file: string) {
  return { name: file.replace(/\.ts$/, ''), path: file };
}

async function linesOf(name: string, path: string): Promise<{ prefixes: string; load: string }> {
  const exported: object = await import(new URL(path, folder).href);
  const found = Object.entries(exported).find(([, value]) => isDefinition(value) && value.name === name);
  if (!found) throw new Error(`hosts/${path} exports no definition whose name is "${name}"`);
  const key = /^[a-z]\w*$/.test(name) ? name : `'${name}'`;
  return {
    prefixes: `  ${key}: '${prefixesOf(found[1]).join(' ')}',\n`,
    load: `    case '${name}':\n      return (await import('./hosts/${path}')).${found[0]};\n`,
  };
}

function isDefinition(value: unknown): value is ProviderDefinition {
  return typeof value === 'object' && value !== null && 'name' in value && 'settings' in value;
}

/** What the names of its settings begin with, up to the first `_`. */
function prefixesOf(definition: ProviderDefinition): string[] {
  return [...new Set(settingNames(definition).map((name) => name.slice(0, name.indexOf('_') + 1)))];
}

function settingNames({ settings }: ProviderDefinition): string[] {
  return Object.keys(settings);
}
