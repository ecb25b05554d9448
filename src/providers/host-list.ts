// Made by `npm run docs` from the folder `hosts`: nothing here is written by hand.

/** Every DNS host that `PROVIDER` can name. */
export const hostList = {
  adguardhome: {
    prefixes: ['ADGUARDHOME_'],
    load: async () => (await import('./hosts/adguardhome.ts')).adguardhome,
  },
  alidns: { prefixes: ['ALICLOUD_'], load: async () => (await import('./hosts/alidns/alidns.ts')).alidns },
  azuredns: {
    prefixes: ['AZURE_'],
    load: async () => (await import('./hosts/azuredns/azuredns.ts')).azuredns,
  },
  bunny: { prefixes: ['BUNNY_'], load: async () => (await import('./hosts/bunny.ts')).bunny },
  cloudflare: {
    prefixes: ['CLOUDFLARE_'],
    load: async () => (await import('./hosts/cloudflare/cloudflare.ts')).cloudflare,
  },
  cloudns: { prefixes: ['CLOUDNS_'], load: async () => (await import('./hosts/cloudns.ts')).cloudns },
  desec: { prefixes: ['DESEC_'], load: async () => (await import('./hosts/desec.ts')).desec },
  digitalocean: {
    prefixes: ['DO_'],
    load: async () => (await import('./hosts/digitalocean.ts')).digitalocean,
  },
  dnsimple: {
    prefixes: ['DNSIMPLE_'],
    load: async () => (await import('./hosts/dnsimple/dnsimple.ts')).dnsimple,
  },
  dnsmadeeasy: {
    prefixes: ['DNSMADEEASY_'],
    load: async () => (await import('./hosts/dnsmadeeasy.ts')).dnsmadeeasy,
  },
  domeneshop: {
    prefixes: ['DOMENESHOP_'],
    load: async () => (await import('./hosts/domeneshop.ts')).domeneshop,
  },
  dreamhost: { prefixes: ['DREAMHOST_'], load: async () => (await import('./hosts/dreamhost.ts')).dreamhost },
  easydns: { prefixes: ['EASYDNS_'], load: async () => (await import('./hosts/easydns.ts')).easydns },
  exoscale: {
    prefixes: ['EXOSCALE_'],
    load: async () => (await import('./hosts/exoscale/exoscale.ts')).exoscale,
  },
  gandi: { prefixes: ['GANDIV5_'], load: async () => (await import('./hosts/gandi.ts')).gandi },
  gcloud: { prefixes: ['GCE_'], load: async () => (await import('./hosts/gcloud/gcloud.ts')).gcloud },
  gcore: { prefixes: ['GCORE_'], load: async () => (await import('./hosts/gcore.ts')).gcore },
  glesys: { prefixes: ['GLESYS_'], load: async () => (await import('./hosts/glesys.ts')).glesys },
  godaddy: { prefixes: ['GODADDY_'], load: async () => (await import('./hosts/godaddy/godaddy.ts')).godaddy },
  hetzner: { prefixes: ['HETZNER_'], load: async () => (await import('./hosts/hetzner/hetzner.ts')).hetzner },
  hostingde: { prefixes: ['HOSTINGDE_'], load: async () => (await import('./hosts/hostingde.ts')).hostingde },
  hostinger: { prefixes: ['HOSTINGER_'], load: async () => (await import('./hosts/hostinger.ts')).hostinger },
  huaweicloud: {
    prefixes: ['HUAWEICLOUD_'],
    load: async () => (await import('./hosts/huaweicloud/huaweicloud.ts')).huaweicloud,
  },
  infomaniak: {
    prefixes: ['INFOMANIAK_'],
    load: async () => (await import('./hosts/infomaniak.ts')).infomaniak,
  },
  inwx: { prefixes: ['INWX_'], load: async () => (await import('./hosts/inwx.ts')).inwx },
  ionos: { prefixes: ['IONOS_'], load: async () => (await import('./hosts/ionos.ts')).ionos },
  linode: { prefixes: ['LINODE_'], load: async () => (await import('./hosts/linode.ts')).linode },
  luadns: { prefixes: ['LUADNS_'], load: async () => (await import('./hosts/luadns.ts')).luadns },
  namecom: { prefixes: ['NAMECOM_'], load: async () => (await import('./hosts/namecom.ts')).namecom },
  namesilo: { prefixes: ['NAMESILO_'], load: async () => (await import('./hosts/namesilo.ts')).namesilo },
  netcup: { prefixes: ['NETCUP_'], load: async () => (await import('./hosts/netcup/netcup.ts')).netcup },
  netlify: { prefixes: ['NETLIFY_'], load: async () => (await import('./hosts/netlify.ts')).netlify },
  njalla: { prefixes: ['NJALLA_'], load: async () => (await import('./hosts/njalla.ts')).njalla },
  ns1: { prefixes: ['NS1_'], load: async () => (await import('./hosts/ns1.ts')).ns1 },
  ovh: { prefixes: ['OVH_'], load: async () => (await import('./hosts/ovh/ovh.ts')).ovh },
  pihole: { prefixes: ['PIHOLE_'], load: async () => (await import('./hosts/pihole/pihole.ts')).pihole },
  porkbun: { prefixes: ['PORKBUN_'], load: async () => (await import('./hosts/porkbun.ts')).porkbun },
  powerdns: { prefixes: ['PDNS_'], load: async () => (await import('./hosts/powerdns.ts')).powerdns },
  regfish: { prefixes: ['REGFISH_'], load: async () => (await import('./hosts/regfish.ts')).regfish },
  rfc2136: { prefixes: ['RFC2136_'], load: async () => (await import('./hosts/rfc2136/rfc2136.ts')).rfc2136 },
  route53: {
    prefixes: ['AWS_', 'ROUTE53_'],
    load: async () => (await import('./hosts/route53/route53.ts')).route53,
  },
  scaleway: { prefixes: ['SCW_'], load: async () => (await import('./hosts/scaleway.ts')).scaleway },
  servercow: { prefixes: ['SERVERCOW_'], load: async () => (await import('./hosts/servercow.ts')).servercow },
  simply: { prefixes: ['SIMPLY_'], load: async () => (await import('./hosts/simply.ts')).simply },
  spaceship: { prefixes: ['SPACESHIP_'], load: async () => (await import('./hosts/spaceship.ts')).spaceship },
  stackit: { prefixes: ['STACKIT_'], load: async () => (await import('./hosts/stackit/stackit.ts')).stackit },
  technitium: {
    prefixes: ['TECHNITIUM_'],
    load: async () => (await import('./hosts/technitium.ts')).technitium,
  },
  tencentcloud: {
    prefixes: ['TENCENTCLOUD_'],
    load: async () => (await import('./hosts/tencentcloud/tencentcloud.ts')).tencentcloud,
  },
  transip: { prefixes: ['TRANSIP_'], load: async () => (await import('./hosts/transip.ts')).transip },
  vercel: { prefixes: ['VERCEL_'], load: async () => (await import('./hosts/vercel.ts')).vercel },
  vultr: { prefixes: ['VULTR_'], load: async () => (await import('./hosts/vultr.ts')).vultr },
  yandexcloud: {
    prefixes: ['YANDEX_'],
    load: async () => (await import('./hosts/yandexcloud/yandexcloud.ts')).yandexcloud,
  },
};
