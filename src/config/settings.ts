import { parseSuffix } from '../ip/suffix.ts';
import { boolean, choice, cron, duration, durationUpTo, integer, list, listOf } from '../settings/parsers.ts';

/** One row of the settings table; the README's tables and the validators are made from it. */
export interface Setting<T> {
  /** What it is for, one sentence or two (Markdown). */
  readonly meaning: string;
  /** What can be given, in words. */
  readonly accepted: string;
  /** The default as one would write it; absent: no default. */
  readonly default?: string;
  /** What the README shows instead of `default`. */
  readonly shownDefault?: string;
  readonly required?: boolean;
  parse(text: string): T;
}

type Given<T> = Omit<Setting<T>, 'required' | 'default'>;
const required = <T>(setting: Given<T>): Setting<T> => ({ ...setting, required: true });
const optional = <T>(setting: Given<T>): Setting<T | undefined> => setting;
const withDefault = <T>(text: string, setting: Given<T>): Setting<T> => ({ ...setting, default: text });

const durations = 'a duration such as 30s, 15m, 1h or 1d';
const text = (value: string) => value;

/** What each target can set for itself with a numbered suffix (`DOMAIN_2`). */
export const targetSettings = {
  PROVIDER: withDefault('godaddy', {
    meaning: 'Which DNS host holds the zone; see Providers.',
    accepted: 'the name of a provider',
    parse: (value) => value.toLowerCase(),
  }),
  DOMAIN: required({
    meaning: 'The zone, for example `example.com`. International names are accepted and sent as punycode.',
    accepted: 'a domain of yours, such as example.com',
    parse: text,
  }),
  RECORDS: withDefault('@', {
    meaning:
      'Names in the zone, comma-separated: `@` (the domain itself), `home`, `*.lab`. A name that ends in the zone is taken as fully qualified.',
    accepted: 'names between commas, such as @,home,*.lab',
    parse: list,
  }),
  TTL: withDefault('600', {
    meaning:
      'Time to live of the records in seconds, within the limits of the provider; `auto` where the provider has it.',
    accepted: 'whole seconds, or auto where the provider has it',
    parse: (value) => (value.toLowerCase() === 'auto' ? ('auto' as const) : integer(1, 2_147_483_647)(value)),
  }),
  IP_FAMILIES: withDefault('ipv4', {
    meaning:
      '`ipv4` keeps A records, `ipv6` keeps AAAA records, `ipv4,ipv6` both. One failing never holds up the other.',
    accepted: 'ipv4, ipv6 or ipv4,ipv6',
    parse: listOf('ipv4', 'ipv6'),
  }),
  IPV6_SUFFIX: optional({
    meaning:
      'Publishes another machine behind the same IPv6 prefix: the detected /64 with this host part, for example `::1234`.',
    accepted: 'the lower half of an IPv6 address, such as ::1234',
    parse: parseSuffix,
  }),
};

/** What holds for the whole program. */
export const programSettings = {
  IPV4_SOURCES: optional({
    meaning: 'Who is asked for the public IPv4 address; see Sources.',
    shownDefault: 'a built-in rotation',
    accepted: 'sources between commas',
    parse: list,
  }),
  IPV6_SOURCES: optional({
    meaning: 'Who is asked for the public IPv6 address; see Sources.',
    shownDefault: 'a built-in rotation',
    accepted: 'sources between commas',
    parse: list,
  }),
  IP_QUORUM: optional({
    meaning: 'How many sources of different operators must agree before a new address is published.',
    shownDefault: '`2`, or the number of operators if fewer',
    accepted: 'a whole number from 1 to the number of operators given',
    parse: integer(1, 100),
  }),
  ALLOW_PRIVATE: withDefault('false', {
    meaning:
      'Lets `static:`, `interface:` and URL sources publish an address that is not public, for a LAN or a test.',
    accepted: 'true or false',
    parse: boolean,
  }),
  SCHEDULE: withDefault('*/30 * * * * *', {
    meaning:
      'When to look: a cron pattern of 5 or 6 fields (the sixth, in front, is seconds), in the time zone `TZ`.',
    accepted: 'a cron pattern of 5 or 6 fields, such as */30 * * * * *',
    parse: cron,
  }),
  RECHECK: withDefault('1h', {
    meaning:
      "How often the provider's records are read again although nothing seems changed; heals edits made by hand.",
    accepted: durations,
    parse: duration,
  }),
  TIMEOUT: withDefault('10s', {
    meaning: 'How long one request may take, at most `5m`.',
    accepted: 'a duration such as 10s, at most 5m',
    parse: durationUpTo('5m'),
  }),
  DRY_RUN: withDefault('false', {
    meaning: 'Plan and report, write nothing. With `ONCE` it exits 1 if something would change.',
    accepted: 'true or false',
    parse: boolean,
  }),
  ONCE: withDefault('false', {
    meaning: 'One round without retries, then exit: 0 all in sync, 1 otherwise.',
    accepted: 'true or false',
    parse: boolean,
  }),
  ON_STOP: withDefault('keep', {
    meaning: '`delete` removes the kept records when the container is stopped.',
    accepted: 'keep or delete',
    parse: choice('keep', 'delete'),
  }),
  HTTP_PORT: withDefault('8080', {
    meaning: 'Port of the health endpoint and page; `0` switches it off.',
    accepted: 'a port from 0 to 65535',
    parse: integer(0, 65_535),
  }),
  HTTP_HOST: optional({
    meaning: 'Address it listens on.',
    shownDefault: 'all interfaces',
    accepted: 'an address or host name of this machine',
    parse: text,
  }),
  HEALTH_MAX_AGE: optional({
    meaning: 'A last successful sync older than this is unhealthy.',
    shownDefault: '`15m`; with a `SCHEDULE` slower than every 5 minutes its longest gap + 15 min',
    accepted: durations,
    parse: duration,
  }),
  LOG_LEVEL: withDefault('info', {
    meaning: 'How much is logged.',
    accepted: 'fatal, error, warn, info, debug, trace or silent',
    parse: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  }),
  LOG_FORMAT: withDefault('json', {
    meaning: '`json` for machines, `pretty` for people.',
    accepted: 'json or pretty',
    parse: choice('json', 'pretty'),
  }),
};

export type ValuesOf<T extends Readonly<Record<string, Setting<unknown>>>> = {
  readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never;
};

/** Read by the runtime or by the HTTP client rather than by us; named here so that they are not taken for typos. */
export const runtimeVariables = {
  TZ: 'Time zone of `SCHEDULE`, for example `Europe/Berlin`.',
  NODE_EXTRA_CA_CERTS: 'A file with certificates to trust besides the built-in ones.',
  HTTPS_PROXY:
    'Proxy for providers; never used to find the address. `HTTP_PROXY` and `NO_PROXY` are honoured as well.',
};

/** The others of the same kind, which the table above only mentions. */
export const moreRuntimeVariables = ['HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
