import { describe, expect, test } from 'vitest';
import { godaddy } from '../../../../src/providers/hosts/godaddy/godaddy.ts';
import { loadProviders } from '../../../../src/providers/registry.ts';
import { isUsable } from '../../../../src/settings/setting.ts';

const providers = await loadProviders();

describe('the settings of GoDaddy', () => {
  test.each([
    ['a token alone', { GODADDY_TOKEN: 'gd_pat_x' }, []],
    ['key and secret', { GODADDY_API_KEY: 'k', GODADDY_API_SECRET: 's' }, []],
    ['nothing', {}, [/either GODADDY_TOKEN or GODADDY_API_KEY with GODADDY_API_SECRET/]],
    [
      'a key without its secret',
      { GODADDY_API_KEY: 'k' },
      [/GODADDY_API_KEY is given without GODADDY_API_SECRET/],
    ],
    [
      'a secret without its key',
      { GODADDY_API_SECRET: 's' },
      [/GODADDY_API_SECRET is given without GODADDY_API_KEY/],
    ],
    ['both kinds', { GODADDY_TOKEN: 't', GODADDY_API_KEY: 'k', GODADDY_API_SECRET: 's' }, [/both given/]],
    ['a token and half of the other kind', { GODADDY_TOKEN: 't', GODADDY_API_KEY: 'k' }, [/both given/]],
  ])('are checked together: %s', (_, values, problems) => {
    const found = godaddy.check(values);

    expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  test('keep token, key and secret secret', () => {
    const rows = Object.entries(godaddy.settings);
    const secrets = rows.filter(([, { secret }]) => secret).map(([name]) => name);

    expect(secrets).toEqual(['GODADDY_TOKEN', 'GODADDY_API_KEY', 'GODADDY_API_SECRET']);
  });

  test.each([
    ['GODADDY_TOKEN', 'gd_pat_a-B.9', true],
    ['GODADDY_TOKEN', 'Bearer gd_pat_x', false],
    ['GODADDY_API_KEY', 'sso-key k:s', false],
    ['GODADDY_API_SECRET', 'a\nb', false],
    ['GODADDY_API_SECRET', 'ключ', false],
    ['GODADDY_API_URL', 'https://api.ote-godaddy.com', true],
    ['GODADDY_API_URL', 'http://127.0.0.1:8080/base/', true],
    ['GODADDY_API_URL', 'api.godaddy.com', false],
    ['GODADDY_API_URL', 'ftp://api.godaddy.com', false],
    ['GODADDY_API_URL', 'https://user:password@api.godaddy.com', false],
    ['GODADDY_API_URL', 'https://api.godaddy.com?x=1', false],
  ])('%s=%j is accepted: %j', (name, value, accepted) => {
    const setting = godaddy.settings[name];

    expect(setting && isUsable(setting, value)).toBe(accepted);
  });

  test('are reached through the registry', () => {
    expect(providers.find((provider) => provider.name === 'godaddy')).toBe(godaddy);
  });
});
