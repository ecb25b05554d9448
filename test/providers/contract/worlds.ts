// How each provider is pointed at its pretend service: for its own test, and for all that asks every provider.
import { cloudflare } from '../../../src/providers/hosts/cloudflare/cloudflare.ts';
import { desec } from '../../../src/providers/hosts/desec.ts';
import { digitalocean } from '../../../src/providers/hosts/digitalocean.ts';
import { dnsimple } from '../../../src/providers/hosts/dnsimple/dnsimple.ts';
import { gandi } from '../../../src/providers/hosts/gandi.ts';
import { godaddy } from '../../../src/providers/hosts/godaddy/godaddy.ts';
import { hetzner } from '../../../src/providers/hosts/hetzner/hetzner.ts';
import { ionos } from '../../../src/providers/hosts/ionos.ts';
import { linode } from '../../../src/providers/hosts/linode.ts';
import { netcup } from '../../../src/providers/hosts/netcup/netcup.ts';
import { ovh } from '../../../src/providers/hosts/ovh/ovh.ts';
import { porkbun } from '../../../src/providers/hosts/porkbun.ts';
import { route53 } from '../../../src/providers/hosts/route53/route53.ts';
import { vultr } from '../../../src/providers/hosts/vultr.ts';
import type { ProviderValues } from '../../../src/providers/provider.ts';
import { hurried } from '../../support/hurried-clock.ts';
import { type CloudflareWorld, cloudflareServer, cloudflareToken } from '../hosts/cloudflare/service.ts';
import { type DesecWorld, desecServer, desecToken } from '../hosts/desec/service.ts';
import { digitaloceanServer, digitaloceanToken } from '../hosts/digitalocean/service.ts';
import { type DnsimpleWorld, dnsimpleServer, dnsimpleToken } from '../hosts/dnsimple/service.ts';
import { type GandiWorld, gandiServer, gandiToken } from '../hosts/gandi/service.ts';
import { type GodaddyWorld, godaddyCredentials, godaddyServer } from '../hosts/godaddy/service.ts';
import { type HetznerWorld, hetznerServer, hetznerToken } from '../hosts/hetzner/service.ts';
import { type IonosWorld, ionosKey, ionosServer } from '../hosts/ionos/service.ts';
import { linodeServer, linodeToken } from '../hosts/linode/service.ts';
import { type NetcupWorld, netcupCredentials, netcupPath, netcupServer } from '../hosts/netcup/service.ts';
import { ovhKeys, ovhServer } from '../hosts/ovh/service.ts';
import { type PorkbunWorld, porkbunKeys, porkbunServer } from '../hosts/porkbun/service.ts';
import { awsKey, route53Server } from '../hosts/route53/service.ts';
import { vultrKey, vultrServer } from '../hosts/vultr/service.ts';
import type { ProviderContract } from './provider.ts';
import { type Serve, worldOf } from './world-of.ts';

export function cloudflareSetup(world: Partial<CloudflareWorld> = {}, settings: ProviderValues = {}) {
  const values = { CLOUDFLARE_API_TOKEN: cloudflareToken, ...settings };
  const serve: Serve = (zones) => cloudflareServer({ zones, ...world });
  return worldOf(cloudflare, values, 'CLOUDFLARE_API_URL', serve, '/client/v4');
}

export function desecSetup(world: Partial<DesecWorld> = {}) {
  const serve: Serve = (zones) => desecServer({ zones, ...world });
  return worldOf(desec, { DESEC_TOKEN: desecToken }, 'DESEC_API_URL', serve, '/api/v1');
}

export function digitaloceanSetup() {
  const serve: Serve = (zones) => digitaloceanServer({ zones });
  return worldOf(digitalocean, { DO_AUTH_TOKEN: digitaloceanToken }, 'DO_API_URL', serve, '/v2');
}

export function dnsimpleSetup(world: Partial<DnsimpleWorld> = {}, settings: ProviderValues = {}) {
  const values = { DNSIMPLE_OAUTH_TOKEN: dnsimpleToken, ...settings };
  return worldOf(dnsimple, values, 'DNSIMPLE_BASE_URL', (zones) => dnsimpleServer({ zones, ...world }));
}

export function gandiSetup(world: Partial<GandiWorld> = {}) {
  const values = { GANDIV5_PERSONAL_ACCESS_TOKEN: gandiToken };
  const serve: Serve = (zones) => gandiServer({ zones, ...world });
  return worldOf(gandi, values, 'GANDIV5_API_URL', serve, '/v5/livedns');
}

