import { parseZone, type Zone } from '../dns/name.ts';
import { parseSuffix } from '../ip/suffix.ts';
import * as parsers from '../settings/parsers.ts';
import { boolean, integer, list, listOf } from '../settings/rows.ts';
import { ofZone, optional, ownOnly, setting, withDefault } from '../settings/setting.ts';
import { parseVia } from '../sources/via.ts';
import { orUrl } from './slips/url-name.ts';

function oneZone(text: string): Zone {
  if (text.includes(','))
    throw new Error('has a comma; a second zone is DOMAIN_2, full names of several are DOMAINS');
  return parseZone(text);
}

const seconds = parsers.integer(1, 2_147_483_647);

/** What each target can set for itself with a numbered suffix (`DOMAIN_2`). */
export const targetSettings = {
  PROVIDER: withDefault(
    'godaddy',
    setting((value) => value.toLowerCase(), {
      about: 'Which DNS host holds the zone; see Providers.',
      accepted: 'the name of a provider',
    }),
    'the host whose credentials are given, else `godaddy`',
  ),
  DOMAIN: optional(
    setting(orUrl(oneZone), {
      about: 'The zone, for example `example.com`. International names are accepted and sent as punycode.',
      accepted: 'a domain of yours, such as example.com',
    }),
    'required, or `DOMAINS`',
  ),
  RECORDS: optional(
    ofZone(
      list(
        'Names in the zone, comma-separated: `home`, `*.lab`, `@` (the domain itself, where many have a web site). A name that ends in the zone is taken as fully qualified.',
        'names between commas, such as home,*.lab; @ is the domain itself, so with it a web site there would be replaced',
      ),
    ),
    'required, or `DOMAINS`',
  ),
  DOMAINS: optional(
    list(
      'In place of `DOMAIN` and `RECORDS`: full names of one account, comma-separated, such as `home.example.com,vpn.example.org`. The zone of each is the domain that can be registered, by the public suffix list; where a name lies in a zone of its own, write that with `DOMAIN` and `RECORDS`.',
      'full names between commas, such as home.example.com,vpn.example.org',
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
  TAKE_OVER: withDefault(
    'false',
    boolean(
      'Replaces the addresses of a kept name that holds three or more foreign ones; without it such a name is left alone and told.',
    ),
  ),
  IPV6_SUFFIX: optional(
    setting(parseSuffix, {
      about:
        'Publishes another machine behind the same IPv6 prefix: the detected /64 with this host part, for example `::1234`. Its network may be another one of a prefix that the provider hands out: `::5:0:0:0:1234/56` keeps the first 56 bits, and 5 is the number of the network.',
      accepted: 'the lower half of an IPv6 address, such as ::1234, or ::5:0:0:0:1234/56 behind 56 bits',
    }),
  ),
  IPV4_SOURCES: optional(
    list('Who is asked for the public IPv4 address; see Sources.', 'sources between commas'),
    'a built-in rotation',
  ),
  IPV6_SOURCES: optional(
    list('Who is asked for the public IPv6 address; see Sources.', 'sources between commas'),
    'a built-in rotation',
  ),
  IP_QUORUM: optional(
    integer(
      [1, 100],
      'How many sources of different operators must agree before a new address is published. `1` needs no witness over HTTPS.',
      'a whole number from 1 to the number of operators given',
    ),
    '`2`, or the number of voices if fewer',
  ),
  VIA: optional(
    setting(parseVia, {
      about:
        'For a home with two lines: the network interface (`eth1`) or the own address by which the questions for the public address leave; see Sources.',
      accepted: 'the name of a network interface, such as eth1, or an address of this machine',
    }),
  ),
  ALLOW_PRIVATE: ownOnly(
    withDefault(
      'false',
      boolean(
        'Lets `static:`, `interface:` and URL sources publish an address that is not public, for a LAN or a test. No target takes it over from target 1.',
      ),
    ),
  ),
};
