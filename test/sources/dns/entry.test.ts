import { expect, test } from 'vitest';
import { type DnsEntry, parseDnsEntry } from '../../../src/sources/dns/entry.ts';

const named = [
  ['cloudflare', 'whoami.cloudflare', 'CH', 'TXT', 'TXT'],
  ['opendns', 'myip.opendns.com', 'IN', 'A', 'AAAA'],
  ['google', 'o-o.myaddr.l.google.com', 'IN', 'TXT', 'TXT'],
  ['akamai', 'whoami.akamai.net', 'IN', 'A', 'AAAA'],
] as const;

for (const [operator, domain, dnsClass, ipv4, ipv6] of named) {
  test(`knows what dns:${operator} asks`, () => {
    const entry = parseDnsEntry(`dns:${operator}`);

    expect(entry).toMatchObject({ name: `dns:${operator}`, operator, domain, class: dnsClass });
    expect(entry.types).toEqual({ ipv4, ipv6 });
    expect(entry.servers.every(({ port }) => port === 53)).toBe(true);
  });
}

test('asks Cloudflare, OpenDNS and Google at addresses of both families, never through a resolver', () => {
  const hosts = ['dns:cloudflare', 'dns:opendns', 'dns:google'].map((entry) =>
    parseDnsEntry(entry).servers.map(({ host }) => host),
  );

  expect(hosts).toEqual([
    ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'],
    ['208.67.222.222', '208.67.220.220', '2620:119:35::35', '2620:119:53::53'],
    ['216.239.32.10', '2001:4860:4802:32::a'],
  ]);
});

const general: [entry: string, what: Partial<DnsEntry>][] = [
  [
    'dns:whoami.cloudflare/TXT/CH@1.1.1.1',
    {
      domain: 'whoami.cloudflare',
      class: 'CH',
      operator: 'cloudflare',
      servers: [{ host: '1.1.1.1', port: 53 }],
    },
  ],
  [
    'dns:me.example/A@192.0.2.53:5353',
    { operator: '192.0.2.53', servers: [{ host: '192.0.2.53', port: 5353 }] },
  ],
  [
    'dns:me.example/AAAA@[2001:DB8:0::53]',
    { types: { ipv6: 'AAAA' }, servers: [{ host: '2001:db8::53', port: 53 }] },
  ],
  ['dns:me.example/TXT/IN@[2001:db8::53]:54', { servers: [{ host: '2001:db8::53', port: 54 }] }],
  ['dns:Me.Example./A@NS.example.NET.', { domain: 'me.example', operator: 'example.net' }],
  ['dns:_who-am_i/A@ns1', { domain: '_who-am_i', types: { ipv4: 'A' }, operator: 'ns1' }],
  ['dns:myip.opendns.com/A@resolver2.opendns.com', { operator: 'opendns' }],
  ['dns:o-o.myaddr.l.google.com/TXT@ns2.google.com', { operator: 'google' }],
  ['dns:whoami.akamai.net/A@ns1-1.akamaitech.net', { operator: 'akamai' }],
  ['dns:x.example/A@notgoogle.com', { operator: 'notgoogle.com' }],
];

for (const [entry, what] of general) {
  test(`reads ${entry}`, () => {
    expect(parseDnsEntry(entry)).toMatchObject({ name: entry, ...what });
  });
}

const bad = [
  ['dns:', 'names no server'],
  ['dns:quad9', 'names no server'],
  ['dns:constructor', 'names no server'],
  ['dns:toString/A@1.1.1.1/x', 'has the server'],
  ['dns:me.example@1.1.1.1', 'the type ""'],
  ['dns:me.example/MX@1.1.1.1', 'the type "MX"'],
  ['dns:me.example/a@1.1.1.1', 'the type "a"'],
  ['dns:me.example/toString@1.1.1.1', 'the type "toString"'],
  ['dns:me.example/A/HS@1.1.1.1', 'the class "HS"'],
  ['dns:me.example/A/IN/x@1.1.1.1', 'too many parts'],
  ['dns:me.example/A@1.1.1.1@2.2.2.2', 'names no server after one @'],
  ['dns:/A@1.1.1.1', 'no domain name'],
  ['dns:me..example/A@1.1.1.1', 'no domain name'],
  ['dns:-me.example/A@1.1.1.1', 'no domain name'],
  [`dns:${'a'.repeat(64)}.example/A@1.1.1.1`, 'no domain name'],
  [`dns:${'a.'.repeat(127)}a/A@1.1.1.1`, 'no domain name'],
  ['dns:mé.example/A@1.1.1.1', 'no domain name'],
  ['dns:me.example/A@', 'no host and port'],
  ['dns:me.example/A@1.1.1.300', 'no host and port'],
  ['dns:me.example/A@1.1.1', 'no host and port'],
  ['dns:me.example/A@1.1.1.1:0', 'no host and port'],
  ['dns:me.example/A@1.1.1.1:65536', 'no host and port'],
  ['dns:me.example/A@1.1.1.1:53:53', 'no host and port'],
  ['dns:me.example/A@2001:db8::53', 'no host and port'],
  ['dns:me.example/A@[1.1.1.1]', 'no host and port'],
  ['dns:me.example/A@[fe80::1%eth0]', 'no host and port'],
  ['dns:me.example/A@user:pass', 'no host and port'],
] as const;

for (const [entry, problem] of bad) {
  test(`refuses ${entry.slice(0, 60)} and says what is accepted`, () => {
    const read = () => parseDnsEntry(entry);

    expect(read).toThrow(problem);
    expect(read).toThrow('dns:NAME/TYPE[/CLASS]@SERVER[:PORT]');
    expect(read).toThrow('dns:opendns');
  });
}
