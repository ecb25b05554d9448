import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type House, house, inSync, until } from './house.ts';

let home: House;
beforeEach(async () => {
  home = await house();
});
afterEach(() => home.stop());

it('bad settings are all told in one message, with exit code 78 and without a request', async () => {
  const program = await home.start({
    DOMAIN: '',
    RECORDS: `with space,${'a'.repeat(64)}`,
    RECORD: 'home',
    TTL: '60',
    SCHEDULE: 'every now and then',
    IP_QUORUM: '4',
    GODADDY_TOKEN: 'gd_pat_never_shown',
    GODADDY_API_KEY: 'key_never_shown',
    GODADDY_API_SECRET_FILE: '/does/not/exist',
  });

  expect(await program.exit).toBe(78);
  const output = program.output();
  for (const name of [
    'DOMAIN',
    'RECORDS="with space"',
    'RECORD is',
    'TTL="60"',
    'SCHEDULE=',
    'IP_QUORUM=',
    'GODADDY_TOKEN and',
    'GODADDY_API_SECRET_FILE=',
    'at most 63',
  ]) {
    expect(output).toContain(name);
  }
  expect(output).not.toContain('never_shown');
  expect(home.godaddy.log).toEqual([]);
  expect(home.echoes.map((echo) => echo.requests())).toEqual([0, 0, 0]);
});

it.each([
  [{ DRY_RUN_2: 'true' }, 'DRY_RUN_2="true" has a number'],
  [{ do_auth_token_2: 'x' }, 'do_auth_token_2 is not written in capitals'],
  [{ RECORDS: '' }, 'RECORDS is not set'],
  [{ RECORDS: 'home.example.org' }, 'DOMAIN_2=example.org'],
  [{ RECORDS: 'home.example.org' }, 'RECORDS=home.example.org.example.com'],
  [{ DOMAIN: '192.168.1.10' }, 'DOMAIN="192.168.1.10" is an address'],
  [{ HTTPS_PROXY: 'proxy:3128' }, 'HTTPS_PROXY="proxy:3128" does not begin with http://'],
  [{ TZ: 'Nowhere/Land', SCHEDULE: '0 4 * * *' }, 'TZ="Nowhere/Land" is no time zone'],
])('%j ends the program with exit code 78 and the reason', async (variables, reason) => {
  const program = await home.start({ GODADDY_TOKEN: 'gd_pat_never_shown', ...variables });

  expect(await program.exit).toBe(78);
  expect(program.output()).toContain(reason);
  expect(home.godaddy.log).toEqual([]);
});

it('full names alone are kept in their zone, and a zone that the account lacks is told with the other way to write it', async () => {
  const program = await home.start({
    ...credentials.v1,
    ...{ DOMAIN: '', RECORDS: '' },
    DOMAINS: 'home.example.com,nas.lab.example.org',
  });
  const way = 'write DOMAIN_2=lab.example.org RECORDS_2=nas';
  await until(() => program.output().includes(way), 'the other way is told');
  const ipv4 = home.isp.address('ipv4');
  await until(() => home.zone.values('home', 'A').join() === ipv4, 'the record is kept');

  expect((await program.health()).report.targets.map(({ domain }) => domain)).toEqual([
    'example.com',
    'example.org',
  ]);
});

it('a host of the LAN is kept beside a public zone, each with addresses of its own', async () => {
  const program = await home.start({
    ...credentials.v1,
    RECORDS_2: 'nas',
    IPV4_SOURCES_2: 'static:192.168.1.10',
    ALLOW_PRIVATE_2: 'true',
  });
  await inSync(program);

  expect(home.zone.values('nas', 'A')).toEqual(['192.168.1.10']);
  expect(home.zone.values('home', 'A')).toEqual([home.isp.address('ipv4')]);
  const { report } = await program.health();
  expect(report.addresses.ipv4).toBe(home.isp.address('ipv4'));
  expect(report.sources.map(({ name }) => name)).toEqual([
    ...home.echoes.map(({ url }) => url),
    'static:192.168.1.10',
  ]);
});
