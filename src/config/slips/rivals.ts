import { moreRivals } from './rival-names.ts';
import { ofMessages } from './rival-reporters.ts';

// Variables of favonia/cloudflare-ddns, qdm12/ddns-updater, timothymiller/cloudflare-ddns, oznu/cloudflare-ddns, the
// images of ddclient and of lego, as their READMEs and lego's provider pages name them.

/** What an owner of another program is told of its variables, by who looks for what. */
interface Counterpart {
  readonly names: readonly string[];
  /** Goes on "NAME has no effect here: …". */
  readonly say: string;
}

const ofTime = [
  'CHECK_INTERVAL',
  'POLL_INTERVAL',
  'REFRESH_INTERVAL',
  'SLEEP_INTERVAL',
  'CRON_SCHEDULE',
  'SCHEDULE_CRON',
  'CRONTAB',
];
const everyFive = 'a cron pattern, such as */5 * * * * for every five minutes';
const globalKey =
  'the global key opens the whole account, so it is not taken; create an API token with the permissions Zone:Read and DNS:Edit and give it as CLOUDFLARE_API_TOKEN';

const counterparts: readonly Counterpart[] = [
  {
    names: [
      'CF_API_TOKEN',
      'CF_DNS_API_TOKEN',
      'CLOUDFLARE_DNS_API_TOKEN',
      'CF_TOKEN',
      'CLOUDFLARE_TOKEN',
      'CF_APITOKEN',
      'CF_DDNS_API_TOKEN',
      'API_KEY',
      'API_TOKEN',
    ],
    say: 'write CLOUDFLARE_API_TOKEN',
  },
  {
    names: ['CF_ZONE_API_TOKEN', 'CLOUDFLARE_ZONE_API_TOKEN'],
    say: 'one token is enough, CLOUDFLARE_API_TOKEN with the permissions Zone:Read and DNS:Edit',
  },
  {
    names: [
      'CLOUDFLARE_API_KEY',
      'CF_API_KEY',
      'CF_APIKEY',
      'CF_KEY',
      'CLOUDFLARE_EMAIL',
      'CLOUDFLARE_API_EMAIL',
      'CF_API_EMAIL',
      'CF_EMAIL',
      'CF_USER',
      'EMAIL',
    ],
    say: globalKey,
  },
  {
    names: ['CF_ZONE_ID', 'CF_ZONEID', 'ZONE_ID'],
    say: 'write CLOUDFLARE_ZONE_ID, or leave it out, since the zone is looked up',
  },
  { names: ['CF_ACCOUNT_ID', 'CLOUDFLARE_ACCOUNT_ID'], say: 'it is not needed' },
  { names: ['ZONE', 'CF_ZONE', 'CF_ZONES', 'ZONES'], say: 'write DOMAIN' },
  { names: ['SUBDOMAIN', 'SUBDOMAINS'], say: 'write RECORDS' },
  { names: ['FQDN', 'CF_HOSTS', 'CF_DOMAINS'], say: 'write DOMAINS' },
  {
    names: ['IP4_DOMAINS', 'IP6_DOMAINS'],
    say: 'write DOMAINS, with IP_FAMILIES for the kind of address; names that have another kind are a target of their own, DOMAINS_2 with IP_FAMILIES_2',
  },
  { names: ['RRTYPE', 'CF_RECORDTYPES'], say: 'write IP_FAMILIES: ipv4 for A, ipv6 for AAAA' },
  { names: ['PROXIED'], say: 'write CLOUDFLARE_PROXIED' },
  { names: ['UPDATE_CRON', 'CRON'], say: `write SCHEDULE, ${everyFive}` },
  { names: ['PERIOD', 'INTERVAL', 'UPDATE_INTERVAL', ...ofTime], say: `write SCHEDULE, ${everyFive}` },
  { names: ['UPDATE_ON_START'], say: 'it always looks at its start; ONCE=true looks once and ends' },
  { names: ['DELETE_ON_STOP'], say: 'write ON_STOP=delete' },
  { names: ['DELETE_ON_FAILURE'], say: 'no record is deleted because something failed' },
  { names: ['CACHE_EXPIRATION'], say: 'write RECHECK' },
  {
    names: ['DETECTION_TIMEOUT', 'UPDATE_TIMEOUT', 'HTTP_TIMEOUT', 'PUBLICIP_DNS_TIMEOUT'],
    say: 'write TIMEOUT',
  },
  {
    names: ['IP4_PROVIDER', 'IPV4_METHOD', 'PUBLICIPV4_HTTP_PROVIDERS'],
    say: 'write IPV4_SOURCES; for no IPv4 at all, IP_FAMILIES=ipv6',
  },
  {
    names: ['IP6_PROVIDER', 'IPV6_METHOD', 'PUBLICIPV6_HTTP_PROVIDERS'],
    say: 'write IPV6_SOURCES; IPv6 is asked for by IP_FAMILIES',
  },
  {
    names: [
      'IP_METHOD',
      'PUBLICIP_FETCHERS',
      'PUBLICIP_HTTP_PROVIDERS',
      'PUBLICIP_DNS_PROVIDERS',
      'CUSTOM_LOOKUP_CMD',
    ],
    say: 'write IPV4_SOURCES or IPV6_SOURCES',
  },
  { names: ['INTERFACE'], say: 'write IPV4_SOURCES=interface: with the name of the interface behind it' },
  {
    names: ['LISTENING_PORT', 'LISTENING_ADDRESS', 'HEALTH_SERVER_ADDRESS'],
    say: 'write HTTP_PORT, and HTTP_HOST for one address; /healthz is there too',
  },
  { names: ['SERVER_ENABLED'], say: 'HTTP_PORT=0 switches the page off' },
  { names: ['ROOT_URL'], say: 'the page lies at /; HTTP_ALLOWED_HOSTS names that of a reverse proxy' },
  { names: ['QUIET'], say: 'write LOG_LEVEL=warn' },
  { names: ['EMOJI', 'LOG_CALLER'], say: 'LOG_FORMAT and LOG_LEVEL say how the log looks' },
  {
    names: ['CONFIG', 'CONFIG_FILEPATH', 'CONFIG_PATH', 'DATADIR', 'BACKUP_PERIOD', 'BACKUP_DIRECTORY'],
    say: 'variables set everything, and no file nor volume is needed',
  },
  {
    names: ['UPDATE_COOLDOWN_PERIOD'],
    say: 'a host is asked only when something changed, and its limits are obeyed',
  },
  {
    names: ['RECORD_COMMENT', 'MANAGED_RECORDS_COMMENT_REGEX'],
    say: 'only the names that you give are touched, and comments that are there stay',
  },
  {
    names: [
      'WAF_LISTS',
      'WAF_LIST_DESCRIPTION',
      'WAF_LIST_ITEM_COMMENT',
      'MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX',
      'IP4_DEFAULT_PREFIX_LEN',
      'IP6_DEFAULT_PREFIX_LEN',
    ],
    say: 'lists of a firewall are not kept',
  },
  {
    names: ['PUID', 'PGID'],
    say: 'any user will do; choose it with --user of docker run, or user: in Compose',
  },
  { names: ['UMASK'], say: 'it writes no file' },
  ...ofMessages,
  ...moreRivals,
];

