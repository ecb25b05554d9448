import { expect, it } from 'vitest';
import { kindsOf } from '../../../src/commands/setup/credentials.ts';
import { loadProviders } from '../../../src/providers/registry.ts';

const hosts = await loadProviders();
const kinds = (name: string) => hosts.filter((host) => host.name === name).flatMap(kindsOf);

it.each([
  ['cloudflare', [['CLOUDFLARE_API_TOKEN']]],
  ['godaddy', [['GODADDY_TOKEN'], ['GODADDY_API_KEY', 'GODADDY_API_SECRET']]],
  ['netcup', [['NETCUP_CUSTOMER_NUMBER', 'NETCUP_API_KEY', 'NETCUP_API_PASSWORD']]],
  ['powerdns', [['PDNS_API_KEY', 'PDNS_API_URL']]],
  ['rfc2136', [['RFC2136_TSIG_KEY', 'RFC2136_TSIG_SECRET'], []]],
])('knows what %s has to be asked for', (name, expected) => {
  expect(kinds(name)).toEqual(expected);
});

it('offers each kind of OVHcloud, none with a setting of another', () => {
  expect(kinds('ovh').map((names) => names.length)).toEqual([1, 2, 3]);
});

it.each(hosts.map((host) => [host.name, host] as const))('asks for a secret of %s first', (_, host) => {
  const [first = []] = kindsOf(host);

  expect(first.some((name) => host.settings[name]?.secret)).toBe(true);
});
