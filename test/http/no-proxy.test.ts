import { expect, it } from 'vitest';
import { noProxy } from '../../src/http/no-proxy.ts';

const isDirect = (list: string, url: string) => noProxy(list)(new URL(url));

it.each([
  ['*', 'https://api.example.com/'],
  ['lan, *', 'http://10.0.0.1/'],
  ['example.com', 'https://example.com/'],
  ['example.com', 'https://api.example.com/'],
  ['EXAMPLE.com.', 'https://Api.Example.com./'],
  ['.example.com', 'https://api.example.com/'],
  ['.example.com', 'https://example.com/'],
  ['*.example.com', 'https://api.example.com/'],
  ['one.test example.com,two.test', 'https://example.com/'],
  ['bücher.example', 'https://api.bücher.example/'],
  ['localhost', 'http://localhost:8081/'],
  ['example.com:443', 'https://example.com/'],
  ['example.com:8443', 'https://example.com:8443/'],
  ['*:8081', 'http://pdns.lan:8081/'],
  ['10.0.0.0/8', 'http://10.1.2.3:8081/'],
  ['10.1.2.3/8', 'http://10.200.0.1/'],
  ['192.168.1.5', 'http://192.168.1.5/'],
  ['192.168.1.5:8081', 'http://192.168.1.5:8081/'],
  ['0.0.0.0/0', 'http://203.0.113.7/'],
  ['10.0.0.0/8', 'http://[::ffff:10.0.0.1]/'],
  ['fd00::/8', 'http://[fd12:3456::1]:8081/'],
  ['[fd00::]/8', 'http://[fd12:3456::1]/'],
  ['::1', 'http://[0:0:0:0:0:0:0:1]:8081/'],
  ['[::1]', 'http://[::1]/'],
  ['[::1]:8081', 'http://[::1]:8081/'],
  ['2001:DB8:0::1', 'https://[2001:db8::1]/'],
])('goes without a proxy for NO_PROXY=%s to %s', (list, url) => {
  expect(isDirect(list, url)).toBe(true);
});

it.each([
  ['', 'https://example.com/'],
  [' , ,', 'https://example.com/'],
  ['example.com', 'https://notexample.com/'],
  ['example.com', 'https://example.com.evil.test/'],
  ['*.example.com', 'https://example.com/'],
  ['example.com:80', 'https://example.com/'],
  ['*:80', 'https://example.com/'],
  ['10.0.0.0/8', 'http://11.0.0.1/'],
  ['10.0.0.0/8', 'http://10.example.com/'],
  ['10.0.0.0/33', 'http://10.0.0.1/'],
  ['10.0.0.0/', 'http://10.0.0.1/'],
  ['10.0.0.0/x', 'http://10.0.0.1/'],
  ['192.168.1.5:80', 'http://192.168.1.5:8081/'],
  ['fd00::/8', 'http://[fe80::1]/'],
  ['[::1]:80', 'http://[::1]:8081/'],
  ['::1', 'http://[::1:8081]/'],
])('takes the proxy for NO_PROXY=%s to %s', (list, url) => {
  expect(isDirect(list, url)).toBe(false);
});
