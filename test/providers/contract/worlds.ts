import { existsSync, readdirSync } from 'node:fs';
import type { ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import { loadProviders } from '../../../src/providers/registry.ts';
import type { ProviderContract } from './provider.ts';
import { type Way, worldOf } from './world-of.ts';

export interface World {
  /** The value of `PROVIDER`. */
  readonly provider: string;
  /** Which of the provider's worlds, where it has several. */
  readonly variant?: string;
  readonly setup: ProviderContract['setup'];
  /** The settings that its pretend service knows. */
  readonly values: ProviderValues;
}

const hosts = new URL('../hosts/', import.meta.url);
const services = readdirSync(hosts)
  .sort()
  .map((provider) => ({ provider, service: new URL(`${provider}/service.ts`, hosts) }))
  .filter(({ service }) => existsSync(service));

/** A provider that has a pretend service, and the ways in which its users meet it. */
export interface ServedProvider {
  readonly provider: string;
  readonly definition: ProviderDefinition;
  readonly ways: readonly Way[];
}

export const servedProviders: readonly ServedProvider[] = await Promise.all(services.map(servedProvider));

/** Each of them in each of these ways. */
export const worlds: readonly World[] = servedProviders.flatMap(({ provider, definition, ways }) =>
  ways.map(({ variant, ...host }) => ({
    provider,
    ...(variant !== undefined && { variant }),
    setup: worldOf(definition, host),
    values: host.values,
  })),
);

async function servedProvider({ provider, service }: (typeof services)[number]): Promise<ServedProvider> {
  const [definition] = await loadProviders([provider]);
  if (!definition) throw new Error(`${service.pathname}: there is no provider ${provider}`);
  const { ways }: { ways?: unknown } = await import(service.href);
  if (!areWays(ways)) throw new Error(`${service.pathname} exports no list of \`ways\``);
  return { provider, definition, ways };
}

function areWays(value: unknown): value is readonly Way[] {
  return Array.isArray(value) && value.length > 0 && value.every((way) => typeof way.serve === 'function');
}
