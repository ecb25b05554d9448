import { hostList } from './host-list.ts';
import { loadHost } from './host-modules.ts';
import type { ProviderDefinition } from './provider.ts';
import { serviceList } from './service-list.ts';

/** How a DNS host is found and loaded: an adapter costs memory only where it is used. */
interface HostLine {
  /** What the names of its settings begin with, between spaces. */
  readonly prefixes: string;
  /** The file of the table that has its row, where it is an update-only service. */
  readonly file?: ServiceFile;
}

const lines = new Map<string, HostLine>([
  ...Object.entries(hostList).map(([name, prefixes]): [string, HostLine] => [name, { prefixes }]),
  ...serviceList.flatMap((file) =>
    file.names.map((name): [string, HostLine] => [name, { prefixes: prefixOf(name), file }]),
  ),
]);

export const providerNames: readonly string[] = [...lines.keys()].sort();

/** The adapters of these names; names of none are passed over. */
export async function loadProviders(names: readonly string[] = providerNames): Promise<ProviderDefinition[]> {
  const found = await Promise.all(providerNames.map((name) => (names.includes(name) ? loaded(name) : [])));
  return found.flat();
}

/** The names of the adapters that a variable could belong to, by what it begins with. */
export function providersOfVariable(variable: string): string[] {
  const isOf = ({ prefixes }: HostLine) => prefixes.split(' ').some((prefix) => variable.startsWith(prefix));
  return providerNames.filter((name) => {
    const line = lines.get(name);
    return line && isOf(line);
  });
}

/** A file of the table of update-only services, and whose rows it has. */
interface ServiceFile {
  readonly names: readonly string[];
  load(): Promise<Readonly<Record<string, ProviderDefinition>>>;
}

/** The names of the settings of a service begin with its own. */
function prefixOf(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_`;
}

async function loaded(name: string): Promise<ProviderDefinition | readonly []> {
  if (isHost(name)) return loadHost(name);
  const file = lines.get(name)?.file;
  return file ? rowOf(await file.load(), name) : [];
}

function isHost(name: string): name is keyof typeof hostList {
  return Object.hasOwn(hostList, name);
}

function rowOf(rows: Readonly<Record<string, ProviderDefinition>>, name: string): ProviderDefinition {
  const row = Object.values(rows).find((one) => one.name === name);
  if (!row) throw new Error(`the table of services has no row ${name}`);
  return row;
}
