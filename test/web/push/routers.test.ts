import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, type Stage, stage, told } from './stage.ts';

const [v4, v6] = ['81.2.69.142', '2a02:908:1:2::7'];
const wide = '2a02:0908:0001:0002:0000:0000:0000:0007';

let home: Stage;
beforeEach(async () => {
  home = await stage({ ipv4: v4, ipv6: v6 });
});
afterEach(() => home.close());

const request = (first: string, ...lines: readonly string[]) => `${[first, ...lines].join('\r\n')}\r\n\r\n`;
const get = (path: string, ...lines: readonly string[]) =>
  request(`GET ${path} HTTP/1.1`, 'Host: 192.168.178.5:8080', ...lines);
const login = `Authorization: ${basic}`;

/** What each client sends, byte for byte as its source or its users show it, and what it takes for success. */
const routers: readonly [client: string, bytes: string, body: string][] = [
  [
    'FRITZ!Box, both families in one URL, with the length of its prefix',
    get(
      `/nic/update?hostname=home.example.com&myip=${v4}&myipv6=${v6}&ip6lanprefix=2a02:908:1:2::/64`,
      ...[login, 'User-Agent: Fritz!Box DDNS/1.0.1', 'Connection: close'],
    ),
    `good ${v4},${v6}`,
  ],
  [
    'FRITZ!Box, with the password in its URL and another one in its form',
    get(
      `/nic/update?user=router&pass=correct-horse-42&hostname=home.example.com&ipaddr=${v4}`,
      `Authorization: Basic ${Buffer.from('me:something else').toString('base64')}`,
      'User-Agent: Fritz!Box DDNS/1.0.1',
    ),
    `good ${v4}`,
  ],
  [
    'FRITZ!Box without IPv6, whose place stays empty',
    get(`/nic/update?hostname=home.example.com&myip=${v4}&myipv6=&ip6lanprefix=`, login),
    `good ${v4}`,
  ],
  [
    'FRITZ!Box, with a placeholder that it does not know',
    get(`/nic/update?hostname=home.example.com&myip=${v4}&myipv6=<ip6addr>`, login),
    `good ${v4}`,
  ],
  [
    'UniFi and inadyn: HTTP/1.0, a host without its port',
    request(
      `GET /nic/update?hostname=home.example.com&myip=${v4} HTTP/1.0`,
      ...[
        'Host: 192.168.178.5',
        login,
        'User-Agent: inadyn/2.12.0 https://github.com/troglobit/inadyn/issues',
      ],
    ),
    `good ${v4}`,
  ],
  [
    'inadyn for IPv6',
    request(`GET /nic/update?hostname=home.example.com&myipv6=${v6} HTTP/1.0`, 'Host: 192.168.178.5', login),
    `good ${v6}`,
  ],
  [
    'UniFi without a placeholder, which puts the name behind the path',
    get('/nic/update/home.example.com', login),
    `good ${v4}`,
  ],
  [
    'OPNsense, DynDNS 2 on port 80, with two names',
    request(
      `GET /nic/update?hostname=home.example.com%2Cnas.example.com&myip=${v4}&system=dyndns&wildcard=NOCHG HTTP/1.1`,
      ...[
        'Host: 192.168.178.5',
        'User-Agent: OPNsense-dyndns',
        'Accept-Encoding: gzip, deflate',
        'Accept: */*',
      ],
      ...['Connection: keep-alive', login],
    ),
    `good ${v4}\ngood ${v4}`,
  ],
  [
    'FRITZ!Box, a URL for each family: the one for IPv6',
    get(`/nic/update?hostname=home.example.com&myip=${v6}/64`, login, 'User-Agent: Fritz!Box DDNS/1.0.1'),
    `good ${v6}/64`,
  ],
  [
    'FRITZ!Box, the network of the home where its address belongs',
    get(`/nic/update?hostname=home.example.com&myip=${v4}&myipv6=2a02:908:1::/59`, login),
    `good ${v4}`,
  ],
  [
    'OPNsense, Custom GET, the names between commas and spaces',
    get(
      `/nic/update?hostname=home.example.com,%20nas.example.com&myip=${v4}`,
      login,
      'User-Agent: OPNsense-dyndns',
    ),
    `good ${v4}\ngood ${v4}`,
  ],
  [
    'pfSense, Custom for IPv6',
    get(
      `/nic/update?hostname=home.example.com&myip=${v6}`,
      login,
      'User-Agent: phpDynDNS/0.7',
      'Accept: */*',
    ),
    `good ${v6}`,
  ],
  [
    'OpenWrt by uclient-fetch, after it was asked for its password',
    get(
      `/nic/update?hostname=home.example.com&myip=${v4}`,
      ...['User-Agent: uclient-fetch', login, 'Connection: close'],
    ),
    `good ${v4}`,
  ],
  [
    'DD-WRT: an old inadyn, whose form holds the path up to the question mark',
    request(
      `GET /nic/update??hostname=home.example.com&myip=${v4} HTTP/1.0`,
      ...['Host: 192.168.178.5', login, 'User-Agent: inadyn/1.99.4'],
    ),
    `good ${v4}`,
  ],
  [
    'EdgeOS, whose server names a path with a slash of its own',
    request(
      `GET //nic/update?system=dyndns&hostname=home.example.com&myip=${v4} HTTP/1.0`,
      ...['Host: 192.168.178.5', login, 'User-Agent: ddclient/3.8.3', 'Connection: close'],
    ),
    `good ${v4}`,
  ],
  [
    'Asuswrt-Merlin by curl',
    get(`/nic/update?myip=${v4}`, login, 'User-Agent: curl/8.6.0', 'Accept: */*'),
    `good ${v4}`,
  ],
  [
    'QNAP, Custom',
    get(`/nic/update?username=router&password=correct-horse-42&hostname=home.example.com&ip=${v4}`),
    `good ${v4}`,
  ],
  [
    'TP-Link Omada, Custom',
    get(`/nic/update?hostname=home.example.com&myip=${v4}&user=router&pass=correct-horse-42&`),
    `good ${v4}`,
  ],
  [
    'HPE and Comware, the way of HP',
    get(`/nic/update?group=&hostname=home.example.com&myip=${v4}`, login),
    `good ${v4}`,
  ],
  [
    'HPE and Comware, the way of 3322',
    get(`/dyndns/update?system=dyndns&hostname=home.example.com&myip=${v4}`, login),
    `good ${v4}`,
  ],
  [
    'HPE and Comware, the way of easyDNS',
    get(`/dyn/ez-ipupdate.php?action=edit&myip=${v4}&host_id=home.example.com`, login),
    `good ${v4}`,
  ],
  [
    'dyndns version 1',
    get(`/nic/dyndns?action=edit&started=1&hostname=YES&host_id=home.example.com&myip=${v4}`, login),
    `good ${v4}`,
  ],
  [
    'Speedport: host and port in its form, the usual path',
    get(`/nic/update?system=dyndns&hostname=home.example.com&myip=${v4}&wildcard=NOCHG`, login),
    `good ${v4}`,
  ],
  [
    'nsupdate.info form: the name of the user is that of the host',
    get(`/nic/update?myip=${v4},`, login),
    `good ${v4}`,
  ],
  [
    'a proxy, which writes the whole URL',
    request(`GET http://192.168.178.5:8080/nic/update?myip=${v4} HTTP/1.1`, 'Host: proxy.lan', login),
    `good ${v4}`,
  ],
  ['basic in lower case', get(`/nic/update?myip=${v4}`, login.replace('Basic', 'basic')), `good ${v4}`],
  ['a path in capitals', get(`/NIC/UPDATE?MYIP=${v4}&HOSTNAME=home.example.com`, login), `good ${v4}`],
  [
    'an & as HTML writes it',
    get(`/nic/update?hostname=home.example.com&amp;myip=${v4}`, login),
    `good ${v4}`,
  ],
  [
    'the name of a host twice',
    get(`/nic/update?host=home.example.com&host=nas.example.com&myip=${v4}`, login),
    `good ${v4}\ngood ${v4}`,
  ],
  ['an IPv4 address in the form of IPv6', get(`/nic/update?myip=::ffff:${v4}`, login), `good ::ffff:${v4}`],
  ['IPv6 in brackets', get(`/nic/update?hostname=home.example.com&myip=[${v6}]`, login), `good [${v6}]`],
  [
    'a form in the body, which is not read',
    `${request(
      `POST /nic/update?myip=${v4} HTTP/1.1`,
      'Host: x',
      login,
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 14',
    )}myip=127.0.0.1`,
    `good ${v4}`,
  ],
  ...(['POST', 'PUT'] as const).map((method): [string, string, string] => [
    `OPNsense, Custom ${method}`,
    request(
      `${method} /nic/update?hostname=home.example.com&myip=${v4} HTTP/1.1`,
      ...['Host: 192.168.178.5:8080', 'User-Agent: OPNsense-dyndns', 'Content-Length: 0', login],
    ),
    `good ${v4}`,
  ]),
  [
    'pfSense, Custom: the whole body has to be one line',
    get(
      `/nic/update?hostname=home.example.com&myip=${v4}`,
      login,
      'User-Agent: phpDynDNS/0.7',
      'Accept: */*',
    ),
    `good ${v4}`,
  ],
  [
    'pfSense, its own dyndns',
    get(
      `/nic/update?system=dyndns&hostname=home.example.com&myip=${v4}&wildcard=OFF&mx=&backmx=NO`,
      ...[login, 'User-Agent: phpDynDNS/0.7'],
    ),
    `good ${v4}`,
  ],
  [
    'OpenWrt by curl, IPv6 written in full',
    get(
      `/nic/update?hostname=home.example.com&myip=${wide}`,
      login,
      'User-Agent: curl/8.12.1',
      'Accept: */*',
    ),
    `good ${wide}`,
  ],
  [
    'OpenWrt, user and password in the query',
    get(`/nic/update?username=router&password=correct-horse-42&hostname=home.example.com&myip=${v4}`),
    `good ${v4}`,
  ],
  [
    'deSEC form of OpenWrt and ddclient',
    get(`/update?hostname=home.example.com&myipv4=${v4}&myipv6=preserve`, login),
    `good ${v4}`,
  ],
  [
    'dynv6 form, with a token',
    get(`/nic/update?hostname=home.example.com&token=correct-horse-42&ipv4=${v4}&ipv6=auto`),
    `good ${v4}`,
  ],
  ['Dyn, newer path', get(`/v3/update?hostname=home.example.com&myip=${v4}`, login), `good ${v4}`],
  [
    'ddclient 4: all names and both families in one call',
    get(
      `/nic/update?hostname=home.example.com,nas.example.com&myip=${v4},${v6}`,
      ...[login, 'User-Agent: ddclient/4.0.0', 'Accept: */*', 'Connection: close'],
    ),
    `good ${v4},${v6}\ngood ${v4}`,
  ],
  [
    'ddclient 4, one family missing',
    get(`/nic/update?hostname=home.example.com&myip=,${v6}`, login),
    `good ${v6}`,
  ],
  [
    'ddclient 3.8, VyOS and EdgeOS: HTTP/1.0',
    request(
      `GET /nic/update?system=dyndns&hostname=home.example.com&myip=${v4} HTTP/1.0`,
      ...['Host: 192.168.178.5', login, 'User-Agent: ddclient/3.8.3', 'Connection: close'],
    ),
    `good ${v4}`,
  ],
  [
    'Synology',
    get(
      `/nic/update?hostname=home.example.com&myip=${v4}&system=dyndns&wildcard=NOCHG&mx=NOCHG&backmx=NOCHG`,
      login,
    ),
    `good ${v4}`,
  ],
  ['MikroTik by fetch', get(`/nic/update?hostname=HOME.Example.com.&myip=${v4}`, login), `good ${v4}`],
  ['Merlin by wget, without a name', get(`/nic/update?myip=${v4}`, login), `good ${v4}`],
  ['a router that gives YES for the name', get(`/nic/update?hostname=YES&myip=${v4}`, login), `good ${v4}`],
  [
    'a name that is no ASCII',
    get(`/nic/update?hostname=b%C3%BCcher.example.com&myip=${v4}`, login),
    `good ${v4}`,
  ],
  ...[
    '',
    '0.0.0.0',
    '::',
    '0000:0000:0000:0000:0000:0000:0000:0000',
    'none',
    'null',
    '%i',
    '__MYIP__',
    '[IP]',
    '<ipaddr>',
  ].map((nothing): [string, string, string] => [
    `a router that has "${nothing}" for its address`,
    get(`/nic/update?hostname=home.example.com&myip=${nothing}`, login),
    `good ${v4}`,
  ]),
  ['a call without HTTP host', request(`GET /nic/update?myip=${v4} HTTP/1.0`, login), `good ${v4}`],
];

