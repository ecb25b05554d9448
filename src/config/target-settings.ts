import { parseZone } from '../dns/name.ts';
import { parseSuffix } from '../ip/suffix.ts';
import { integer } from '../settings/parsers.ts';
import { list, listOf } from '../settings/rows.ts';
import { optional, setting, withDefault } from '../settings/setting.ts';

const seconds = integer(1, 2_147_483_647);

/** What each target can set for itself with a numbered suffix (`DOMAIN_2`). */
export const targetSettings = {
  PROVIDER: withDefault(
    'godaddy',
    setting((value) => value.toLowerCase(), {
      about: 'Which DNS host holds the zone; see Providers.',
      accepted: 'the name of a provider',
    }),
  ),
  DOMAIN: setting(parseZone, {
    about: 'The zone, for example `example.com`. International names are accepted and sent as punycode.',
    accepted: 'a domain of yours, such as example.com',
  }),
  RECORDS: withDefault(
    '@',
    list(
      'Names in the zone, comma-separated: `@` (the domain itself), `home`, `*.lab`. A name that ends in the zone is taken as fully qualified.',
      'names between commas, such as @,home,*.lab',
    ),
  ),
  TTL: withDefault(
    '600',
    setting((value) => (value.toLowerCase() === 'auto' ? ('auto' as const) : seconds(value)), {
      about:
        'Time to live of the records in seconds, within the limits of the provider; `auto` where the provider has it.',
      accepted: 'whole seconds, or auto where the provider has it',
    }),
  ),
  IP_FAMILIES: withDefault(
    'ipv4',
    listOf(
      ['ipv4', 'ipv6'],
      '`ipv4` keeps A records, `ipv6` keeps AAAA records, `ipv4,ipv6` both. One failing never holds up the other.',
      'ipv4, ipv6 or ipv4,ipv6',
    ),
  ),
  IPV6_SUFFIX: optional(
    setting(parseSuffix, {
      about:
        'Publishes another machine behind the same IPv6 prefix: the detected /64 with this host part, for example `::1234`. Its network may be another one of a prefix that the provider hands out: `::5:0:0:0:1234/56` keeps the first 56 bits, and 5 is the number of the network.',
      accepted: 'the lower half of an IPv6 address, such as ::1234, or ::5:0:0:0:1234/56 behind 56 bits',
    }),
  ),
};
