import { describe, expect, test } from 'vitest';
import { cloudflare } from '../../src/providers/hosts/cloudflare/cloudflare.ts';
import { digitalocean } from '../../src/providers/hosts/digitalocean.ts';
import { loadProviders } from '../../src/providers/registry.ts';
import { isUsable } from '../../src/settings/setting.ts';

const providers = await loadProviders();

describe('the registry', () => {
  test('is in alphabetical order, without a name twice', () => {
    const names = providers.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)].sort());
  });

  test('gives no setting to two providers', () => {
    const names = providers.flatMap(({ settings }) => Object.keys(settings));

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe.each(providers.map((provider) => [provider.title, provider] as const))(
  'the settings of %s',
  (_, provider) => {
    test('are not complete without credentials, wherever those are needed', () => {
      const rows = Object.entries(provider.settings);
      const defaults = Object.fromEntries(rows.map(([name, { defaultText }]) => [name, defaultText]));

      // A name server may know us by our address alone.
      if (provider.name !== 'rfc2136') expect(provider.check(defaults)).not.toEqual([]);
    });

    test('have defaults that are accepted, and none for a secret', () => {
      for (const setting of Object.values(provider.settings)) {
        const { defaultText, secret } = setting;
        if (defaultText !== undefined) expect(isUsable(setting, defaultText)).toBe(true);
        if (secret) expect(defaultText).toBeUndefined();
      }
    });

    test('say what is accepted wherever something is refused', () => {
      for (const { accepted } of Object.values(provider.settings)) expect(accepted).toMatch(/\w/);
    });

    test('have room for a TTL', () => {
      expect(provider.ttl.min).toBeLessThanOrEqual(provider.ttl.max);
    });
  },
);

test.each([
  ['CLOUDFLARE_API_TOKEN', 'YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T', true],
  ['CLOUDFLARE_API_TOKEN', 'Bearer x', false],
  ['CLOUDFLARE_ZONE_ID', '0123456789abcdef0123456789ABCDEF', true],
  ['CLOUDFLARE_ZONE_ID', 'example.com', false],
  ['CLOUDFLARE_ZONE_ID', '0123456789abcdef0123456789abcdef/..', false],
  ['CLOUDFLARE_PROXIED', 'true', true],
  ['CLOUDFLARE_PROXIED', 'false', true],
  ['CLOUDFLARE_PROXIED', 'yes', true],
  ['CLOUDFLARE_PROXIED', 'maybe', false],
  ['CLOUDFLARE_API_URL', 'https://api.cloudflare.com/client/v4', true],
  ['DO_AUTH_TOKEN', 'dop_v1_0123', true],
  ['DO_AUTH_TOKEN', 'a\nb', false],
  ['DO_API_URL', 'api.digitalocean.com', false],
])('%s=%j is accepted: %j', (name, value, accepted) => {
  const setting = { ...cloudflare.settings, ...digitalocean.settings }[name];

  expect(setting && isUsable(setting, value)).toBe(accepted);
});