it.each(routers)('%s is understood', async (_, bytes, body) => {
  const answer = await home.send(bytes);

  // Read by inadyn: a reason phrase, and no chunks.
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/\r\ncontent-length: \d+\r\n/);
  expect(told(answer).body).toBe(`${body}\n`);
  expect(home.looks).toHaveLength(1);
});

it.each(routers)('%s is told nochg when nothing has changed', async (_, bytes, body) => {
  home.look();
  expect(told(await home.send(bytes)).body).toBe(`${body.replaceAll('good', 'nochg')}\n`);
});

it.each<[what: string, query: string, status: number, body: string]>([
  ['a name that is not kept', `hostname=other.example.com&myip=${v4}`, 404, 'nohost'],
  [
    'one of two names that is not kept',
    `hostname=home.example.com,www.example.net&myip=${v4}`,
    404,
    '911\nnohost',
  ],
  ['a name without a dot', `hostname=home&myip=${v4}`, 400, 'notfqdn'],
  ['what is no name', 'hostname=a..b', 400, 'notfqdn'],
  ['more names than anybody has', `hostname=${Array(21).fill('home.example.com')}`, 400, 'numhost'],
  ...[
    '192.168.178.1',
    '10.0.0.1',
    '100.64.3.4',
    '203.0.113.9',
    '169.254.1.1',
    'fd00:d::1',
    'fe80::1%25wan',
  ].map((address): [string, string, number, string] => [
    `an address that nobody outside can reach, ${address}`,
    `hostname=home.example.com&myip=${address}`,
    503,
    'dnserr',
  ]),
  ['what is no address', 'hostname=home.example.com&myip=1.2.3', 503, 'dnserr'],
])('%s is told as that', async (_, query, status, body) => {
  expect(told(await home.send(get(`/nic/update?${query}`, login)))).toEqual({ status, body: `${body}\n` });
});

