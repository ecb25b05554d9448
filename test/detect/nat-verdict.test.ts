import { expect, test } from 'vitest';
import { natVerdict } from '../../src/detect/nat-verdict.ts';

test('finds nothing wrong when the router holds the address that the world sees', () => {
  expect(natVerdict('81.2.69.160', '81.2.69.160')).toBeUndefined();
  expect(natVerdict('81.2.69.160', undefined)).toBeUndefined();
});

test('names carrier-grade NAT and what helps', () => {
  for (const address of ['100.64.0.1', '100.127.255.254', '192.0.0.2']) {
    const verdict = natVerdict(address, '81.2.69.160');

    expect(verdict?.kind).toBe('carrier-grade-nat');
    expect(verdict?.message).toContain(address);
    expect(verdict?.message).toMatch(/port forwarding.*public IPv4 address.*IPv6.*tunnel/s);
  }
});

test('names a second router and what helps', () => {
  for (const address of ['192.168.1.2', '10.1.1.1', '172.16.0.9', '169.254.1.1']) {
    const verdict = natVerdict(address, undefined);

    expect(verdict?.kind).toBe('double-nat');
    expect(verdict?.message).toMatch(/bridge mode.*public IPv4 address.*IPv6.*tunnel/s);
  }
});

test('names both addresses when the world sees another public one', () => {
  const verdict = natVerdict('81.2.69.160', '89.160.20.112');

  expect(verdict?.kind).toBe('mismatch');
  expect(verdict?.message).toMatch(/81\.2\.69\.160.*89\.160\.20\.112.*VPN/s);
});

test('judges nothing without an IPv4 address of a connected router', () => {
  expect(natVerdict('0.0.0.0', '81.2.69.160')).toBeUndefined();
  expect(natVerdict('2a02:8::1', '2a02:8::2')).toBeUndefined();
  expect(natVerdict('81.2.69.160', '2a02:8::2')).toBeUndefined();
});
