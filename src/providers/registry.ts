import { hostList } from './host-list.ts';
import type { ProviderDefinition } from './provider.ts';

/** How a DNS host is found and loaded: an adapter costs memory only where it is used. */
interface HostLine {
  /** What the names of its settings begin with. */
  readonly prefixes: readonly string[];
  load(): Promise<ProviderDefinition>;
}

const hosts: Readonly<Record<string, HostLine>> = hostList;

export const providerNames: readonly string[] = Object.keys(hosts);

/** The adapters of these names; names of none are passed over. */
export async function loadProviders(names: readonly string[] = providerNames): Promise<ProviderDefinition[]> {
  const lines = providerNames.flatMap((name) => (names.includes(name) ? (hosts[name] ?? []) : []));
  return Promise.all(lines.map(({ load }) => load()));
}

/** The names of the adapters that a variable could belong to, by what it begins with. */
export function providersOfVariable(variable: string): string[] {
  return providerNames.filter((name) => hosts[name]?.prefixes.some((prefix) => variable.startsWith(prefix)));
}
