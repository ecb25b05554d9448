import { readdirSync } from 'node:fs';
import type { ProviderDefinition } from '../../src/providers/provider.ts';

const folder = new URL('../../src/providers/dyndns2/services/', import.meta.url);

/** `src/providers/service-list.ts` as the table of update-only services has it. */
export async function serviceList(): Promise<string> {
  const files = readdirSync(folder).sort();
  const parts = await Promise.all(files.map(partOf));
  return `${head}${parts.join('')}];\n`;
}

const head = `// Made by \`npm run docs\` from the table of services: nothing here is written by hand.

/** The update-only services that \`PROVIDER\` can name, by the file of the table that has their rows. */
export const serviceList = [
`;

async function partOf(file: string): Promise<string> {
  const exported: object = await import(new URL(file, folder).href);
  const names = Object.values(exported)
    .filter(isDefinition)
    .map(({ name }) => name)
    .sort();
  return `  {
    load: () => import('./dyndns2/services/${file}'),
    names: ${listText(names)},
  },
`;
}

/** In one line where that has room, as the formatter has it. */
function listText(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  const line = `[${quoted.join(', ')}]`;
  if (line.length <= 98) return line;
  return `[\n${quoted.map((name) => `      ${name},\n`).join('')}    ]`;
}

function isDefinition(value: unknown): value is ProviderDefinition {
  return typeof value === 'object' && value !== null && 'name' in value && 'settings' in value;
}
