// Made by `npm run docs` from the folder `hosts`: nothing here is written by hand.

import type { hostList } from './host-list.ts';

// One function for all: a hundred small ones would cost every process more than the host that it uses.
/** The definition of a DNS host. */
export async function loadHost(name: keyof typeof hostList) {
  switch (name) {
    case 'active24':
      return (await import('./hosts/active24.ts')).active24;
    case 'adguardhome':
      return (await import('./hosts/adguardhome.ts')).adguardhome;
    case 'alidns':
      return (await import('./hosts/alidns.ts')).alidns;
    case 'aliesa':
      return (await import('./hosts/aliesa/aliesa.ts')).aliesa;
    case 'azuredns':
      return (await import('./hosts/azuredns/azuredns.ts')).azuredns;
    case 'baiducloud':
      return (await import('./hosts/baiducloud/baiducloud.ts')).baiducloud;
    case 'bunny':
      return (await import('./hosts/bunny.ts')).bunny;
    case 'cloudflare':
      return (await import('./hosts/cloudflare/cloudflare.ts')).cloudflare;
    case 'cloudns':
      return (await import('./hosts/cloudns.ts')).cloudns;
    case 'constellix':
      return (await import('./hosts/constellix.ts')).constellix;
    case 'desec':
      return (await import('./hosts/desec.ts')).desec;
    case 'digitalocean':
      return (await import('./hosts/digitalocean.ts')).digitalocean;
    case 'dinahosting':
      return (await import('./hosts/dinahosting.ts')).dinahosting;
    case 'directadmin':
      return (await import('./hosts/directadmin.ts')).directadmin;
    case 'dnsimple':
      return (await import('./hosts/dnsimple/dnsimple.ts')).dnsimple;
    case 'dnsla':
      return (await import('./hosts/dnsla.ts')).dnsla;
    case 'dnsmadeeasy':
      return (await import('./hosts/dnsmadeeasy.ts')).dnsmadeeasy;
    case 'dnspod':
      return (await import('./hosts/dnspod.ts')).dnspod;
    case 'domeneshop':
      return (await import('./hosts/domeneshop.ts')).domeneshop;
    case 'dreamhost':
      return (await import('./hosts/dreamhost.ts')).dreamhost;
    case 'dynv6':
      return (await import('./hosts/dynv6.ts')).dynv6;
    case 'easydns':
      return (await import('./hosts/easydns.ts')).easydns;
    case 'edgeone':
      return (await import('./hosts/edgeone/edgeone.ts')).edgeone;
    case 'exoscale':
      return (await import('./hosts/exoscale/exoscale.ts')).exoscale;
    case 'gandi':
      return (await import('./hosts/gandi.ts')).gandi;
    case 'gcloud':
      return (await import('./hosts/gcloud/gcloud.ts')).gcloud;
    case 'gcore':
      return (await import('./hosts/gcore.ts')).gcore;
    case 'glesys':
      return (await import('./hosts/glesys.ts')).glesys;
    case 'godaddy':
      return (await import('./hosts/godaddy/godaddy.ts')).godaddy;
    case 'hetzner':
      return (await import('./hosts/hetzner/hetzner.ts')).hetzner;
    case 'hostingde':
      return (await import('./hosts/hostingde.ts')).hostingde;
    case 'hostinger':
      return (await import('./hosts/hostinger.ts')).hostinger;
    case 'huaweicloud':
      return (await import('./hosts/huaweicloud/huaweicloud.ts')).huaweicloud;
    case 'infomaniak':
      return (await import('./hosts/infomaniak.ts')).infomaniak;
    case 'inwx':
      return (await import('./hosts/inwx.ts')).inwx;
    case 'ionos':
      return (await import('./hosts/ionos.ts')).ionos;
    case 'linode':
      return (await import('./hosts/linode.ts')).linode;
    case 'loopia':
      return (await import('./hosts/loopia.ts')).loopia;
    case 'luadns':
      return (await import('./hosts/luadns.ts')).luadns;
    case 'mythicbeasts':
      return (await import('./hosts/mythicbeasts.ts')).mythicbeasts;
    case 'namecom':
      return (await import('./hosts/namecom.ts')).namecom;
    case 'namesilo':
      return (await import('./hosts/namesilo.ts')).namesilo;
    case 'netcup':
      return (await import('./hosts/netcup/netcup.ts')).netcup;
    case 'netcupclouddns':
      return (await import('./hosts/netcupclouddns.ts')).netcupclouddns;
    case 'netlify':
      return (await import('./hosts/netlify.ts')).netlify;
    case 'nfsn':
      return (await import('./hosts/nfsn/nfsn.ts')).nfsn;
    case 'njalla':
      return (await import('./hosts/njalla.ts')).njalla;
    case 'ns1':
      return (await import('./hosts/ns1.ts')).ns1;
    case 'oraclecloud':
      return (await import('./hosts/oraclecloud.ts')).oraclecloud;
    case 'ovh':
      return (await import('./hosts/ovh/ovh.ts')).ovh;
    case 'pihole':
      return (await import('./hosts/pihole/pihole.ts')).pihole;
    case 'plesk':
      return (await import('./hosts/plesk.ts')).plesk;
    case 'porkbun':
      return (await import('./hosts/porkbun.ts')).porkbun;
    case 'powerdns':
      return (await import('./hosts/powerdns.ts')).powerdns;
    case 'rainyun':
      return (await import('./hosts/rainyun.ts')).rainyun;
    case 'regfish':
      return (await import('./hosts/regfish.ts')).regfish;
    case 'rfc2136':
      return (await import('./hosts/rfc2136/rfc2136.ts')).rfc2136;
    case 'route53':
      return (await import('./hosts/route53/route53.ts')).route53;
    case 'scaleway':
      return (await import('./hosts/scaleway.ts')).scaleway;
    case 'servercow':
      return (await import('./hosts/servercow.ts')).servercow;
    case 'simply':
      return (await import('./hosts/simply.ts')).simply;
    case 'spaceship':
      return (await import('./hosts/spaceship.ts')).spaceship;
    case 'stackit':
      return (await import('./hosts/stackit/stackit.ts')).stackit;
    case 'technitium':
      return (await import('./hosts/technitium.ts')).technitium;
    case 'tencentcloud':
      return (await import('./hosts/tencentcloud.ts')).tencentcloud;
    case 'trafficroute':
      return (await import('./hosts/trafficroute/trafficroute.ts')).trafficroute;
    case 'transip':
      return (await import('./hosts/transip.ts')).transip;
    case 'vercel':
      return (await import('./hosts/vercel.ts')).vercel;
    case 'vultr':
      return (await import('./hosts/vultr.ts')).vultr;
    case 'websupport':
      return (await import('./hosts/websupport.ts')).websupport;
    case 'wedos':
      return (await import('./hosts/wedos.ts')).wedos;
    case 'yandexcloud':
      return (await import('./hosts/yandexcloud/yandexcloud.ts')).yandexcloud;
  }
}
