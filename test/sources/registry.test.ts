import { describe, expect, test } from 'vitest';
import { createBallot } from '../../src/detect/vote.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import type { Family } from '../../src/ip/address.ts';
import { defaultSources, needSuffixesFor, openSources, parseSources } from '../../src/sources/registry.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const needs = {
  http: () => Promise.reject(new Error('nothing is asked here')),
  clock: new VirtualClock(),
  timeout: 1000,
};
const parse = (entries: string, family: Family = 'ipv4') => parseSources(entries.split(','), family);
const calm = new AbortController().signal;

async function operatorsOf(entries: string): Promise<number> {
  const list = entries.split(',');
  const suffixes = needSuffixesFor(list) ? await loadPublicSuffixes() : undefined;
  const sources = parseSources(list, 'ipv4', suffixes?.registrableDomain);
  return new Set(sources.map(({ operator }) => operator)).size;
}

describe('a source list', () => {
  test('is read in its order, whatever the case of the names', () => {
    const sources = parse('aws,IPIFY,https://ip.example.net/,static:81.2.69.1');

    expect(sources.map(({ name, transport }) => [name, transport])).toEqual([
      ['aws', 'https'],
      ['ipify', 'https'],
      ['https://ip.example.net', 'https'],
      ['static:81.2.69.1', 'local'],
    ]);
  });

  test('knows who runs a server, however it is written', () => {
    const operators = (entries: string) => parse(entries).map(({ operator }) => operator);

    expect(operators('ipify,https://api.ipify.org,https://api64.ipify.org/?format=json')).toEqual([
      'ipify',
      'ipify',
      'ipify',
    ]);
    expect(operators('cloudflare,icanhazip,https://1.1.1.1/cdn-cgi/trace')).toEqual([
      'cloudflare',
      'cloudflare',
      'cloudflare',
    ]);
    expect(operators('http://127.0.0.2:8001/,http://127.0.0.2:8002/,https://IP.Example.net./')).toEqual([
      '127.0.0.2',
      '127.0.0.2',
      'example.net',
    ]);
  });

  test.each([
    'cloudflare,dns:whoami.cloudflare/TXT/CH@1.1.1.2',
    'cloudflare,stun:stun.cloudflare.com',
    'dns:opendns,https://myip.dnsomatic.com',
    'dns:opendns,dns:myip.opendns.com/A@208.67.220.123',
    'aws,https://checkip.global.api.aws',
    'dns:google,stun:stun.l.google.com:19302',
    'https://v4.ident.me,https://v4.tnedi.me',
    'https://a.example.org,https://b.example.org',
    'https://a.example.co.uk,stun:b.example.co.uk',
    'https://a.nas.lan,http://b.nas.lan',
  ])('knows that one operator runs %s', async (entries) => {
    expect(await operatorsOf(entries)).toBe(1);
  });

  test.each([
    'https://a.co.uk,https://b.co.uk',
    'https://alice.duckdns.org,https://bob.duckdns.org',
    'https://ip.example.org,https://ip.example.net',
    'dns:opendns,dns:whoami.example.org/A@192.0.2.53',
  ])('knows that two operators run %s', async (entries) => {
    expect(await operatorsOf(entries)).toBe(2);
  });

  test('needs the public suffix list only where it makes a difference', () => {
    const needed = [
      defaultSources.ipv4,
      ['https://ip.example.org', 'https://ip.example.net', 'ipify'],
      ['https://ip.example.org/a', 'https://ip.example.org/b'],
      ['https://a.example.org', 'stun:b.example.org'],
    ];

    expect(needed.map(needSuffixesFor)).toEqual([false, false, false, true]);
  });

  test.each([
    ['DNS:CLOUDFLARE', 'dns:cloudflare'],
    ['Dns:WhoAmI.Cloudflare/TXT/CH@1.1.1.1', undefined],
    ['STUN:stun.example.net:3478', 'stun:stun.example.net:3478'],
    ['STATIC:81.2.69.1', 'static:81.2.69.1'],
    ['INTERFACE:eth0', 'interface:eth0'],
    ['HTTPS://IP.example.net/', 'https://ip.example.net'],
    ['GATEWAY', 'gateway'],
    ['Gateway:192.168.1.1', 'gateway:192.168.1.1'],
    ['AWS', 'aws'],
  ])('takes %s in any letters', (entry, name) => {
    const [source] = parse(entry);

    expect(source?.name).toBe(name ?? entry);
  });

  test('lets only URLs and fixed addresses be private', () => {
    const sources = parse('ipify,aws,icanhazip,cloudflare,http://ip.example.net/,static:192.168.1.1');

    expect(sources.map(({ mayBePrivate }) => mayBePrivate ?? false)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test('is refused as a whole with every bad entry named', () => {
    expect(() => parse('ipify,ipfy,static:1.2.3,ftp://ip.example.net/')).toThrow(
      'cannot be used: "ipfy" is no source; "static:1.2.3" holds no IPv4 address; "ftp://ip.example.net/" is no source; ' +
        'accepted: dns:cloudflare, ',
    );
  });

  test.each([
    ['aws', 'ipv6', '"aws" knows IPv4 addresses only'],
    ['static:81.2.69.1', 'ipv6', '"static:81.2.69.1" holds no IPv6 address'],
    ['static:2a02:8010::1', 'ipv4', 'holds no IPv4 address'],
    ['http://127.0.0.1/', 'ipv6', 'http://127.0.0.1 is an IPv4 server, which cannot tell an IPv6 address'],
    ['http://[2a02:8010::1]/', 'ipv4', 'is an IPv6 server, which cannot tell an IPv4 address'],
    ['http://', 'ipv4', 'is no URL'],
    ['ipify.org', 'ipv4', '"ipify.org" is no source'],
  ] as const)('refuses %s for %s', (entry, family, message) => {
    expect(() => parse(entry, family)).toThrow(message);
  });

  test.each([
    'htp://me:secret@ip.example.net/?key=secret',
    'http://me:secret@:99999/?key=secret',
    'https:me:secret@x',
  ])('shows no secret when it refuses %s', (entry) => {
    let message = '';
    try {
      parse(entry);
    } catch (error) {
      message = String(error);
    }

    expect(message).toContain('cannot be used');
    expect(message).not.toContain('secret');
  });
});

describe('the default rotation', () => {
  test.each(['ipv4', 'ipv6'] as const)('of %s can reach a quorum of two operators', (family) => {
    const sources = openSources(parseSources(defaultSources[family], family), needs);

    expect(createBallot(sources, 2).canWin([], sources)).toBe(true);
    expect(sources.every(({ transport }) => transport !== 'http')).toBe(true);
  });

  test('of IPv4 can lose any operator', () => {
    const sources = openSources(parseSources(defaultSources.ipv4, 'ipv4'), needs);

    for (const gone of new Set(sources.map(({ operator }) => operator))) {
      const rest = sources.filter(({ operator }) => operator !== gone);
      expect(createBallot(sources, 2).canWin([], rest)).toBe(true);
    }
  });
});

describe('a fixed address', () => {
  test('is told in canonical form, without asking anybody', async () => {
    const [source] = openSources(parse('static:2A02:8010:0:0::1', 'ipv6'), needs);

    await expect(source?.ask('ipv6', calm)).resolves.toBe('2a02:8010::1');
    await expect(source?.ask('ipv4', calm)).rejects.toThrow('holds no IPv4 address');
    await expect(source?.ask('ipv6', AbortSignal.abort())).rejects.toThrow('stopped');
  });
});
