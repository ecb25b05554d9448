import { expect, it } from 'vitest';
import { placeText } from '../../../src/watchers/reach/check-url.ts';
import { parseCheckUrls } from '../../../src/watchers/reach/check-urls.ts';
import { configOf, refusalOf } from '../../support/settings.ts';

it.each([
  ['https://home.example.com', { host: 'home.example.com', port: 443, tls: true, path: '/' }],
  ['home.example.com', { host: 'home.example.com', port: 443, tls: true, path: '/' }],
  ['home.example.com:8443/app?x=1', { host: 'home.example.com', port: 8443, tls: true, path: '/app?x=1' }],
  ['HTTPS://Home.Example.com./#top', { host: 'home.example.com', port: 443, tls: true, path: '/' }],
  ['http://home.example.com', { host: 'home.example.com', port: 80, tls: false, path: '/' }],
  [
    'https://heimat.bücher.example',
    { host: 'heimat.xn--bcher-kva.example', port: 443, tls: true, path: '/' },
  ],
])('reads %s', (text, url) => {
  expect(parseCheckUrls(text)).toEqual([url]);
});

it('reads several between commas, each once', () => {
  expect(
    parseCheckUrls('https://a.example.com, http://b.example.com:8080 , a.example.com').map(placeText),
  ).toEqual(['a.example.com', 'http://b.example.com:8080']);
});

it.each([
  [
    'ftp://home.example.com',
    'CHECK_URLS="ftp://home.example.com" has the entry "ftp://home.example.com", which is neither https:// nor http://',
  ],
  ['https://81.2.69.142', 'which names an address; name the place'],
  ['https://[2a02:8010::1]/', 'which names an address; name the place'],
  ['https://*.example.com', 'which names no single place'],
  ['https://nas', 'whose host is no full name'],
  ['https://', 'which is no URL'],
  ['https://home.example.com:0', 'which is no URL'],
  ['https://home.example.com:99999', 'which is no URL'],
  ['https://me:hush@home.example.com', 'has the entry 1, which holds a user'],
])('refuses %s', (text, wrong) => {
  const message = refusalOf({ CHECK_URLS: text });

  expect(message).toContain(wrong);
  expect(message).toContain('accepted: https:// or http:// with a full name');
});

it('is nothing without it, and does nothing in a single look', () => {
  expect(configOf({}).checkUrls).toEqual([]);

  const once = configOf({ ONCE: 'true', CHECK_URLS: 'home.example.com' });

  expect(once.checkUrls).toEqual([]);
  expect(once.warnings).toContain('CHECK_URLS has no effect: ONCE=true makes a single round.');
});
