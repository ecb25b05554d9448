import { describe, expect, it } from 'vitest';
import { configOf, refusalOf, type Variables } from '../../support/settings.ts';

describe('a name that is more than a name', () => {
  it.each([
    [
      { DOMAIN: 'https://example.com/' },
      'DOMAIN="https://example.com/" is more than a name; write example.com alone',
    ],
    [{ DOMAIN: 'http://example.com:8123/path' }, 'write example.com alone'],
    [{ DOMAIN: 'example.com/' }, 'write example.com alone'],
    [{ DOMAIN: 'example.com:443' }, 'write example.com alone'],
    [{ DOMAIN: '//example.com' }, 'write example.com alone'],
    [{ DOMAIN: 'me@example.com' }, 'write example.com alone'],
    [
      { DOMAIN_2: 'HTTPS://Bücher.example', RECORDS_2: '@' },
      'DOMAIN_2="HTTPS://Bücher.example" is more than a name; write Bücher.example alone',
    ],
    [
      { RECORDS: 'home,https://vpn.example.com/' },
      'RECORDS="https://vpn.example.com/" is more than a name; write vpn.example.com alone',
    ],
    [{ DOMAIN: '', RECORDS: '', DOMAINS: 'https://home.example.com/' }, 'write home.example.com alone'],
    [{ DOMAIN: 'example.com,example.org' }, 'a second zone is DOMAIN_2, full names of several are DOMAINS'],
    [
      { DOMAIN_2: 'example.org,example.net' },
      'DOMAIN_2="example.org,example.net" has a comma; one more zone is DOMAIN_3, full names of several are DOMAINS_2',
    ],
  ])('is told as that: %j', (variables: Variables, says) => {
    expect(refusalOf(variables)).toContain(says);
  });

  it('keeps its own reason where no name is in it', () => {
    expect(refusalOf({ DOMAIN: 'https:///' })).toMatch(/DOMAIN="https:\/\/\/" has the character/);
  });
});

describe('a zone', () => {
  it.each(['example.com.', 'EXAMPLE.com', '"example.com"', 'example。com', 'ｅｘａｍｐｌｅ.com'])(
    'is the same as %s',
    (DOMAIN) => {
      expect(configOf({ DOMAIN }).targets[0]?.zone.name).toBe('example.com');
    },
  );
});

describe('where it listens', () => {
  const hostOf = (HTTP_HOST: string) => configOf({ HTTP_HOST }).endpoint?.host;

  it.each([
    ['::', '::'],
    ['[::]', '::'],
    ['"[::1]"', '::1'],
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['nas_1.lan', 'nas_1.lan'],
  ])('can be %s', (text, host) => {
    expect(hostOf(text)).toBe(host);
  });

  it('is told with brackets once, which belong to URLs', () => {
    expect(configOf({ HTTP_HOST: '[::]' }).warnings).toEqual([
      'HTTP_HOST stands in brackets, which belong to URLs; taken as it was meant.',
    ]);
  });

  it.each([
    ['http://0.0.0.0', 'is a URL; the address alone is wanted'],
    ['0.0.0.0:8080', 'has a port, which is what HTTP_PORT tells'],
    ['[::]:8080', 'has a port, which is what HTTP_PORT tells'],
    ['*', 'is no address; leave it out to listen on all interfaces'],
    ['192.168.1.', 'is neither an address nor a name'],
  ])('cannot be %s', (text, wrong) => {
    expect(refusalOf({ HTTP_HOST: text })).toContain(
      `HTTP_HOST="${text}" ${wrong}; accepted: an address or host name of this machine`,
    );
  });
});

it('TZ and certificates are read by Node.js, so what stands around them is told to be taken off', () => {
  expect(configOf({ TZ: '"Europe/Berlin"', NODE_EXTRA_CA_CERTS: "'/certs/ca.pem'" }).warnings).toEqual(
    expect.arrayContaining([
      'TZ stands in quotes, which no shell took off; Node.js reads it as it stands, so take that off.',
      'NODE_EXTRA_CA_CERTS stands in quotes, which no shell took off; Node.js reads it as it stands, so take that off.',
    ]),
  );
});

it('what only may be a placeholder is warned of', () => {
  expect(configOf({ GODADDY_TOKEN: 'your-godaddy-token' }).warnings).toEqual([
    'GODADDY_TOKEN looks like a placeholder; put the real credential there.',
  ]);
});

it('what is taken over by several targets is told once', () => {
  const second = { DOMAIN_2: 'example.org', RECORDS_2: 'www' };

  expect(configOf({ ...second, GODADDY_TOKEN: 'Bearer gd_pat_1234', TTL: '"700"' }).warnings).toHaveLength(2);
});
