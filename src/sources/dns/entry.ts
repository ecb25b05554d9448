import type { Family } from '../../ip/address.ts';
import { isName, parseServer, type Server } from '../../net/server.ts';
import { operatorOf, type RegistrableDomain } from '../operator.ts';

export type DnsType = 'A' | 'AAAA' | 'TXT';
export type DnsClass = 'IN' | 'CH';

/** What a `dns:` entry asks and whom. */
export interface DnsEntry {
  readonly name: string;
  readonly operator: string;
  /** The domain name asked for: lower case, no dot at the end. */
  readonly domain: string;
  /** The type asked for by family; a family that is absent cannot be asked for. */
  readonly types: Readonly<Partial<Record<Family, DnsType>>>;
  readonly class: DnsClass;
  /** Asked one after the other until one answers. */
  readonly servers: readonly Server[];
}

const addressTypes = { ipv4: 'A', ipv6: 'AAAA' } as const;
const text = { ipv4: 'TXT', ipv6: 'TXT' } as const;
const at = (...hosts: string[]): Server[] => hosts.map((host) => ({ host, port: 53 }));

const named: Readonly<Record<string, Omit<DnsEntry, 'name' | 'operator'>>> = {
  cloudflare: {
    domain: 'whoami.cloudflare',
    types: text,
    class: 'CH',
    servers: at('1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'),
  },
  opendns: {
    domain: 'myip.opendns.com',
    types: addressTypes,
    class: 'IN',
    servers: at('208.67.222.222', '208.67.220.220', '2620:119:35::35', '2620:119:53::53'),
  },
  google: {
    domain: 'o-o.myaddr.l.google.com',
    types: text,
    class: 'IN',
    // ns1.google.com; the other name servers of the zone tell the same.
    servers: at('216.239.32.10', '2001:4860:4802:32::a'),
  },
  akamai: {
    domain: 'whoami.akamai.net',
    types: addressTypes,
    class: 'IN',
    // Akamai publishes no fixed address of this server, so its name is resolved when it is asked.
    servers: at('ns1-1.akamaitech.net'),
  },
};

const typesOf: Readonly<Record<DnsType, DnsEntry['types']>> = {
  A: { ipv4: 'A' },
  AAAA: { ipv6: 'AAAA' },
  TXT: text,
};

const accepted =
  `accepted are ${Object.keys(named)
    .map((name) => `dns:${name}`)
    .join(', ')} or dns:NAME/TYPE[/CLASS]@SERVER[:PORT] ` +
  'with TYPE A, AAAA or TXT, CLASS IN or CH, and an IPv6 server in brackets';

/** Reads a `dns:` entry of the source lists. Throws an Error that says what is wrong and what is accepted. */
export function parseDnsEntry(entry: string, registrableDomain?: RegistrableDomain): DnsEntry {
  const refuse = (problem: string): Error => new Error(`"${entry}" ${problem}; ${accepted}`);
  const body = /^dns:(.*)$/is.exec(entry)?.[1];
  if (body === undefined) throw refuse('does not begin with dns:');

  const short = body.toLowerCase();
  const known = Object.hasOwn(named, short) ? named[short] : undefined;
  if (known) return { ...known, name: `dns:${short}`, operator: short };

  const [question = '', serverPart, ...more] = body.split('@');
  if (serverPart === undefined || more.length > 0) throw refuse('names no server after one @');
  const [rawDomain = '', type = '', dnsClass = 'IN', ...rest] = question.split('/');
  if (rest.length > 0) throw refuse('has too many parts before the @');
  const domain = rawDomain.toLowerCase().replace(/\.$/, '');
  if (!isName(domain)) throw refuse(`asks for ${JSON.stringify(rawDomain)}, which is no domain name`);
  if (!isType(type)) throw refuse(`asks for the type ${JSON.stringify(type)}`);
  if (!isClass(dnsClass)) throw refuse(`asks in the class ${JSON.stringify(dnsClass)}`);
  const server = parseServer(serverPart, 53);
  if (!server) throw refuse(`has the server ${JSON.stringify(serverPart)}, which is no host and port`);

  const operator = operatorOf(server.host, registrableDomain);
  return { name: entry, operator, domain, types: typesOf[type], class: dnsClass, servers: [server] };
}

function isType(type: string): type is DnsType {
  return Object.hasOwn(typesOf, type);
}

function isClass(dnsClass: string): dnsClass is DnsClass {
  return dnsClass === 'IN' || dnsClass === 'CH';
}
