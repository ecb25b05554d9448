import { describe, expect, it } from 'vitest';
import { configOf, type Variables } from '../../support/settings.ts';

const warningsOf = (variables: Variables) => configOf(variables).warnings;

describe('a variable of another program', () => {
  it.each([
    // favonia/cloudflare-ddns and timothymiller/cloudflare-ddns
    ['CF_API_TOKEN', 'CLOUDFLARE_API_TOKEN'],
    ['CF_API_TOKEN_FILE', 'CLOUDFLARE_API_TOKEN_FILE'],
    ['CF_ACCOUNT_ID', 'not needed'],
    ['IP4_DOMAINS', 'DOMAINS'],
    ['IP6_DOMAINS', 'IP_FAMILIES'],
    ['IP4_PROVIDER', 'IPV4_SOURCES'],
    ['IP6_PROVIDER', 'IPV6_SOURCES'],
    ['PROXIED', 'CLOUDFLARE_PROXIED'],
    ['UPDATE_CRON', 'SCHEDULE'],
    ['UPDATE_ON_START', 'looks at its start'],
    ['DELETE_ON_STOP', 'ON_STOP=delete'],
    ['DELETE_ON_FAILURE', 'no record is deleted'],
    ['CACHE_EXPIRATION', 'RECHECK'],
    ['DETECTION_TIMEOUT', 'TIMEOUT'],
    ['UPDATE_TIMEOUT', 'TIMEOUT'],
    ['QUIET', 'LOG_LEVEL'],
    ['EMOJI', 'LOG_FORMAT'],
    ['RECORD_COMMENT', 'comments'],
    ['WAF_LISTS', 'not kept'],
    ['CONFIG_PATH', 'variables'],
    // qdm12/ddns-updater
    ['PERIOD', 'SCHEDULE'],
    ['CONFIG', 'variables'],
    ['CONFIG_FILEPATH', 'variables'],
    ['DATADIR', 'volume'],
    ['UPDATE_COOLDOWN_PERIOD', 'limits are obeyed'],
    ['PUBLICIP_FETCHERS', 'IPV4_SOURCES'],
    ['PUBLICIP_HTTP_PROVIDERS', 'IPV4_SOURCES'],
    ['PUBLICIPV4_HTTP_PROVIDERS', 'IPV4_SOURCES'],
    ['PUBLICIPV6_HTTP_PROVIDERS', 'IPV6_SOURCES'],
    ['PUBLICIP_DNS_PROVIDERS', 'IPV4_SOURCES'],
    ['HTTP_TIMEOUT', 'TIMEOUT'],
    ['SERVER_ENABLED', 'HTTP_PORT=0'],
    ['LISTENING_ADDRESS', 'HTTP_PORT'],
    ['ROOT_URL', 'HTTP_ALLOWED_HOSTS'],
    ['HEALTH_SERVER_ADDRESS', '/healthz'],
    ['LOG_CALLER', 'LOG_LEVEL'],
    ['UMASK', 'no file'],
    // oznu/cloudflare-ddns and its heirs
    ['API_KEY', 'CLOUDFLARE_API_TOKEN'],
    ['API_KEY_FILE', 'CLOUDFLARE_API_TOKEN_FILE'],
    ['EMAIL', 'global key'],
    ['ZONE', 'DOMAIN'],
    ['SUBDOMAIN', 'RECORDS'],
    ['RRTYPE', 'IP_FAMILIES'],
    ['CRON', 'SCHEDULE'],
    ['INTERFACE', 'IPV4_SOURCES=interface:'],
    // the image of ddclient
    ['PUID', '--user'],
    ['PGID', '--user'],
    ['FILE__GODADDY_TOKEN', 'GODADDY_TOKEN_FILE'],
    // lego
    ['CF_DNS_API_TOKEN', 'CLOUDFLARE_API_TOKEN'],
    ['CLOUDFLARE_DNS_API_TOKEN', 'CLOUDFLARE_API_TOKEN'],
    ['CF_ZONE_API_TOKEN', 'one token is enough'],
    ['CLOUDFLARE_API_KEY', 'global key'],
    ['CLOUDFLARE_EMAIL', 'global key'],
    ['CF_API_KEY', 'global key'],
    ['CF_API_EMAIL', 'global key'],
    ['GANDIV5_API_KEY', 'GANDIV5_PERSONAL_ACCESS_TOKEN'],
    ['GODADDY_TTL', 'TTL'],
    ['GODADDY_HTTP_TIMEOUT', 'TIMEOUT'],
    ['GODADDY_PROPAGATION_TIMEOUT', 'nothing waits'],
    ['GODADDY_POLLING_INTERVAL', 'nothing waits'],
    ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID'],
    ['DIGITALOCEAN_ACCESS_TOKEN', 'DO_AUTH_TOKEN'],
    ['HETZNER_API_KEY', 'HETZNER_API_TOKEN'],
    // what others call messages, heartbeats, MQTT and metrics
    ['SHOUTRRR', 'NOTIFY_URLS'],
    ['SHOUTRRR_FILE', 'NOTIFY_URLS_FILE'],
    ['SHOUTRRR_ADDRESSES', 'NOTIFY_URLS'],
    ['SHOUTRRR_DEFAULT_TITLE', 'title of its own'],
    ['HEALTHCHECKS', 'HEARTBEAT_URL'],
    ['HEALTHCHECKS_FILE', 'HEARTBEAT_URL_FILE'],
    ['UPTIMEKUMA', 'HEARTBEAT_URL'],
    ['HEALTH_HEALTHCHECKSIO_UUID', 'HEARTBEAT_URL'],
    ['DISCORD_WEBHOOK_URL', 'discord://TOKEN@WEBHOOKID'],
    ['TELEGRAM_BOT_TOKEN', 'telegram://BOTID:SECRET@telegram?chats='],
    ['NTFY_TOPIC', 'ntfy://HOST/TOPIC'],
    ['SMTP_HOST', 'smtp://'],
    ['MQTT_HOST', 'MQTT_URL, in the form mqtt://HOST:1883'],
    ['MQTT_USERNAME', 'MQTT_USER'],
    ['MQTT_PASS', 'MQTT_PASSWORD'],
    ['MQTT_PASS_FILE', 'MQTT_PASSWORD_FILE'],
    ['MQTT_CLIENT_ID', 'MQTT_ID'],
    ['HA_DISCOVERY_PREFIX', 'MQTT_DISCOVERY_PREFIX'],
    ['METRICS_PORT', 'METRICS=true'],
    // and the rest of theirs
    ['RESOLVER_ADDRESS', '--dns'],
    ['RESOLVER_TIMEOUT', '--dns'],
    ['DNS_SERVER', '--dns'],
    ['IP6_DEFAULT_PREFIX_LEN', 'lists of a firewall'],
    ['MANAGED_WAF_LIST_ITEMS_COMMENT_REGEX', 'lists of a firewall'],
    ['REJECT_CLOUDFLARE_IPS', 'independent sources agree'],
    ['IPV6_PREFIX', 'IPV6_SUFFIX'],
    ['LEGO_PATH', 'no certificates'],
    ['GODADDY_SEQUENCE_INTERVAL', 'nothing waits'],
    ['DDNS_PROVIDER', 'PROVIDER'],
    ['ENABLE_IPV6', 'IP_FAMILIES'],
    ['CHECK_INTERVAL', 'SCHEDULE'],
    ['TIMEZONE', 'TZ'],
    ['DEBUG', 'LOG_LEVEL=debug'],
    ['PORT', 'HTTP_PORT'],
    ['TOKEN', 'the name of its DNS host'],
  ])('%s is named with what stands for it here', (variable, counterpart) => {
    const warnings = warningsOf({ [variable]: 'a-value-never-shown' });

    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(new RegExp(`^${variable} has no effect here: .*\\.$`));
    expect(warnings[0]).toContain(counterpart);
    expect(warnings[0]).not.toContain('never-shown');
  });

  it('is named with a number too', () => {
    expect(warningsOf({ CF_API_TOKEN_2: 'x' })).toEqual([
      'CF_API_TOKEN_2 has no effect here: write CLOUDFLARE_API_TOKEN.',
    ]);
  });

  it.each([
    'PATH',
    'HOSTNAME',
    'HOME',
    'NODE_VERSION',
    'KUBERNETES_SERVICE_HOST',
    'LANG',
    'TERM',
    'HOST_OS',
    'MQTT_PORT',
    'MQTT_SERVICE_HOST',
    'HOST',
  ])('%s, which every container has, is none', (variable) => {
    expect(warningsOf({ [variable]: 'x' })).toEqual([]);
  });
});

it('a name with a mark that cannot be seen is hinted at with that mark', () => {
  expect(warningsOf({ 'RECORDS\u200b': 'x' })).toEqual([
    'RECORDS with a zero width space (U+200B) in it is no setting; was RECORDS meant?',
  ]);
});
