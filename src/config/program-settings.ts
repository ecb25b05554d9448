import { parseHeartbeats } from '../notifiers/heartbeat/forms.ts';
import { messageEvents } from '../notifiers/message.ts';
import {
  boolean,
  choice,
  cron,
  duration,
  durationUpTo,
  integer,
  listOf,
  matching,
  secret,
  text,
} from '../settings/rows.ts';
import { optional, setting, type ValuesOf, withDefault } from '../settings/setting.ts';
import { checkUrls } from '../watchers/reach/check-urls.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { listenHost } from './listen-host.ts';
import { mqttFacts, mqttSettings } from './mqtt-settings.ts';

/** What holds for the whole program. */
export const programSettings = {
  SCHEDULE: withDefault(
    '*/30 * * * * *',
    cron(
      'When to look: a cron pattern of 5 or 6 fields (the sixth, in front, is seconds), in the time zone `TZ`.',
    ),
  ),
  RECHECK: withDefault(
    '1h',
    duration(
      "How often the provider's records are read again although nothing seems changed; heals edits made by hand.",
    ),
  ),
  TIMEOUT: withDefault('10s', durationUpTo('5m', 'How long one request may take, at most `5m`.')),
  DRY_RUN: withDefault(
    'false',
    boolean('Plan and report, write nothing. With `ONCE` it exits 1 if something would change.'),
  ),
  ONCE: withDefault('false', boolean('One round without retries, then exit: 0 all in sync, 1 otherwise.')),
  ON_STOP: withDefault(
    'keep',
    choice(
      ['keep', 'delete'],
      '`delete` removes the kept records when the container is stopped, those that it found right too. Each restart, update and reboot is a stop, so the names are gone until it runs again.',
    ),
  ),
  HTTP_PORT: withDefault(
    '8080',
    integer(
      [0, 65_535],
      'Port of the health endpoint and page; `0` switches it off, and the health check of the container always passes then.',
      'a port from 0 to 65535',
    ),
  ),
  HTTP_HOST: optional(
    setting(listenHost, {
      about: 'Address it listens on.',
      accepted: 'an address or host name of this machine',
    }),
    'all interfaces',
  ),
  HTTP_ALLOWED_HOSTS: optional(
    setting(allowedHosts, {
      about:
        'Further names that the page may be asked for by, such as that of a reverse proxy; `*.example.org` for every name under it, `*` for any. Addresses, names of the home (`nas`, `nas.lan`) and the kept names always work.',
      accepted: 'host names between commas, without scheme and port, such as ddns.example.org, or *',
    }),
  ),
  HTTP_ALLOW_PUBLIC: withDefault(
    'false',
    boolean(
      'Shows page and status to callers from the internet too; else they get no more than the status code.',
    ),
  ),
  PUSH_USER: optional(
    matching(
      'With `PUSH_PASSWORD` it switches on `/nic/update`, where the router tells that it has a new address: the user that it logs in with; see The router tells us.',
      'visible ASCII characters without space and colon',
      /^[\x21-\x39\x3b-\x7e]+$/,
    ),
  ),
  PUSH_PASSWORD: optional(
    secret(
      'The password that the router logs in with; one of its own, because it travels unencrypted. Letters and digits fit every router.',
      'at least 12 visible ASCII characters without a space',
      /^[\x21-\x7e]{12,}$/,
    ),
  ),
  LOCAL_HINTS: withDefault(
    'true',
    boolean(
      'Looks at the own addresses of this machine and asks its router (NAT-PMP, PCP, UPnP), so that a change is seen within seconds; what they show is only a reason to look.',
    ),
  ),
  CHECK_URLS: checkUrls,
  HEARTBEAT_URL: optional(
    Object.assign(
      setting(parseHeartbeats, {
        about:
          'Who is told again and again that all is well: a ping address of Healthchecks or a push address of Uptime Kuma, or any URL to GET; several between commas or on lines of their own; see Heartbeat.',
        accepted:
          'http(s)://…, as the service shows it; healthchecks+https://…, kuma+https://… or get+https://… where it cannot be told',
      }),
      { secret: true as const, lines: true as const },
    ),
  ),
  HEARTBEAT_EVERY: withDefault(
    '1m',
    durationUpTo('1d', 'The least time between two heartbeats while all is well.'),
  ),
  NOTIFY_URLS: optional(
    Object.assign(
      text(
        'Who is told of changes and failures: addresses in the forms of Shoutrrr, such as `ntfy://ntfy.sh/TOPIC`, or any `https://…` that takes JSON; several on lines of their own or between commas; see Messages.',
        'addresses of services, such as ntfy://ntfy.sh/TOPIC, discord://TOKEN@WEBHOOKID or https://…',
      ),
      { secret: true as const, lines: true as const },
    ),
  ),
  NOTIFY_ON: withDefault(
    messageEvents.join(','),
    listOf(
      messageEvents,
      'What is told: a new address in a record; what is wrong for 3 minutes, or at once where only you can mend it; that it is well again; that the router has no public address; that a certificate runs out.',
      `some of ${messageEvents.join(', ')} between commas`,
    ),
  ),
  METRICS: withDefault('false', boolean('Shows `/metrics` to Prometheus; see Metrics.')),
  ...mqttSettings,
  HEALTH_MAX_AGE: optional(
    duration('A last successful sync older than this is unhealthy.'),
    '`15m`; with a `SCHEDULE` that ever pauses for more than 5 minutes its longest gap of a year + 15 min',
  ),
  LOG_LEVEL: withDefault(
    'info',
    choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'How much is logged.'),
  ),
  LOG_FORMAT: withDefault(
    'text',
    choice(
      ['text', 'json', 'pretty'],
      '`text` for people, in the time zone `TZ`; `json` for machines. `pretty` is another word for `text`.',
    ),
  ),
};

