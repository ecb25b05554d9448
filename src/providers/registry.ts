import type { ProviderDefinition } from './provider.ts';

interface RegistryLine {
  /** What the names of its settings begin with. */
  readonly prefixes: readonly string[];
  load(): Promise<ProviderDefinition>;
}

/** Every DNS host that `PROVIDER` can name. An adapter costs memory only where it is used. */
const registry: Readonly<Record<string, RegistryLine>> = {
  cloudflare: {
    prefixes: ['CLOUDFLARE_'],
    load: async () => (await import('./hosts/cloudflare/cloudflare.ts')).cloudflare,
  },
  desec: { prefixes: ['DESEC_'], load: async () => (await import('./hosts/desec.ts')).desec },
  digitalocean: {
    prefixes: ['DO_'],
    load: async () => (await import('./hosts/digitalocean.ts')).digitalocean,
  },
  dnsimple: {
    prefixes: ['DNSIMPLE_'],
    load: async () => (await import('./hosts/dnsimple/dnsimple.ts')).dnsimple,
  },
  gandi: { prefixes: ['GANDIV5_'], load: async () => (await import('./hosts/gandi.ts')).gandi },
  godaddy: { prefixes: ['GODADDY_'], load: async () => (await import('./hosts/godaddy/godaddy.ts')).godaddy },
  hetzner: { prefixes: ['HETZNER_'], load: async () => (await import('./hosts/hetzner/hetzner.ts')).hetzner },
  ionos: { prefixes: ['IONOS_'], load: async () => (await import('./hosts/ionos.ts')).ionos },
  linode: { prefixes: ['LINODE_'], load: async () => (await import('./hosts/linode.ts')).linode },
  netcup: { prefixes: ['NETCUP_'], load: async () => (await import('./hosts/netcup/netcup.ts')).netcup },
  ovh: { prefixes: ['OVH_'], load: async () => (await import('./hosts/ovh/ovh.ts')).ovh },
  porkbun: { prefixes: ['PORKBUN_'], load: async () => (await import('./hosts/porkbun.ts')).porkbun },
  powerdns: { prefixes: ['PDNS_'], load: async () => (await import('./hosts/powerdns.ts')).powerdns },
  rfc2136: { prefixes: ['RFC2136_'], load: async () => (await import('./hosts/rfc2136/rfc2136.ts')).rfc2136 },
  route53: {
    prefixes: ['AWS_', 'ROUTE53_'],
    load: async () => (await import('./hosts/route53/route53.ts')).route53,
  },
  vultr: { prefixes: ['VULTR_'], load: async () => (await import('./hosts/vultr.ts')).vultr },
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
