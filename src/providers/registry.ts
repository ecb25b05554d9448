import { hostList } from './host-list.ts';
import type { ProviderDefinition } from './provider.ts';
import { serviceList } from './service-list.ts';

/** How a DNS host is found and loaded: an adapter costs memory only where it is used. */
interface HostLine {
  /** What the names of its settings begin with. */
  readonly prefixes: readonly string[];
  load(): Promise<ProviderDefinition>;
}

const hosts: ReadonlyMap<string, HostLine> = new Map(
  [...Object.entries<HostLine>(hostList), ...servicesOf(serviceList)].sort(([a], [b]) => (a < b ? -1 : 1)),
);

export const providerNames: readonly string[] = [...hosts.keys()];

/** The adapters of these names; names of none are passed over. */
export async function loadProviders(names: readonly string[] = providerNames): Promise<ProviderDefinition[]> {
  const lines = providerNames.flatMap((name) => (names.includes(name) ? (hosts.get(name) ?? []) : []));
  return Promise.all(lines.map(({ load }) => load()));
}

/** The names of the adapters that a variable could belong to, by what it begins with. */
export function providersOfVariable(variable: string): string[] {
  return providerNames.filter((name) =>
    hosts.get(name)?.prefixes.some((prefix) => variable.startsWith(prefix)),
  );
}

/** A file of the table of update-only services, and whose rows it has. */
interface ServiceFile {
  readonly names: readonly string[];
  load(): Promise<Readonly<Record<string, ProviderDefinition>>>;
}

/** Each row as a line of its own. The names of its settings begin with the name of the service. */
function servicesOf(files: readonly ServiceFile[]): [string, HostLine][] {
  return files.flatMap(({ names, load }) =>
    names.map((name): [string, HostLine] => {
      const prefix = `${name.toUpperCase().replaceAll('-', '_')}_`;
      return [name, { prefixes: [prefix], load: async () => rowOf(await load(), name) }];
    }),
  );
}

function rowOf(rows: Readonly<Record<string, ProviderDefinition>>, name: string): ProviderDefinition {
  const row = Object.values(rows).find((one) => one.name === name);
  if (!row) throw new Error(`the table of services has no row ${name}`);
  return row;
}
