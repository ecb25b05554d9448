import { describe, expect, test } from 'vitest';
import { ipv4, ipv6, meaningOf, sentBy } from './played.ts';

describe('No-IP', () => {
  const values = {
    NOIP_USERNAME: 'rv7sc9a',
    NOIP_PASSWORD: 'secretpassword',
    NOIP_CONTACT: 'me@example.org',
  };

  // https://developer.noip.com/ddns-integration/get_nic_update/
  test.each([
    ['IPv4', { ipv4: '192.0.2.25' }, '192.0.2.25'],
    ['IPv6', { ipv6: '2001:db8::25' }, '2001:db8::25'],
    ['both', { ipv4: '192.0.2.25', ipv6: '2001:db8::25' }, '192.0.2.25,2001:db8::25'],
  ])('is told of %s in one call', async (_, told, myip) => {
    expect(await sentBy('noip', values, { hosts: ['mytest.example.com'], ...told })).toEqual([
      `GET https://dynupdate.no-ip.com/nic/update?hostname=mytest.example.com&myip=${myip}
authorization: Basic cnY3c2M5YTpzZWNyZXRwYXNzd29yZA==
user-agent: homemade-ddns homemade-ddns/Linux-0.0.0-source me@example.org`,
    ]);
  });

  test('is told of 21 hosts in two calls, since it takes 20 in one', async () => {
    const hosts = Array.from({ length: 21 }, (_, n) => `h${n}.ddns.net`);
    const sent = await sentBy('noip', values, { hosts, ipv4 });

    expect(sent.map((one) => one.split('\n')[0])).toEqual([
      `GET https://dynupdate.no-ip.com/nic/update?hostname=${hosts.slice(0, 20).join()}&myip=192.0.2.10`,
      'GET https://dynupdate.no-ip.com/nic/update?hostname=h20.ddns.net&myip=192.0.2.10',
    ]);
  });

  // https://www.noip.com/integrate/response
  test.each([
    [200, 'good 192.0.2.10', 'changed'],
    [200, 'nochg 192.0.2.10', 'unchanged'],
    [200, 'nohost', 'stop-host'],
    [200, 'badauth', 'stop'],
    [401, 'badauth', 'stop'],
    [200, 'badagent', 'stop'],
    [200, '!donator', 'stop'],
    [200, 'abuse', 'stop'],
    [200, '911', 'wait 1800'],
    [500, '911', 'transient'],
    [200, 'good 127.0.0.1', 'stop'],
    [200, '', 'doubt'],
    [200, '<html><body>good 192.0.2.10</body></html>', 'doubt'],
  ])('answers %i %j', async (status, body, meaning) => {
    expect(await meaningOf('noip', values, { status, body })).toBe(meaning);
  });
});

describe('Duck DNS', () => {
  const values = { DUCKDNS_TOKEN: 'a7c4d0ad-114e-40ef-ba1d-d217904a50f2' };
  const token = 'token=a7c4d0ad-114e-40ef-ba1d-d217904a50f2';
  const host = 'home.duckdns.org';

  // https://www.duckdns.org/spec.jsp
  test.each([
    [[host], { ipv4 }, `domains=home&${token}&ip=192.0.2.10&verbose=true`],
    [[host], { ipv6 }, `domains=home&${token}&ipv6=2001:db8::10&verbose=true`],
    [
      [host, 'two.duckdns.org'],
      { ipv4, ipv6 },
      `domains=home,two&${token}&ip=192.0.2.10&ipv6=2001:db8::10&verbose=true`,
    ],
    [
      ['nas.home.duckdns.org', '*.home.duckdns.org'],
      { ipv4 },
      `domains=home&${token}&ip=192.0.2.10&verbose=true`,
    ],
  ])('is told of %j %j', async (hosts, told, query) => {
    expect(await sentBy('duckdns', values, { hosts, ...told })).toEqual([
      `GET https://www.duckdns.org/update?${query}`,
    ]);
  });

  test.each([
    ['OK\n192.0.2.10\n\nUPDATED', 'changed'],
    ['OK\n192.0.2.10\n2001:db8::99\nUPDATED', 'changed'],
    ['OK\n192.0.2.10\n\nNOCHANGE', 'unchanged'],
    ['OK\n192.0.2.77\n\nUPDATED', 'held as 192.0.2.77'],
    ['KO', 'stop'],
    ['OK', 'doubt'],
    ['', 'doubt'],
    ['<!doctype html><title>Log in</title>OK UPDATED', 'doubt'],
  ])('answers %j', async (body, meaning) => {
    expect(await meaningOf('duckdns', values, { body }, { hosts: [host], ipv4 })).toBe(meaning);
  });
});

describe('Hurricane Electric', () => {
  const values = { HE_PASSWORD: 'TOpdSu6bgItOOjmO' };

  // https://dns.he.net/docs.html
  test('is told of each family by itself, with the host as the user', async () => {
    expect(await sentBy('he', values, { hosts: ['dyn.example.com'], ipv4, ipv6 })).toEqual([
      `GET https://dyn.dns.he.net/nic/update?hostname=dyn.example.com&myip=192.0.2.10
authorization: Basic ZHluLmV4YW1wbGUuY29tOlRPcGRTdTZiZ0l0T09qbU8=`,
      `GET https://dyn.dns.he.net/nic/update?hostname=dyn.example.com&myip=2001:db8::10
authorization: Basic ZHluLmV4YW1wbGUuY29tOlRPcGRTdTZiZ0l0T09qbU8=`,
    ]);
  });

  test.each([
    ['good 192.0.2.10', 'changed'],
    ['nochg 192.0.2.10', 'unchanged'],
    ['badauth', 'stop'],
    ['nohost', 'stop-host'],
    ['notfqdn', 'stop-host'],
    ['abuse', 'stop'],
    ['interval', 'wait 120'],
  ])('answers %j', async (body, meaning) => {
    expect(await meaningOf('he', values, { body })).toBe(meaning);
  });
});