describe('a user whose name is an e-mail address', () => {
  beforeEach(async () => {
    home.close();
    home = await stage({ ipv4: v4 }, { credential: { user: 'me@example.com', password: 'größer+als 10%' } });
  });
  const coded = (text: string, encoding: BufferEncoding = 'utf8') =>
    `Authorization: Basic ${Buffer.from(text, encoding).toString('base64')}`;

  it.each([
    ['by Basic', get('/nic/update', coded('me@example.com:größer+als 10%'))],
    ['by Basic in Latin-1', get('/nic/update', coded('me@example.com:größer+als 10%', 'latin1'))],
    [
      'by Basic, as it stands in a URL',
      get('/nic/update', coded('me%40example.com:gr%C3%B6%C3%9Fer+als%2010%25')),
    ],
    ['in the query', get('/nic/update?user=me%40example.com&pass=gr%C3%B6%C3%9Fer%2Bals+10%25')],
  ])('is let in %s', async (_, bytes) => {
    expect(told(await home.send(bytes))).toEqual({ status: 200, body: `good ${v4}\n` });
  });
});

it('a client that sends its password only when it is asked to is asked', async () => {
  const answer = await home.send(get(`/nic/update?hostname=nobody.example.com&myip=${v4}`));

  expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  expect(answer).toMatch(/\r\nwww-authenticate: Basic realm="[^"]+"/i);
  expect(told(answer).body).toBe('badauth\n');
  expect(home.looks).toEqual([]);
});
