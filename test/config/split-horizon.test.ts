import { describe, expect, it } from 'vitest';
import { targetOf } from '../../src/app/targets.ts';
import { configOf, refusalOf, type Variables } from '../support/settings.ts';

const rfc2136 = { PROVIDER: 'rfc2136', GODADDY_TOKEN: '' };
const powerdns = {
  ...{ PROVIDER: 'powerdns', GODADDY_TOKEN: '' },
  ...{ PDNS_API_KEY: 'key', PDNS_API_URL: 'http://outside:8081' },
};
const route53 = {
  ...{ PROVIDER: 'route53', GODADDY_TOKEN: '', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
};

const idsOf = (variables: Variables) => configOf(variables).targets.map((target) => targetOf(target).id);

describe('one zone with the same names', () => {
  it.each([
    ['RFC2136_NAMESERVER', { ...rfc2136, RFC2136_NAMESERVER: 'outside', RFC2136_NAMESERVER_2: 'inside' }],
    ['RFC2136_NAMESERVER of one', { ...rfc2136, RFC2136_NAMESERVER_2: '192.168.1.2' }],
    ['a port', { ...rfc2136, RFC2136_NAMESERVER: '10.0.0.1', RFC2136_NAMESERVER_2: '10.0.0.1:5353' }],
    ['PDNS_API_URL', { ...powerdns, PDNS_API_URL_2: 'http://inside:8081' }],
    ['PDNS_SERVER_NAME', { ...powerdns, PDNS_SERVER_NAME_2: 'inside' }],
    ['GODADDY_API_URL', { GODADDY_API_URL_2: 'https://api.ote-godaddy.com' }],
    ['another provider', { ...rfc2136, PROVIDER_2: 'digitalocean', DO_AUTH_TOKEN_2: 'token' }],
    [
      'zone ids',
      { ...route53, AWS_HOSTED_ZONE_ID: 'Z1', AWS_HOSTED_ZONE_ID_2: 'Z2', DOMAIN_2: 'example.com' },
    ],
  ])('can be kept at two servers, told apart by %s', (_, variables: Variables) => {
    const [first, second, ...more] = idsOf(variables);

    expect(more).toEqual([]);
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it.each([
    ['nothing', { ...rfc2136, DOMAIN_2: 'example.com' }],
    ['letters and a port', { ...rfc2136, RFC2136_NAMESERVER: 'ns', RFC2136_NAMESERVER_2: 'NS:53' }],
    ['a slash', { ...powerdns, PDNS_API_URL_2: 'http://OUTSIDE:8081/' }],
    ['a default that is written', { GODADDY_API_URL_2: 'https://api.godaddy.com' }],
    ['a credential', { RECORDS_2: 'home', GODADDY_TOKEN_2: 'gd_pat_5678' }],
    ['the id of one', { ...route53, AWS_HOSTED_ZONE_ID_2: 'Z2', DOMAIN_2: 'example.com' }],
  ])('is one record set where only %s differs', (_, variables: Variables) => {
    expect(refusalOf(variables)).toMatch(
      /keeps A home of example.com, which target 1|A home of example.com, is kept by target 1 already/,
    );
  });
});
