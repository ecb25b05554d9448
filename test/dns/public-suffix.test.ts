import { expect, it } from 'vitest';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';

const { registrableDomain } = await loadPublicSuffixes();

it.each([
  ['example.org', 'example.org'],
  ['a.b.Example.ORG.', 'example.org'],
  ['_acme.example.org', 'example.org'],
  ['a.example.co.uk', 'example.co.uk'],
  ['www.bücher.de', 'bücher.de'],
  ['www.xn--bcher-kva.de', 'xn--bcher-kva.de'],
  ['a.xn--55qx5d.cn', 'a.xn--55qx5d.cn'],
])('finds in %s the part that somebody registered, %s', (name, domain) => {
  expect(registrableDomain(name)).toBe(domain);
});

it('knows the suffixes that private owners give out', () => {
  expect(registrableDomain('nas.alice.duckdns.org')).toBe('alice.duckdns.org');
});

it.each([
  'nas.lan',
  'a.nas.lan',
  'localhost',
  'dev',
  'co.uk',
  'duckdns.org',
  '192.0.2.1',
  '2001:db8::1',
  '',
  '.',
])('finds none in "%s"', (name) => {
  expect(registrableDomain(name)).toBeUndefined();
});
