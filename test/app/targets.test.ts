import { expect, it } from 'vitest';
import { homePrefixOf } from '../../src/app/targets.ts';
import { readConfig } from '../../src/config/config.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';

const providers = await loadProviders();

function prefixOf(env: Readonly<Record<string, string>>): number | undefined {
  const all = {
    PROVIDER: 'vultr',
    DOMAIN: 'example.com',
    RECORDS: 'home',
    VULTR_API_KEY: 'Q7RTW2K9XN4MZ8VB',
    ...env,
  };
  return homePrefixOf(readConfig(all, { providers, providerNames }).targets);
}

it('the prefix of the home matters as far as a target that keeps AAAA records puts something behind it', () => {
  const both = { IP_FAMILIES: 'ipv4,ipv6', IPV6_SUFFIX: '::5:0:0:0:1234/56' };

  expect(prefixOf({ IP_FAMILIES: 'ipv6' })).toBeUndefined();
  expect(prefixOf({ IPV6_SUFFIX: '::1234' })).toBeUndefined();
  expect(prefixOf({ ...both, IPV6_SUFFIX: '::1234' })).toBe(64);
  expect(prefixOf(both)).toBe(56);
  expect(prefixOf({ ...both, DOMAIN_2: 'example.org', RECORDS_2: 'home', IPV6_SUFFIX_2: '::1234' })).toBe(64);
});
