import { cloudflare } from './cloudflare.ts';
import { desec } from './desec.ts';
import { digitalocean } from './digitalocean.ts';
import { dnsimple } from './dnsimple.ts';
import { gandi } from './gandi.ts';
import { godaddy } from './godaddy.ts';
import { hetzner } from './hetzner.ts';
import { ionos } from './ionos.ts';
import { linode } from './linode.ts';
import { netcup } from './netcup.ts';
import { ovh } from './ovh.ts';
import { porkbun } from './porkbun.ts';
import { powerdns } from './powerdns.ts';
import type { ProviderDefinition } from './provider.ts';
import { rfc2136 } from './rfc2136.ts';
import { route53 } from './route53.ts';
import { vultr } from './vultr.ts';

/** Every DNS host that `PROVIDER` can name. */
export const providers: readonly ProviderDefinition[] = [
  cloudflare,
  desec,
  digitalocean,
  dnsimple,
  gandi,
  godaddy,
  hetzner,
  ionos,
  linode,
  netcup,
  ovh,
  porkbun,
  powerdns,
  rfc2136,
  route53,
  vultr,
];
