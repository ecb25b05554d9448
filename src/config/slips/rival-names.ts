/** What the credentials of DNS hosts are called elsewhere, and here. */
const credentials: Readonly<Record<string, readonly string[]>> = {
  BAIDUCLOUD_ACCESS_KEY_ID: ['BAIDUCLOUD_ACCESS_KEY', 'BAIDU_ACCESS_KEY_ID'],
  BAIDUCLOUD_SECRET_ACCESS_KEY: ['BAIDUCLOUD_SECRET_KEY', 'BAIDU_SECRET_ACCESS_KEY'],
  BUNNY_API_KEY: ['BUNNY_ACCESS_KEY', 'BUNNY_API_TOKEN', 'BUNNYNET_API_KEY'],
  DESEC_TOKEN: ['DESEC_API_TOKEN'],
  DNSIMPLE_OAUTH_TOKEN: ['DNSIMPLE_TOKEN', 'DNSIMPLE_API_TOKEN', 'DNSIMPLE_OAUTH'],
  DO_AUTH_TOKEN: [
    'DIGITALOCEAN_TOKEN',
    'DIGITALOCEAN_ACCESS_TOKEN',
    'DIGITALOCEAN_API_TOKEN',
    'DO_TOKEN',
    'DO_API_TOKEN',
  ],
  GANDIV5_PERSONAL_ACCESS_TOKEN: [
    'GANDI_API_KEY',
    'GANDIV5_API_KEY',
    'GANDI_PERSONAL_ACCESS_TOKEN',
    'GANDI_TOKEN',
  ],
  GODADDY_API_KEY: ['GODADDY_KEY'],
  GODADDY_API_SECRET: ['GODADDY_SECRET'],
  HETZNER_API_TOKEN: [
    'HETZNER_API_KEY',
    'HETZNER_TOKEN',
    'HETZNER_DNS_TOKEN',
    'HETZNER_DNS_API_TOKEN',
    'HCLOUD_TOKEN',
  ],
  IONOS_API_KEY: ['IONOS_TOKEN', 'IONOS_API_TOKEN'],
  LINODE_TOKEN: ['LINODE_API_TOKEN', 'LINODE_API_KEY'],
  NEARLYFREESPEECH_API_KEY: ['NFSN_API_KEY', 'NFS_API_KEY'],
  NEARLYFREESPEECH_LOGIN: ['NFSN_LOGIN'],
  NETCUP_API_PASSWORD: ['NETCUP_PASSWORD', 'NETCUP_API_PASS'],
  NETCUP_CUSTOMER_NUMBER: ['NETCUP_CUSTOMER_ID', 'NETCUP_CUSTOMER', 'NETCUP_CUSTOMERNUMBER'],
  PDNS_API_KEY: ['POWERDNS_API_KEY', 'PDNS_KEY'],
  PDNS_API_URL: ['POWERDNS_API_URL', 'PDNS_URL', 'PDNS_SERVER_URL'],
  PORKBUN_API_KEY: ['PORKBUN_APIKEY', 'PORKBUN_KEY'],
  PORKBUN_SECRET_API_KEY: [
    'PORKBUN_SECRET_KEY',
    'PORKBUN_API_SECRET',
    'PORKBUN_SECRETAPIKEY',
    'PORKBUN_SECRET',
  ],
  VOLCENGINE_ACCESS_KEY: ['VOLC_ACCESSKEY', 'VOLC_ACCESS_KEY', 'VOLCENGINE_ACCESS_KEY_ID'],
  VOLCENGINE_SECRET_KEY: ['VOLC_SECRETKEY', 'VOLC_SECRET_KEY', 'VOLCENGINE_SECRET_ACCESS_KEY'],
  VULTR_API_KEY: ['VULTR_API_TOKEN', 'VULTR_TOKEN'],
};

export const moreRivals = [
  ...Object.entries(credentials).map(([setting, names]) => ({ names, say: `write ${setting}` })),
  {
    names: ['AWS_PROFILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_ROLE_ARN', 'AWS_ASSUME_ROLE_ARN'],
    say: 'write AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  },
  { names: ['AWS_DEFAULT_REGION'], say: 'write AWS_REGION' },
  {
    names: ['TOKEN', 'ACCESS_TOKEN', 'API_SECRET', 'USERNAME', 'PASSWORD', 'DDNS_USERNAME', 'DDNS_PASSWORD'],
    say: 'the credential has the name of its DNS host, such as CLOUDFLARE_API_TOKEN; docs/hosts.md lists them',
  },
  { names: ['DDNS_PROVIDER', 'DNS_PROVIDER', 'DNS_HOST', 'DDNS_SERVICE'], say: 'write PROVIDER' },
  { names: ['HOSTNAMES', 'HOSTS', 'DDNS_HOSTNAME', 'DDNS_DOMAIN', 'DDNS_DOMAINS'], say: 'write DOMAINS' },
  {
    names: ['IPV6', 'ENABLE_IPV6', 'IPV6_ENABLED', 'USE_IPV6', 'IPV4', 'ENABLE_IPV4', 'IPV4_ENABLED', 'AAAA'],
    say: 'write IP_FAMILIES: ipv4, ipv6 or ipv4,ipv6',
  },
  {
    names: ['IP_SOURCE', 'IP_SOURCES', 'IP_PROVIDER', 'IP_PROVIDERS', 'IPV4_PROVIDER', 'IPV6_PROVIDER'],
    say: 'write IPV4_SOURCES or IPV6_SOURCES',
  },
  { names: ['IPV6_PREFIX', 'IP6_HOSTID'], say: 'IPV6_SUFFIX is for another machine behind the same prefix' },
  {
    names: ['REJECT_CLOUDFLARE_IPS'],
    say: 'a new address counts only where independent sources agree on it',
  },
  {
    names: ['RESOLVER_ADDRESS', 'RESOLVER_TIMEOUT', 'DNS_SERVER', 'DNS_SERVERS'],
    say: 'the name servers are those of the container; choose them with --dns of docker run, or dns: in Compose',
  },
  { names: ['LEGO_PATH', 'LEGO_EMAIL', 'LEGO_SERVER'], say: 'no certificates are made here' },
  { names: ['DEBUG', 'VERBOSE'], say: 'write LOG_LEVEL=debug' },
  { names: ['TIMEZONE', 'TIME_ZONE'], say: 'write TZ' },
  {
    names: ['PORT', 'WEB_PORT', 'WEBUI_PORT', 'SERVER_PORT', 'LISTEN_ADDRESS', 'BIND_ADDRESS'],
    say: 'write HTTP_PORT, and HTTP_HOST for one address',
  },
];
