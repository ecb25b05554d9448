import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { ConfigError } from '../../src/settings/problem.ts';

const suffixes = await loadPublicSuffixes();
const known = { providers: await loadProviders(), providerNames, suffixes };
const duck = {
  PROVIDER: 'duckdns',
  DUCKDNS_TOKEN: 'token-of-mine',
  DOMAINS: 'one.duckdns.org,two.example.net',
};
const zone = { PROVIDER_2: 'vultr', VULTR_API_KEY: 'key', DOMAIN_2: 'example.com', RECORDS_2: 'home' };

const warningsOf = (env: Record<string, string>) => readConfig({ ...duck, ...env }, known).warnings;

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig({ ...duck, ...env }, known);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ variable, wrong }) => `${variable} ${wrong}`);
    throw error;
  }
  return [];
}

describe('a target at an update-only service', () => {
  it('has all its names in one, whatever their zones are', () => {
    const { targets } = readConfig(duck, known);

    expect(targets.map(({ zone: { name }, keys }) => [name, keys])).toEqual([
      [
        '',
        [
          { name: 'one.duckdns.org', type: 'A' },
          { name: 'two.example.net', type: 'A' },
        ],
      ],
    ]);
  });

  it.each(['60', '999999', 'auto'])('takes TTL=%s and says that it has no effect', (TTL) => {
    expect(warningsOf({ TTL })).toEqual(['TTL has no effect: the TTL is decided by Duck DNS.']);
  });

  it('says nothing of a TTL that another target heeds', () => {
    expect(warningsOf({ ...zone, TTL: '600' })).toEqual([]);
    expect(warningsOf({ ...zone, TTL: '600', TTL_2: '600' })).toEqual([
      'TTL has no effect: the TTL is decided by Duck DNS.',
    ]);
  });

  it('says of a TTL of its own that it has no effect', () => {
    const second = { PROVIDER_2: 'duckdns', DOMAINS_2: 'three.duckdns.org', TTL_2: '60' };
    expect(warningsOf(second)).toEqual(['TTL_2 has no effect: Duck DNS decides the TTL.']);
  });

  it('says that nothing is deleted there', () => {
    expect(warningsOf({ ON_STOP: 'delete' })).toEqual([
      'ON_STOP=delete has no effect: Duck DNS can only be told addresses.',
    ]);
    expect(warningsOf({ ...zone, ON_STOP: 'delete' })).toEqual([
      'ON_STOP=delete deletes nothing there: Duck DNS can only be told addresses.',
    ]);
  });

  it('keeps no family that the service has no room for', () => {
    const { IP_FAMILIES, ...name } = {
      IP_FAMILIES: 'ipv4,ipv6',
      PROVIDER: 'namecheap',
      NAMECHEAP_PASSWORD: 'p',
    };

    expect(problemsOf({ ...name, IP_FAMILIES })).toEqual([
      'IP_FAMILIES has ipv6, which Namecheap cannot be told',
    ]);
    expect(problemsOf(name)).toEqual([]);
  });
});
