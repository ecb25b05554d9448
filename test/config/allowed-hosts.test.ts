import { expect, it } from 'vitest';
import { allowedHosts } from '../../src/config/allowed-hosts.ts';

it('reads names in one form', () => {
  expect(allowedHosts('DDNS.Example.org., *.bücher.example, *')).toEqual([
    'ddns.example.org',
    '*.xn--bcher-kva.example',
    '*',
  ]);
});

it.each([
  ...['https://ddns.example.org', 'ddns.example.org:8080', 'ddns.example.org/', '*.', 'a.*.example'],
  ...['two words', 'user@nas', 'a,,b'],
])('refuses %s', (text) => {
  expect(() => allowedHosts(text)).toThrow(/^has /);
});
