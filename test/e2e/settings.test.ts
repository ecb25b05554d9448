import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentials, freePort, type House, house, inSync, preload, refusal, until } from './house.ts';

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

  expect(await refusal(program)).toBe(78);
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

  expect(await refusal(program)).toBe(78);
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

describe('while settings cannot be used', () => {
  const wrong = { ...credentials.v1, TTL: 'in-a-while', RECORDS: 'home.of.mine.example.net' };

  it('page and health say which and what is accepted, and never what was found', async () => {
    const program = await home.start(wrong);
    await until(async () => (await program.get('/livez')).status === 200, 'the endpoint answers');

    const { code, report } = await program.health();
    const page = await (await program.get('/')).text();

    expect(code).toBe(503);
    expect(report.settings).toMatchObject([
      { variable: 'TTL', accepted: expect.stringContaining('seconds') },
      { variable: 'RECORDS' },
    ]);
    expect(page).toContain('TTL is no whole number; accepted: whole seconds');
    for (const found of ['in-a-while', 'of.mine', 'example.net']) {
      expect(`${page}${JSON.stringify(report)}`).not.toContain(found);
      expect(program.output()).toContain(found);
    }
    expect(await refusal(program)).toBe(78);
  });

  it('the message bears the time and comes once, and the program ends by itself after a minute', async () => {
    const hurried = preload(`
      const { hrtime } = process;
      const sixtyFold = () => hrtime().map((part) => 60 * part);
      process.hrtime = Object.assign(sixtyFold, { bigint: hrtime.bigint });`);
    const program = await home.start({ ...wrong, ...hurried });

    expect(await program.exit).toBe(78);
    expect(program.output()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}The settings cannot be used:\n/);
    expect(program.output().match(/cannot be used:/g)).toHaveLength(1);
  });

  it.each([{ HTTP_PORT: '0' }, { HTTP_HOST: '127.0.0.1', HTTP_PORT: '80a80' }])(
    'nothing listens with %j',
    async (endpoint) => {
      const port = await freePort();
      const listening = preload(`
        const { Server } = process.getBuiltinModule('node:net');
        const { listen } = Server.prototype;
        Server.prototype.listen = function (...args) { console.error('it listens'); return listen.apply(this, args); }`);
      const program = await home.start({
        ...wrong,
        ...listening,
        ...{ HTTP_PORT: String(port) },
        ...endpoint,
      });

      expect(await refusal(program)).toBe(78);
      expect(program.output()).not.toContain('it listens');
    },
  );

  it('with ONCE there is no minute', async () => {
    const program = await home.start({ ...wrong, ONCE: 'true' });

    expect(await program.exit).toBe(78);
    expect(program.output()).not.toContain('minute');
  });

  it('at a terminal there is no minute', async () => {
    const inTerminal = ['sh', '-c', 'exec script --quiet --return --command "$*" /dev/null', 'sh'];
    const program = await home.start(wrong, inTerminal);

    expect(await program.exit).toBe(78);
    expect(program.output()).not.toContain('minute');
  });

  it('a secret file that comes late starts it, on the same port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'secret-'));
    const file = join(folder, 'secret');
    const { GODADDY_API_SECRET: secret, ...others } = credentials.v1;
    const program = await home.start({ ...others, GODADDY_API_SECRET_FILE: file });
    await until(async () => (await program.health()).code === 503, 'the file is missed');
    expect((await program.health()).report.settings).toMatchObject([
      { variable: 'GODADDY_API_SECRET_FILE', file, wrong: expect.stringContaining('no such file') },
    ]);

    writeFileSync(file, secret);

    await inSync(program);
    expect(home.zone.values('home', 'A')).toEqual([home.isp.address('ipv4')]);
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
