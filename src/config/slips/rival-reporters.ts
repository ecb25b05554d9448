/** By the form in which a service is written. */
const ofServices: readonly (readonly [names: readonly string[], form: string])[] = [
  [['APPRISE_URL', 'APPRISE_URLS', 'APPRISE_SERVER'], 'apprise://HOST/KEY'],
  [['BARK_URL', 'BARK_KEY'], 'bark://:DEVICEKEY@HOST'],
  [['DISCORD_WEBHOOK', 'DISCORD_WEBHOOK_URL'], 'discord://TOKEN@WEBHOOKID'],
  [['GOTIFY_URL', 'GOTIFY_TOKEN', 'GOTIFY_HOST'], 'gotify://HOST/TOKEN'],
  [['NTFY_URL', 'NTFY_TOPIC', 'NTFY_SERVER', 'NTFY_TOKEN'], 'ntfy://HOST/TOPIC'],
  [['PUSHOVER_TOKEN', 'PUSHOVER_USER', 'PUSHOVER_USER_KEY'], 'pushover://shoutrrr:APPTOKEN@USERKEY'],
  [['SLACK_WEBHOOK', 'SLACK_WEBHOOK_URL'], 'slack://hook:A-B-C@webhook'],
  [
    ['SMTP_HOST', 'SMTP_SERVER', 'SMTP_USER', 'SMTP_PASSWORD', 'EMAIL_TO'],
    'smtp://USER:PASSWORD@HOST:PORT/?from=SENDER&to=RECEIVER',
  ],
  [
    ['TELEGRAM_TOKEN', 'TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'],
    'telegram://BOTID:SECRET@telegram?chats=CHAT',
  ],
];

/** What others call the ways of telling their owner, and what to write here; goes on "NAME has no effect here: …". */
export const ofMessages = [
  {
    names: [
      'HEALTHCHECKS',
      'HEALTHCHECKS_URL',
      'HEALTHCHECK_URL',
      'HEALTHCHECKSIO_URL',
      'HEALTH_HEALTHCHECKSIO_UUID',
      'HEALTH_HEALTHCHECKSIO_BASE_URL',
      'UPTIMEKUMA',
      'UPTIMEKUMA_URL',
      'UPTIME_KUMA_URL',
      'UPTIME_KUMA_PUSH_URL',
      'PING_URL',
      'HEARTBEAT',
    ],
    say: 'write HEARTBEAT_URL',
  },
  {
    names: [
      'SHOUTRRR',
      'SHOUTRRR_ADDRESSES',
      'SHOUTRRR_URL',
      'SHOUTRRR_URLS',
      'WATCHTOWER_NOTIFICATION_URL',
      'NOTIFICATION_URL',
      'NOTIFICATION_URLS',
      'NOTIFICATIONS',
      'WEBHOOK_URL',
    ],
    say: 'write NOTIFY_URLS',
  },
  { names: ['SHOUTRRR_DEFAULT_TITLE'], say: 'each message has a title of its own' },
  ...ofServices.map(([names, form]) => ({ names, say: `write NOTIFY_URLS, in the form ${form}` })),
  {
    names: ['MQTT_HOST', 'MQTT_HOSTNAME', 'MQTT_SERVER', 'MQTT_BROKER', 'MQTT_BROKER_URL', 'MQTT_ADDRESS'],
    say: 'write MQTT_URL, in the form mqtt://HOST:1883',
  },
  { names: ['MQTT_USERNAME'], say: 'write MQTT_USER' },
  { names: ['MQTT_PASS', 'MQTT_PW'], say: 'write MQTT_PASSWORD' },
  { names: ['MQTT_CLIENT_ID', 'MQTT_CLIENTID'], say: 'write MQTT_ID' },
  {
    names: ['MQTT_TOPIC', 'MQTT_BASE_TOPIC', 'MQTT_TOPIC_PREFIX'],
    say: 'MQTT_ID is the part of the topics that can be chosen',
  },
  {
    names: ['MQTT_PREFIX', 'HA_DISCOVERY_PREFIX', 'HASS_DISCOVERY_PREFIX', 'MQTT_DISCOVERY_TOPIC'],
    say: 'write MQTT_DISCOVERY_PREFIX',
  },
  { names: ['PUSH_USERNAME'], say: 'write PUSH_USER' },
  { names: ['PUSH_PASS'], say: 'write PUSH_PASSWORD' },
  {
    names: ['PROMETHEUS', 'METRICS_ENABLED', 'ENABLE_METRICS', 'METRICS_PORT', 'PROMETHEUS_PORT'],
    say: 'METRICS=true shows /metrics at HTTP_PORT',
  },
];
