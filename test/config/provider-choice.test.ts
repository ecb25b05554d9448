import { describe, expect, it } from 'vitest';
import { loadProviders } from '../../src/providers/registry.ts';
import { hasSamples, leastOf } from '../support/least-settings.ts';
import { configOf, refusalOf, type Variables } from '../support/settings.ts';

const providers = await loadProviders();
/** No credential but those that a test gives. */
const none = { GODADDY_TOKEN: '' };
const chosen = (variables: Variables) =>
  configOf({ ...none, ...variables }).targets.map(({ provider }) => provider.name);
const refused = (variables: Variables) => refusalOf({ ...none, ...variables });
const withoutName = ({ PROVIDER: _, ...others }: Variables) => others;

const hosts = providers
  .filter(hasSamples)
  .filter(({ settings }) => Object.values(settings).some(({ secret }) => secret))
  .map((provider) => {
    const secrets = Object.keys(provider.settings).filter((row) => provider.settings[row]?.secret);
    return [provider.name, withoutName(leastOf(provider, secrets[0]))] as const;
  });

describe('without PROVIDER', () => {
  it.each(hosts)('credentials of %s mean that host', (name, variables) => {
    expect(chosen(variables)).toEqual([name]);
    expect(configOf({ ...none, ...variables }).warnings).toEqual([]);
  });

  it.each(hosts)('credentials of %s with a number mean that host for that target', (name, variables) => {
    const numbered = Object.entries(variables).map(([variable, value]) => [`${variable}_2`, value]);
    const second = { DOMAIN_2: 'example.org', RECORDS_2: 'www', ...Object.fromEntries(numbered) };

    expect(chosen({ DO_AUTH_TOKEN: 'token', ...second })).toEqual(['digitalocean', name]);
    expect(chosen({ DO_AUTH_TOKEN: 'token', PROVIDER: 'digitalocean', ...second })).toEqual([
      'digitalocean',
      name,
    ]);
  });

  it('a credential in a file means its host too', () => {
    const message = refused({ CLOUDFLARE_API_TOKEN_FILE: '/nowhere/token' });

    expect(message).toContain('CLOUDFLARE_API_TOKEN_FILE="/nowhere/token" cannot be read');
    expect(message).not.toMatch(/godaddy/i);
  });

  it('a target without credentials of its own has the host of target 1', () => {
    const second = { DOMAIN_2: 'example.org', RECORDS_2: 'www' };

    expect(chosen({ DO_AUTH_TOKEN: 'token', ...second })).toEqual(['digitalocean', 'digitalocean']);
  });

  it('credentials of several hosts are refused, and named without being shown', () => {
    const message = refused({
      GODADDY_TOKEN: 'gd_pat_secret',
      CLOUDFLARE_API_TOKEN: 'cf-secret',
      LINODE_TOKEN: 'l-secret',
    });

    expect(message).toContain(
      'PROVIDER is not set, and there are credentials of several hosts: CLOUDFLARE_API_TOKEN (cloudflare) and GODADDY_TOKEN (godaddy) and LINODE_TOKEN (linode); accepted: PROVIDER=cloudflare or PROVIDER=godaddy or PROVIDER=linode',
    );
    expect(message).not.toContain('secret');
  });

  it('credentials of several hosts with one number are refused for that target', () => {
    const both = { CLOUDFLARE_API_TOKEN_2: 'a', LINODE_TOKEN_2: 'b' };

    expect(refused({ DO_AUTH_TOKEN: 'token', DOMAIN_2: 'example.org', RECORDS_2: 'www', ...both })).toContain(
      'PROVIDER_2 is not set, and there are credentials of several hosts: CLOUDFLARE_API_TOKEN_2 (cloudflare) and LINODE_TOKEN_2 (linode); accepted: PROVIDER_2=cloudflare',
    );
  });

  it('credentials that another target uses by its PROVIDER mean nothing for target 1', () => {
    const variables = { GODADDY_TOKEN: 'a', DO_AUTH_TOKEN: 'b', PROVIDER_2: 'DigitalOcean' };

    expect(chosen(variables)).toEqual(['godaddy', 'digitalocean']);
  });

  it('a host without credentials is meant where nothing else is set', () => {
    expect(chosen({ RFC2136_NAMESERVER: 'ns.example.com' })).toEqual(['rfc2136']);
    expect(
      refused({ CLOUDFLARE_API_KEY: 'key', CLOUDFLARE_ZONE_ID: '0123456789abcdef0123456789abcdef' }),
    ).toContain(
      'PROVIDER is not set, so it is cloudflare, which cannot be used: CLOUDFLARE_API_TOKEN is required',
    );
  });

  it('and without anything of a host the message says what it would take', () => {
    expect(refused({})).toMatch(
      /PROVIDER is not set, so it is godaddy, which cannot be used: give either GODADDY_TOKEN/,
    );
  });
});

it('what PROVIDER says counts, whatever credentials there are', () => {
  const both = { GODADDY_TOKEN: 'a', DO_AUTH_TOKEN: 'b' };

  expect(chosen({ ...both, PROVIDER: 'digitalocean' })).toEqual(['digitalocean']);
  expect(chosen({ ...both, PROVIDER: '"GoDaddy"' })).toEqual(['godaddy']);
});
