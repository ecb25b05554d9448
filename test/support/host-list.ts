import { readdirSync } from 'node:fs';
import type { ProviderDefinition } from '../../src/providers/provider.ts';

const folder = new URL('../../src/providers/hosts/', import.meta.url);

/** `src/providers/host-list.ts` as the folder of hosts has it. A host is `NAME.ts` or `NAME/NAME.ts` there. */
export async function hostList(): Promise<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? { name: entry.name, path: `${entry.name}/${entry.name}.ts` } : fileOf(entry.name),
  );
  const byName = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = await Promise.all(byName.map(({ name, path }) => lineOf(name, path)));
  return `${head}${lines.join('')}};\n`;
}

const head = `// Made by \`npm run docs\` from the folder \`hosts\`: nothing here is written by hand.

/** Every DNS host that \`PROVIDER\` can name. */
export const hostList = {
`;

function fileOf(file: string) {
  return { name: file.replace(/\.ts$/, ''), path: file };
}

async function lineOf(name: string, path: string): Promise<string> {
  const exported: object = await import(new URL(path, folder).href);
  const found = Object.entries(exported).find(([, value]) => isDefinition(value) && value.name === name);
  if (!found) throw new Error(`hosts/${path} exports no definition whose name is "${name}"`);
  const prefixes = prefixesOf(found[1]).map((prefix) => `'${prefix}'`);
  const key = /^[a-z]\w*$/.test(name) ? name : `'${name}'`;
  const fields = [
    `prefixes: [${prefixes.join(', ')}]`,
    `load: async () => (await import('./hosts/${path}')).${found[0]}`,
  ];
  // As the formatter breaks it: hosts are many, and most fit on a line.
  const line = `  ${key}: { ${fields.join(', ')} },\n`;
  return line.length <= 111
    ? line
    : `  ${key}: {\n${fields.map((field) => `    ${field},\n`).join('')}  },\n`;
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
