import { messageOf } from '../base/failure.ts';
import { shownUrl } from '../base/url-text.ts';
import { createSafeLookup } from '../http/doh.ts';
import type { Family } from '../ip/address.ts';
import { dnsSourceOf } from './dns/dns.ts';
import { parseDnsEntry } from './dns/entry.ts';
import { gatewaySource } from './gateway/gateway.ts';
import { aws } from './http/aws.ts';
import { cloudflare } from './http/cloudflare.ts';
import { icanhazip } from './http/icanhazip.ts';
import { ipify } from './http/ipify.ts';
import { url } from './http/url.ts';
import { interfaceSource } from './interface.ts';
import { needSuffixes, type RegistrableDomain } from './operator.ts';
import { familyNames } from './server.ts';
import type { Source, SourceDependencies, SourceSpec } from './source.ts';
import { staticAddress } from './static.ts';
import { stunSource } from './stun/stun.ts';

/** A kind of entry: how it is written and what it tells (for docs/sources.md), how it is recognised, and what it names. `read` throws an Error that says what is wrong. */
interface SourceKind {
  readonly form: string;
  readonly meaning: string;
  readonly match: RegExp;
  read(entry: string, family: Family, registrableDomain?: RegistrableDomain): SourceSpec;
}

const kinds: readonly SourceKind[] = [
  {
    form: 'dns:cloudflare, dns:opendns, dns:google, dns:akamai',
    meaning: "One DNS question, straight to the operator's own server",
    match: /^dns:[^/@]*$/i,
    read: dns,
  },
  {
    form: 'dns:NAME/TYPE[/CLASS]@SERVER[:PORT]',
    meaning: 'The same at any server, for example `dns:whoami.cloudflare/TXT/CH@1.1.1.1`',
    match: /^dns:/i,
    read: dns,
  },
  {
    form: 'stun:HOST[:PORT]',
    meaning: 'A STUN server (RFC 8489), for example `stun:stun.cloudflare.com`',
    match: /^stun:/i,
    read: (entry, _, registrableDomain) => stunSource(entry, registrableDomain),
  },
  {
    form: 'ipify',
    meaning: '`api.ipify.org` over HTTPS',
    match: /^ipify$/i,
    read: (_, family) => ipify(family),
  },
  {
    form: 'icanhazip',
    meaning: '`icanhazip.com` over HTTPS; run by Cloudflare, so the two hold one vote',
    match: /^icanhazip$/i,
    read: (_, family) => icanhazip(family),
  },
  {
    form: 'aws',
    meaning: '`checkip.amazonaws.com` over HTTPS; IPv4 only',
    match: /^aws$/i,
    read: (_, family) => forIpv4(family, aws()),
  },
  {
    form: 'cloudflare',
    meaning: "Cloudflare's trace over HTTPS",
    match: /^cloudflare$/i,
    read: cloudflare,
  },
  {
    form: 'http(s)://…',
    meaning: 'Any URL that answers the address as text, or as JSON with a field `ip`',
    match: /^https?:\/\//i,
    read: url,
  },
  {
    form: 'gateway, gateway:ADDRESS, gateway:http://…/rootDesc.xml',
    meaning:
      'The router itself, over NAT-PMP, PCP or UPnP; needs host networking, or its address. Needs no vote',
    match: /^gateway(:|$)/i,
    read: gatewaySource,
  },
  {
    form: 'interface:NAME',
    meaning:
      "A network interface's own address; of several, one of the prefix that the system itself uses now. Needs host networking, no vote",
    match: /^interface:/i,
    read: (entry) => ready(interfaceSource(entry)),
  },
  {
    form: 'static:ADDRESS',
    meaning: 'Always this address. Needs no vote',
    match: /^static:/i,
    read: (entry, family) => ready(staticAddress(entry, family)),
  },
];

/**
 * What is asked when nothing is configured: operators and mechanisms by turns, so that neither one operator
 * nor a captured port 53 carries a vote, and a quiet tick costs one small UDP exchange.
 */
export const defaultSources: Readonly<Record<Family, readonly string[]>> = {
  ipv4: [
    'dns:cloudflare',
    'stun:stun.l.google.com:19302',
    'ipify',
    'aws',
    'dns:opendns',
    'stun:stun.cloudflare.com',
    'cloudflare',
  ],
  ipv6: [
    'dns:cloudflare',
    'stun:stun.l.google.com:19302',
    'ipify',
    'cloudflare',
    'dns:opendns',
    'stun:stun.cloudflare.com',
  ],
};

/** The forms of an entry of the source lists and what they tell, as the docs and messages name them. */
export const sourceForms: readonly { readonly form: string; readonly meaning: string }[] = kinds;

/** Reads the entries of a source list. Throws one Error that names every bad entry and what is accepted. */
export function parseSources(
  entries: readonly string[],
  family: Family,
  registrableDomain?: RegistrableDomain,
): SourceSpec[] {
  const problems: string[] = [];
  const specs = entries.flatMap((entry) => {
    const kind = kinds.find(({ match }) => match.test(entry));
    try {
      if (!kind) throw new Error(`"${shownUrl(entry)}" is no source`);
      return [kind.read(entry, family, registrableDomain)];
    } catch (error) {
      problems.push(messageOf(error));
      return [];
    }
  });
  if (problems.length > 0)
    throw new Error(
      `cannot be used: ${problems.join('; ')}; accepted: ${kinds.map(({ form }) => form).join(', ')}`,
    );
  return specs;
}

/** Whether only the public suffix list can tell how many operators these entries have. */
export function needSuffixesFor(entries: readonly string[]): boolean {
  const hosts = entries.map((entry) => {
    if (/^https?:/i.test(entry)) return URL.canParse(entry) ? new URL(entry).hostname : '';
    return /^stun:([^:]+)|^dns:.*@([^:]+)/i.exec(entry)?.slice(1).join('') ?? '';
  });
  return needSuffixes(hosts.map((host) => host.toLowerCase().replace(/\.$/, '')));
}

export function openSources(specs: readonly SourceSpec[], dependencies: SourceDependencies): Source[] {
  const { safeLookup = createSafeLookup(dependencies) } = dependencies;
  return specs.map((spec) => spec.open({ ...dependencies, safeLookup }));
}

function dns(entry: string, family: Family, registrableDomain?: RegistrableDomain): SourceSpec {
  const parsed = parseDnsEntry(entry, registrableDomain);
  if (!parsed.types[family]) throw new Error(`"${entry}" cannot tell an ${familyNames[family]} address`);
  const { name, operator } = parsed;
  return { name, operator, transport: 'dns', open: (dependencies) => dnsSourceOf(parsed, dependencies) };
}

function forIpv4(family: Family, spec: SourceSpec): SourceSpec {
  if (family !== 'ipv4') throw new Error(`"${spec.name}" knows IPv4 addresses only`);
  return spec;
}

/** A source that needs nothing to be opened. */
function ready(source: Source): SourceSpec {
  const { ask: _, ...facts } = source;
  return { ...facts, open: () => source };
}