export type ProgramValues = ValuesOf<typeof programSettings>;

/** What the program reads under its own names, as it was given. Durations in milliseconds. */
export function programFacts(values: ProgramValues) {
  return {
    schedule: values.SCHEDULE,
    recheck: values.RECHECK,
    timeout: values.TIMEOUT,
    dryRun: values.DRY_RUN,
    once: values.ONCE,
    onStop: values.ON_STOP,
    localHints: values.LOCAL_HINTS,
    /** Nothing is tried in a single look. */
    checkUrls: values.ONCE ? [] : (values.CHECK_URLS ?? []),
    heartbeats: values.HEARTBEAT_URL ?? [],
    heartbeatEvery: values.HEARTBEAT_EVERY,
    notifyOn: values.NOTIFY_ON,
    /** null: no endpoint. Without a host it listens on all interfaces. */
    endpoint:
      values.HTTP_PORT === 0
        ? null
        : {
            port: values.HTTP_PORT,
            host: values.HTTP_HOST,
            allowedHosts: values.HTTP_ALLOWED_HOSTS ?? [],
            allowPublic: values.HTTP_ALLOW_PUBLIC,
            metrics: values.METRICS,
            /** What a router logs in with; undefined: none may call. */
            push:
              values.PUSH_USER !== undefined && values.PUSH_PASSWORD !== undefined
                ? { user: values.PUSH_USER, password: values.PUSH_PASSWORD }
                : undefined,
          },
    /** null: no broker, or nothing to tell it, since one look ends at once. */
    mqtt: values.ONCE ? null : mqttFacts(values),
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT === 'json' ? 'json' : 'text' },
  } as const;
}

/** Read by the runtime or by the HTTP client rather than by us; named here so that they are not taken for typos. */
export const runtimeVariables = {
  TZ: 'Time zone of `SCHEDULE` and of the log as text, for example `Europe/Berlin`, in this spelling; UTC where it is not set.',
  NODE_EXTRA_CA_CERTS: 'A file with certificates to trust besides the built-in ones.',
  HTTPS_PROXY:
    'Proxy for providers: `http://HOST:PORT`, `https://…` or `socks5://…`, with `USER:PASSWORD@` where it asks for them; never used to find the address. `HTTP_PROXY` and `NO_PROXY` (names, addresses, networks such as `10.0.0.0/8`, each with or without `:PORT`, or `*`) are honoured as well.',
};

/** The others of the same kind, which the table above only mentions. */
export const moreRuntimeVariables = ['HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