const byName = new Map(counterparts.flatMap((one) => one.names.map((name) => [name, one] as const)));

/** Variables of other programs among those found, each with a sentence on what to write here. */
export function rivalVariables(
  found: readonly string[],
  ours: readonly string[],
): ReadonlyMap<string, string> {
  const settings = new Set(ours);
  const prefixes = new Set(ours.flatMap((name) => /^([A-Z\d]+)_/.exec(name)?.[1] ?? []));
  const said = new Map<string, string>();
  for (const variable of found) {
    if (settings.has(variable)) continue;
    const say = sayOf(variable, settings, prefixes);
    if (say !== undefined) said.set(variable, `${variable} has no effect here: ${say}.`);
  }
  return said;
}

function sayOf(
  variable: string,
  settings: ReadonlySet<string>,
  prefixes: ReadonlySet<string>,
): string | undefined {
  const [, name = '', file = ''] = /^(.*?)(_FILE)?$/.exec(variable.replace(/_\d+(?=(_FILE)?$)/, '')) ?? [];
  const known = byName.get(name);
  if (known) {
    return file === ''
      ? known.say
      : known.say.replace(
          /^write ([A-Z\d_]+(?:TOKEN|KEY|SECRET|PASSWORD)|NOTIFY_URLS|HEARTBEAT_URL)\b/,
          'write $1_FILE',
        );
  }
  // LinuxServer's images.
  const [, wrapped] = /^FILE__(.+)$/.exec(variable) ?? [];
  if (wrapped !== undefined && settings.has(`${wrapped}_FILE`)) return `write ${wrapped}_FILE`;
  // What lego has for every host.
  const [, prefix = '', what = ''] =
    /^([A-Z\d]+)_(TTL|HTTP_TIMEOUT|POLLING_INTERVAL|PROPAGATION_TIMEOUT|SEQUENCE_INTERVAL)$/.exec(name) ?? [];
  if (!prefixes.has(prefix)) return undefined;
  if (what === 'TTL') return 'write TTL';
  return what === 'HTTP_TIMEOUT' ? 'write TIMEOUT' : 'nothing waits for other name servers';
}
