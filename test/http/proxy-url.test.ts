import { expect, it } from 'vitest';
import { parseProxy, proxyText } from '../../src/http/proxy-url.ts';

it.each([
  ['http://proxy:3128', { protocol: 'http', host: 'proxy', port: 3128 }],
  ['http://proxy.example/', { protocol: 'http', host: 'proxy.example', port: 80 }],
  ['HTTPS://proxy.example', { protocol: 'https', host: 'proxy.example', port: 443 }],
  ['socks5://10.0.0.1', { protocol: 'socks5', host: '10.0.0.1', port: 1080 }],
  ['socks5h://[fd00::1]:9050', { protocol: 'socks5', host: 'fd00::1', port: 9050 }],
])('reads %s', (text, proxy) => {
  expect(parseProxy(text)).toEqual({ ...proxy, credentials: undefined });
});

it('reads the user and the password as they are meant', () => {
  expect(parseProxy('http://me:p%40ss@proxy:3128').credentials).toBe('me:p@ss');
  expect(parseProxy('http://me@proxy:3128').credentials).toBe('me:');
  expect(parseProxy('http://me:100%@proxy:3128').credentials).toBe('me:100%');
});

it.each([
  ['proxy:3128', 'does not begin with http://'],
  ['proxy', 'does not begin with http://'],
  ['10.0.0.1:3128', 'does not begin with http://'],
  ['http:proxy:3128', 'does not begin with http://'],
  ['http://', 'is no URL'],
  ['http://proxy:99999', 'is no URL'],
  ['http://proxy:0', 'has the port 0'],
  ['socks5://', 'names no host'],
  ['socks4://proxy:1080', 'has the scheme socks4'],
  ['ftp://proxy', 'has the scheme ftp'],
  ['http://proxy:3128/proxy.pac', 'has more behind its host and port'],
  ['http://me:secret@proxy:3128?x', 'has more behind its host and port'],
])('refuses %s: it %s', (text, reason) => {
  expect(() => parseProxy(text)).toThrow(reason);
});

it('shows nothing of a URL that it refuses', () => {
  for (const text of ['me:secret@proxy:3128', 'http://me:secret@proxy:99999', 'ftp://me:secret@proxy'])
    expect(() => parseProxy(text)).not.toThrow('secret');
});

it('calls a proxy by its host and port alone', () => {
  expect(proxyText(parseProxy('http://me:secret@[fd00::1]:3128'))).toBe('the proxy [fd00::1]:3128');
});
