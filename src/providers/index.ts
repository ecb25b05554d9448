import type { ProviderDefinition } from './provider.ts';

interface RegistryLine {
  /** What the names of its settings begin with. */
  readonly prefixes: readonly string[];
  load(): Promise<ProviderDefinition>;
}

/** Every DNS host that `PROVIDER` can name. An adapter costs memory only where it is used. */
const registry: Readonly<Record<string, RegistryLine>> = {
  cloudflare: { prefixes: ['CLOUDFLARE_'], load: async () => (await import('./cloudflare.ts')).cloudflare },
  desec: { prefixes: ['DESEC_'], load: async () => (await import('./desec.ts')).desec },
  digitalocean: { prefixes: ['DO_'], load: async () => (await import('./digitalocean.ts')).digitalocean },
  dnsimple: { prefixes: ['DNSIMPLE_'], load: async () => (await import('./dnsimple.ts')).dnsimple },
  gandi: { prefixes: ['GANDIV5_'], load: async () => (await import('./gandi.ts')).gandi },
  godaddy: { prefixes: ['GODADDY_'], load: async () => (await import('./godaddy.ts')).godaddy },
  hetzner: { prefixes: ['HETZNER_'], load: async () => (await import('./hetzner.ts')).hetzner },
  ionos: { prefixes: ['IONOS_'], load: async () => (await import('./ionos.ts')).ionos },
  linode: { prefixes: ['LINODE_'], load: async () => (await import('./linode.ts')).linode },
  netcup: { prefixes: ['NETCUP_'], load: async () => (await import('./netcup.ts')).netcup },
  ovh: { prefixes: ['OVH_'], load: async () => (await import('./ovh.ts')).ovh },
  porkbun: { prefixes: ['PORKBUN_'], load: async () => (await import('./porkbun.ts')).porkbun },
  powerdns: { prefixes: ['PDNS_'], load: async () => (await import('./powerdns.ts')).powerdns },
  rfc2136: { prefixes: ['RFC2136_'], load: async () => (await import('./rfc2136.ts')).rfc2136 },
  route53: { prefixes: ['AWS_', 'ROUTE53_'], load: async () => (await import('./route53.ts')).route53 },
  vultr: { prefixes: ['VULTR_'], load: async () => (await import('./vultr.ts')).vultr },
};

export const providerNames: readonly string[] = Object.keys(registry);

/** The adapters of these names; names of none are passed over. */
export async function loadProviders(names: readonly string[] = providerNames): Promise<ProviderDefinition[]> {
  const lines = providerNames.flatMap((name) => (names.includes(name) ? (registry[name] ?? []) : []));
  return Promise.all(lines.map(({ load }) => load()));
}

/** The names of the adapters that a variable could belong to, by what it begins with. */
export function providersOfVariable(variable: string): string[] {
  return providerNames.filter((name) =>
    registry[name]?.prefixes.some((prefix) => variable.startsWith(prefix)),
  );
}
