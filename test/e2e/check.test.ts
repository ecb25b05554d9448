import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { godaddyCredentials } from '../providers/hosts/godaddy/service.ts';
import { upnpRouter } from '../support/upnp-router.ts';
import { bundle, credentials, type Environment, type House, house } from './house.ts';

let home: House;
beforeEach(async () => {
  home = await house([
    { name: 'home', type: 'A', data: '81.2.64.3', ttl: 600 },
    { name: 'nas', type: 'A', data: '81.2.69.142', ttl: 600 },
  ]);
});
afterEach(() => home.stop());

async function check(more: Environment = {}) {
  const env = { ...home.settings, RECORDS: 'home,nas,vpn', ...credentials.v3, ...more };
  const before = home.zone.snapshot();
  const child = spawn(process.execPath, [bundle, 'check'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await ended;
  expect(home.zone.snapshot(), 'nothing is written').toBe(before);
  expect(home.godaddy.writes()).toEqual([]);
  for (const secret of Object.values(godaddyCredentials)) expect(out + err).not.toContain(secret);
  return { code, out, err };
}

const section = (out: string, title: string) =>
  out.split('\n\n').find((part) => part.startsWith(title)) ?? `no section ${title} in:\n${out}`;

describe('check, while all is well', () => {
  it('shows what each source says, what each host holds and what would be changed, and ends with 0', async () => {
    const { code, out } = await check();

    const sources = section(out, 'Sources').split('\n').slice(1);
    expect(sources).toHaveLength(3);
    for (const [index, { url }] of home.echoes.entries())
      expect(sources[index]).toMatch(new RegExp(`^ {2}${url} +IPv4 +81\\.2\\.69\\.142 +\\d+ m?s$`));
    expect(home.echoes.map((echo) => echo.requests())).toEqual([1, 1, 1]);
    expect(section(out, 'Address')).toContain('IPv4  81.2.69.142  as http');
    expect(section(out, 'example.com at GoDaddy')).toMatch(
      new RegExp(
        [
          '^example\\.com at GoDaddy, read in \\d+ m?s',
          '  home\\.example\\.com  A  81\\.2\\.64\\.3 → 81\\.2\\.69\\.142  would be changed',
          '  nas\\.example\\.com   A  81\\.2\\.69\\.142              in sync',
          '  vpn\\.example\\.com   A  nothing → 81\\.2\\.69\\.142    would be created$',
        ].join('\n'),
      ),
    );
    expect(out).toContain('All is well: 2 of 3 records would be changed.\n');
    expect(code).toBe(0);
  });

  it('names each secret of the program too, and hides no more than these', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'notify'), 'ntfy+http://127.0.0.1:9/zcR0aBcDeF');

    const { out } = await check({
      HEARTBEAT_URL: 'http://127.0.0.1:9/api/push/zcR0aBcDeF?status=up&msg=OK&ping=',
      NOTIFY_URLS_FILE: join(folder, 'notify'),
      PUSH_USER: 'router',
      PUSH_PASSWORD: 'correct-horse-42',
    });

    expect(section(out, 'Settings').split('\n').slice(1)).toEqual([
      '  GODADDY_TOKEN  read from the environment',
      '  PUSH_PASSWORD  read from the environment',
      '  HEARTBEAT_URL  read from the environment',
      `  NOTIFY_URLS    read from the file ${join(folder, 'notify')}; notify-test sends a message`,
    ]);
    for (const { url } of home.echoes) expect(section(out, 'Sources')).toContain(url);
    expect(out).not.toMatch(/zcR0aBcDeF|correct-horse/);
  });

  it('says so when nothing would be changed', async () => {
    const { code, out } = await check({ RECORDS: 'nas' });

    expect(out).toContain('All is well: the record is in sync.');
    expect(code).toBe(0);
  });

  it('tells where a credential was read, and never what it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'token');
    writeFileSync(path, godaddyCredentials.token);

    const { out } = await check({ GODADDY_TOKEN: '', GODADDY_TOKEN_FILE: path });

    expect(section(out, 'Settings')).toContain(`GODADDY_TOKEN  read from the file ${path}`);
  });

  it('asks also the source that the vote did not need, and does not call its failure one', async () => {
    home.echoes[2].mode = 'error';

    const { code, out } = await check();

    expect(section(out, 'Sources')).toMatch(/IPv4 {2}no usable answer: \S/);
    expect(code).toBe(0);
  });

  it('reads every target, each at its own host', async () => {
    const { out, code } = await check({ DOMAIN_2: 'example.org', RECORDS_2: 'www', TTL_2: '1200' });

    expect(section(out, 'example.com at GoDaddy')).toContain('would be changed');
    expect(section(out, 'example.org at GoDaddy')).toContain('! GoDaddy has no zone example.org');
    expect(out).toContain('One thing needs you: the line with a "!".');
    expect(code).toBe(1);
  });
});

describe('check, when something fails', () => {
  it('bad settings are told as at a start, with exit code 78 and without a request', async () => {
    const { code, out, err } = await check({ TTL: 'soon' });

    expect(err).toContain('TTL="soon" is');
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(home.echoes.map((echo) => echo.requests())).toEqual([0, 0, 0]);
  });

  it('no network: the records are read all the same', async () => {
    home.isp.online = false;

    const { code, out } = await check();

    expect(section(out, 'Address')).toMatch(/^Address\n! \S.*\n?$/);
    expect(section(out, 'example.com at GoDaddy')).toContain(
      '  home.example.com  A  81.2.64.3    no address to compare it with\n',
    );
    expect(code).toBe(1);
  });

  it('a wrong token', async () => {
    const { code, out } = await check({ GODADDY_TOKEN: 'wrong-token-of-somebody' });

    expect(section(out, 'example.com at GoDaddy')).toMatch(
      /^example\.com at GoDaddy\n! GoDaddy does not accept the credentials: check GODADDY_TOKEN/,
    );
    expect(code).toBe(1);
  });

  it('a wrong zone', async () => {
    const { code, out } = await check({ DOMAIN: 'example.net' });

    expect(section(out, 'example.net at GoDaddy')).toContain('! GoDaddy has no zone example.net');
    expect(code).toBe(1);
  });

  it('a host that is down', async () => {
    await home.godaddy.down();

    const { code, out } = await check();

    expect(section(out, 'example.com at GoDaddy')).toMatch(
      /^example\.com at GoDaddy\n! GoDaddy\b.*nothing answers/,
    );
    expect(code).toBe(1);
  });

  it('a CNAME in the way of one record; the others are told', async () => {
    const { code, out } = await check({ RECORDS: 'home,www' });

    expect(section(out, 'example.com at GoDaddy')).toMatch(
      /\n! www\.example\.com +A {2}.*CNAME to example\.net/,
    );
    expect(section(out, 'example.com at GoDaddy')).toMatch(/\n {2}home\.example\.com .*would be changed/);
    expect(code).toBe(1);
  });

  it('carrier-grade NAT', async () => {
    const router = await upnpRouter('100.64.13.7');
    onTestFinished(() => router.close());

    const { code, out } = await check({
      IPV4_SOURCES: `${home.settings.IPV4_SOURCES},gateway:${router.url}`,
    });

    expect(section(out, 'Address')).toMatch(/\n! The router has 100\.64\.13\.7, .*carrier-grade NAT/);
    expect(section(out, 'Sources')).toMatch(/gateway.* no usable answer: .*carrier-grade NAT/);
    expect(code).toBe(1);
  });
});