const { token, key, secret } = godaddyCredentials;
const godaddyValues = {
  v1: { GODADDY_API_KEY: key, GODADDY_API_SECRET: secret },
  v3: { GODADDY_TOKEN: token },
};

export function godaddySetup(version: 'v1' | 'v3', world: Partial<GodaddyWorld> = {}) {
  const serve: Serve = (zones) => godaddyServer({ zones, ...world });
  return worldOf(godaddy, godaddyValues[version], 'GODADDY_API_URL', serve);
}

export function hetznerSetup(world: Partial<HetznerWorld> = {}, token = hetznerToken) {
  const serve: Serve = (zones) => hetznerServer({ zones, ...world });
  return worldOf(hurried(hetzner), { HETZNER_API_TOKEN: token }, 'HETZNER_API_URL', serve, '/v1');
}

export function ionosSetup(world: Partial<IonosWorld> = {}) {
  const serve: Serve = (zones) => ionosServer({ zones, ...world });
  return worldOf(ionos, { IONOS_API_KEY: ionosKey }, 'IONOS_API_URL', serve, '/dns/v1');
}

export function linodeSetup() {
  const serve: Serve = (zones) => linodeServer({ zones });
  return worldOf(linode, { LINODE_TOKEN: linodeToken }, 'LINODE_API_URL', serve, '/v4');
}

export function netcupSetup(world: Partial<NetcupWorld> = {}, settings: ProviderValues = {}) {
  const serve: Serve = (zones) => netcupServer({ zones, ...world });
  return worldOf(netcup, { ...netcupCredentials, ...settings }, 'NETCUP_API_URL', serve, netcupPath);
}

export function ovhSetup(settings: ProviderValues = {}, serve: Serve = (zones) => ovhServer({ zones })) {
  return worldOf(ovh, { ...ovhKeys, ...settings }, 'OVH_API_URL', serve, '/1.0');
}

export function porkbunSetup(world: Partial<PorkbunWorld> = {}) {
  const { apikey, secretapikey } = porkbunKeys;
  const values = { PORKBUN_API_KEY: apikey, PORKBUN_SECRET_API_KEY: secretapikey };
  const serve: Serve = (zones) => porkbunServer({ zones, ...world });
  return worldOf(porkbun, values, 'PORKBUN_API_URL', serve, '/api/json/v3');
}

export function route53Setup() {
  const values = { AWS_ACCESS_KEY_ID: awsKey.id, AWS_SECRET_ACCESS_KEY: awsKey.secret };
  return worldOf(route53, values, 'ROUTE53_API_URL', (zones) => route53Server({ zones }));
}

export function vultrSetup() {
  const serve: Serve = (zones) => vultrServer({ zones });
  return worldOf(vultr, { VULTR_API_KEY: vultrKey }, 'VULTR_API_URL', serve, '/v2');
}

export interface World {
  /** The value of `PROVIDER`. */
  readonly provider: string;
  /** Which of the provider's worlds, where it has several. */
  readonly variant?: string;
  readonly setup: ProviderContract['setup'];
}

/** Every provider that has a pretend service, in each of the ways in which its users meet it. */
export const worlds: readonly World[] = [
  { provider: 'cloudflare', setup: cloudflareSetup() },
  { provider: 'desec', setup: desecSetup() },
  { provider: 'digitalocean', setup: digitaloceanSetup() },
  { provider: 'dnsimple', variant: 'with batches', setup: dnsimpleSetup() },
  { provider: 'dnsimple', variant: 'without batches', setup: dnsimpleSetup({ batches: false }) },
  { provider: 'gandi', setup: gandiSetup() },
  { provider: 'godaddy', variant: 'v1', setup: godaddySetup('v1') },
  { provider: 'godaddy', variant: 'v3', setup: godaddySetup('v3') },
  { provider: 'hetzner', setup: hetznerSetup() },
  { provider: 'ionos', setup: ionosSetup() },
  { provider: 'linode', setup: linodeSetup() },
  { provider: 'netcup', setup: netcupSetup() },
  { provider: 'ovh', setup: ovhSetup() },
  { provider: 'porkbun', setup: porkbunSetup() },
  { provider: 'route53', setup: route53Setup() },
  { provider: 'vultr', setup: vultrSetup() },
];
