import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { targetOf } from '../../src/app/targets.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { loadProviders } from '../../src/providers/registry.ts';
import { secret, text } from '../../src/settings/rows.ts';
import { optional, perZone } from '../../src/settings/setting.ts';
import { refusalOf, type Variables } from '../support/settings.ts';

const providers = await loadProviders();
const suffixes = await loadPublicSuffixes();

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const zoned: ProviderDefinition = {
  name: 'zoned',
  title: 'Zoned',
  about: 'In memory.',
  ttl: { min: 1, max: 3600, auto: 1 },
  settings: {
    ZONED_API_TOKEN: optional(secret('token')),
    ZONED_ZONE_ID: perZone(text('zone id', 'any text')),
  },
  check: ({ ZONED_API_TOKEN: token }) => (token ? [] : ['give ZONED_API_TOKEN']),
  create: () => {
    throw new Error('reading the settings must not create a provider');
  },
};

function read(env: Variables, second = zoned): Config {
  return readConfig(env, {
    providers: [...providers, second],
    providerNames: [...providers, second].map(({ name }) => name),
    suffixes,
  });
}

const problemsOf = (env: Variables) => refusalOf(env, read);

function secretFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const zone = { DOMAIN: 'example.com', RECORDS: '@' };
const least = { ...zone, GODADDY_TOKEN: 'gd_pat_1234' };

describe('the router', () => {
  const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'correct-horse-42' };

  it('is let in with user and password', () => {
    expect(read(least).endpoint?.push).toBeUndefined();
    expect(read({ ...least, ...login }).endpoint?.push).toEqual({
      ...{ user: 'router', password: 'correct-horse-42' },
    });
    const file = secretFile('push', 'from-a-file-123\n');
    expect(read({ ...least, PUSH_USER: 'router', PUSH_PASSWORD_FILE: file }).endpoint?.push).toEqual({
      ...{ user: 'router', password: 'from-a-file-123' },
    });
  });

  it.each([
    [{ PUSH_USER: 'router' }, 'PUSH_PASSWORD'],
    [{ PUSH_PASSWORD: login.PUSH_PASSWORD }, 'PUSH_USER'],
    [{ ...login, PUSH_PASSWORD: 'eleven-char' }, 'PUSH_PASSWORD'],
    [{ ...login, PUSH_USER: 'a:b' }, 'PUSH_USER'],
  ])('needs both, in a usable form: %j', (given, variable) => {
    const problems = problemsOf({ ...least, ...given });

    expect(problems.split('\n').slice(1)).toEqual([expect.stringContaining(`- ${variable}`)]);
    expect(problems).not.toContain('eleven-char');
  });

  it('without an endpoint has nobody to tell', () => {
    expect(read({ ...least, ...login, HTTP_PORT: '0' }).warnings).toContain(
      'PUSH_USER has no effect: HTTP_PORT=0 switches the endpoint off.',
    );
  });
});

describe('settings', () => {
  it.each([
    ['text', 'text'],
    ['pretty', 'text'],
    ['JSON', 'json'],
  ])('know the form %s of the log as %s', (given, format) => {
    expect(read({ ...least, LOG_FORMAT: given }).log.format).toBe(format);
  });

  it('take the documented defaults when only the zone, the names and a credential are given', () => {
    const config = read(least);

    expect(config).toMatchObject({
      schedule: '*/30 * * * * *',
      recheck: 3_600_000,
      timeout: 10_000,
      healthMaxAge: 900_000,
      endpoint: { port: 8080, host: undefined },
      lines: [{ id: 'default', families: ['ipv4'], quorum: { ipv4: 2 }, allowPrivate: false }],
      dryRun: false,
      once: false,
      onStop: 'keep',
      log: { level: 'info', format: 'text' },
      warnings: [],
    });
    expect(config.targets).toMatchObject([
      { number: 1, ttl: 600, keys: [{ name: '@', type: 'A' }], line: 'default' },
    ]);
  });

  it('take the usual TTL of a provider that would refuse 600, unless one is given', () => {
    const desec = { ...zone, PROVIDER: 'desec', DESEC_TOKEN: 'token' };

    expect(read(desec).targets[0]?.ttl).toBe(3600);
    expect(read({ ...desec, TTL: '600' }).targets[0]?.ttl).toBe(600);
  });

  it('treat an empty variable as unset', () => {
    const config = read({ ...least, TAKE_OVER: '', TTL: ' ', GODADDY_API_KEY: '' });

    expect(config.targets[0]).toMatchObject({ ttl: 600, takeOver: false });
    expect(problemsOf({ ...least, RECORDS: ' ' })).toContain('RECORDS is not set');
  });

  it('name every problem in one message', () => {
    const message = problemsOf({
      RECORD: 'home',
      RECORDS: `with space,${'a'.repeat(64)}`,
      TTL: '60',
      SCHEDULE: '61 * * * *',
      IP_QUORUM: '9',
      LOG_LEVEL: 'loud',
      GODADDY_TOKEN: 'gd_pat_1234',
      GODADDY_API_KEY: 'key5678',
      GODADDY_API_SECRET_FILE: '/nowhere/secret',
    });

    expect(message).toContain('DOMAIN is not set');
    expect(message).toContain('RECORD is no setting; was RECORDS meant?');
    expect(message).toContain('"with space"');
    expect(message).toMatch(/TTL="60" is below what GoDaddy takes; accepted: 600 to 86400/);
    expect(message).toContain('SCHEDULE="61 * * * *" is no cron pattern');
    expect(message).toMatch(/IP_QUORUM="9" is more than the 5 operators/);
    expect(message).toContain('LOG_LEVEL="loud"');
    expect(message).toContain('GODADDY_TOKEN and GODADDY_API_KEY');
    expect(message).toContain(
      'GODADDY_API_SECRET_FILE="/nowhere/secret" cannot be read: there is no such file',
    );
    expect(message).not.toContain('gd_pat_1234');
    expect(message).not.toContain('key5678');
  });

  it('demand the names to keep, and tell what @ would mean', () => {
    const message = problemsOf({ DOMAIN: 'example.com', GODADDY_TOKEN: 'gd_pat_1234' });

    expect(message).toMatch(/RECORDS is not set; accepted: names between commas, such as home/);
    expect(message).toContain('@ is the domain itself');
  });

  it('take over foreign addresses only where it is asked for', () => {
    const { targets } = read({ ...least, RECORDS_2: 'home', TAKE_OVER_2: 'true' });

    expect(targets.map(({ takeOver }) => takeOver)).toEqual([false, true]);
    expect(targets.map((target) => targetOf(target).takeOver)).toEqual([false, true]);
  });

  it('refuse a label of more than 63 octets', () => {
    expect(problemsOf({ ...least, RECORDS: 'a'.repeat(64) })).toMatch(/RECORDS=.* a label holds at most 63/);
  });

  it('refuse a secret that is given twice', () => {
    const path = secretFile('twice', 'gd_pat_file');

    expect(problemsOf({ ...least, GODADDY_TOKEN_FILE: path })).toContain(
      'GODADDY_TOKEN and GODADDY_TOKEN_FILE are both set',
    );
  });

  it('take a secret from a file without its trailing newline', () => {
    const path = secretFile('token', 'gd_pat_file\n');

    const config = read({ ...zone, GODADDY_TOKEN_FILE: path });

    expect(config.targets[0]?.values.GODADDY_TOKEN).toBe('gd_pat_file');
    expect(config.targets[0]?.files).toEqual({ GODADDY_TOKEN: path });
  });

  it('do not report the credential as missing when its file cannot be read', () => {
    const message = problemsOf({ ...zone, GODADDY_TOKEN_FILE: folder });

    expect(message).toContain('it is a directory');
    expect(message).not.toContain('give either');
  });

  it('never show credentials of a URL', () => {
    const message = problemsOf({ ...least, GODADDY_API_URL: 'https://user:hunter2@api.example?key=hunter3' });

    expect(message).toContain('GODADDY_API_URL');
    expect(message).not.toMatch(/hunter/);
  });

  it('send international names as punycode and know their readable form', () => {
    const [target] = read({
      ...least,
      DOMAIN: 'Bücher.example',
      RECORDS: 'tür,*.BÜRO,bücher.example',
    }).targets;

    expect(target?.zone).toEqual({ name: 'xn--bcher-kva.example', display: 'bücher.example' });
    expect(target?.keys.map(({ name }) => name)).toEqual(['xn--tr-xka', '*.xn--bro-hoa', '@']);
  });

  it('accept fully qualified names and drop duplicates', () => {
    const [target] = read({ ...least, RECORDS: 'home.example.com, home , @,example.com.' }).targets;

    expect(target?.keys.map(({ name }) => name)).toEqual(['home', '@']);
  });

  it('keep numeric labels as they are', () => {
    expect(read({ ...least, RECORDS: '10' }).targets[0]?.keys[0]?.name).toBe('10');
  });

  it.each([
    ['a URL', { DOMAIN: 'https://example.com' }, 'DOMAIN='],
    ['one label', { DOMAIN: 'example' }, 'DOMAIN='],
    ['a name outside the zone', { RECORDS: 'home.example.org.' }, 'is not inside the zone'],
    ['a * inside a label', { RECORDS: 'a*b' }, 'RECORDS='],
    ['a trailing comma', { RECORDS: 'home,' }, 'empty entry'],
    ['a duration without a unit', { TIMEOUT: '10' }, 'TIMEOUT="10" is no duration'],
    ['a timeout that no timer can hold', { TIMEOUT: '50d' }, 'TIMEOUT="50d" is longer than 5m'],
    ['a port too high', { HTTP_PORT: '70000' }, 'HTTP_PORT='],
    ['a bad boolean', { ONCE: 'maybe' }, 'ONCE='],
    ['auto where the provider has none', { TTL: 'auto' }, 'TTL="auto" is nothing GoDaddy has'],
    ['a pattern that never comes round', { SCHEDULE: '0 0 31 2 *' }, 'never comes round'],
    ['four fields', { SCHEDULE: '* * * *' }, 'has 4 fields'],
    ['an unknown provider', { PROVIDER: 'nodaddy' }, 'is no provider that is built in'],
    ['an unknown source', { IPV4_SOURCES: 'ipfy' }, 'IPV4_SOURCES='],
    ['no credential', { GODADDY_TOKEN: '' }, 'give either GODADDY_TOKEN'],
  ])('refuse %s', (_, change, expected) => {
    expect(problemsOf({ ...least, ...change })).toContain(expected);
  });

  it('take a TTL that the provider rounds for wrong, and let the default give way', () => {
    const rounded = { ...zone, PROVIDER: 'zoned', ZONED_API_TOKEN: 't' };
    const withValues = { ...zoned, ttl: { min: 30, max: 3600, values: [30, 300, 3600] } };

    expect(read({ ...rounded, TTL: '300' }, withValues).targets[0]?.ttl).toBe(300);
    expect(read(rounded, withValues).targets[0]?.ttl).toBe(300);
    expect(() => read({ ...rounded, TTL: '600' }, withValues)).toThrow(
      'TTL="600" is rounded by Zoned; accepted: 30, 300, 3600 seconds',
    );
    expect(() => read({ ...rounded, TTL: '20' }, withValues)).toThrow('TTL="20" is below what Zoned takes');
  });

  it('warn about a slip in a name when nothing else is wrong', () => {
    expect(read({ ...least, RECORD: 'home' }).warnings).toEqual(['RECORD is no setting; was RECORDS meant?']);
  });

  it.each([
    ...['HTTP_PROXY', 'https_proxy', 'http_proxy'].map((name) => [name, 'http://x']),
    ...['NO_PROXY', 'no_proxy'].map((name) => [name, 'x']),
    ['TZ', 'Europe/Berlin'],
  ])('take %s, which is honoured, for no slip', (name = '', value = '') => {
    expect(read({ ...least, [name]: value }).warnings).toEqual([]);
  });

  it('name a proxy that cannot be used', () => {
    expect(problemsOf({ ...least, HTTPS_PROXY: 'proxy:3128' })).toContain(
      'HTTPS_PROXY="proxy:3128" does not begin with http:// or another scheme; accepted: http://HOST:PORT',
    );
  });

  it('warn about settings without effect', () => {
    const { warnings } = read({
      ...least,
      IPV6_SOURCES: 'ipify',
      HTTP_PORT: '0',
      HTTP_HOST: '127.0.0.1',
      HTTP_ALLOWED_HOSTS: 'ddns.example.org',
      ZONED_ZONE_ID: '1',
    });

    expect(warnings).toHaveLength(4);
    expect(warnings.join()).toMatch(/IPV6_SOURCES.*HTTP_HOST|HTTP_HOST.*IPV6_SOURCES/);
    expect(warnings.join()).toContain('HTTP_ALLOWED_HOSTS has no effect');
    expect(warnings.join()).toContain('ZONED_ZONE_ID has no effect: no target uses PROVIDER=zoned.');
  });

  it('allow a slow schedule a longer age of the last sync', () => {
    expect(read({ ...least, SCHEDULE: '0 4 * * *' }).healthMaxAge).toBeGreaterThan(24 * 3_600_000);
    expect(read({ ...least, SCHEDULE: '0 4 * * *', HEALTH_MAX_AGE: '2h' }).healthMaxAge).toBe(7_200_000);
  });
});

describe('numbered targets', () => {
  it('take from target 1 what they do not set', () => {
    const { targets } = read({
      ...least,
      TTL: '700',
      DOMAIN_7: 'example.org',
      RECORDS_7: 'www',
      RECORDS: 'home',
    });

    expect(targets).toMatchObject([
      { number: 1, ttl: 700, keys: [{ name: 'home' }] },
      { number: 7, ttl: 700, keys: [{ name: 'www' }], zone: { name: 'example.org' } },
    ]);
    expect(targets[1]?.values.GODADDY_TOKEN).toBe('gd_pat_1234');
  });

  it('can be at another provider, with credentials from a file', () => {
    const path = secretFile('zoned', 'cf-token');

    const { targets, warnings } = read({
      ...least,
      DOMAIN_2: 'example.org',
      RECORDS_2: '@',
      PROVIDER_2: 'zoned',
      TTL_2: 'auto',
      ZONED_API_TOKEN_2_FILE: path,
    });

    expect(targets[1]).toMatchObject({
      ttl: 1,
      values: { ZONED_API_TOKEN: 'cf-token' },
      files: { ZONED_API_TOKEN: path },
    });
    expect(warnings).toEqual([]);
  });

  it('take no credential of target 1 when they bring one of their own', () => {
    const { targets } = read({
      ...least,
      DOMAIN_2: 'example.org',
      RECORDS_2: '@',
      GODADDY_API_KEY_2: 'key',
      GODADDY_API_SECRET_2: 'secret',
    });

    expect(targets[1]?.values).toMatchObject({ GODADDY_API_KEY: 'key', GODADDY_API_SECRET: 'secret' });
    expect(targets[1]?.values.GODADDY_TOKEN).toBeUndefined();
  });

  it('do not take over what belongs to one zone', () => {
    const zonedFirst = {
      ...zone,
      PROVIDER: 'zoned',
      ZONED_API_TOKEN: 'token',
      ZONED_ZONE_ID: 'z1',
    };

    const { targets } = read({ ...zonedFirst, DOMAIN_2: 'example.org', RECORDS_2: '@' });

    expect(targets[1]?.values).toMatchObject({ ZONED_API_TOKEN: 'token' });
    expect(targets[1]?.values.ZONED_ZONE_ID).toBeUndefined();
  });

  it('name the variable as it was written', () => {
    expect(problemsOf({ ...least, TTL_2: '5', DOMAIN_2: 'example.org' })).toContain('TTL_2="5"');
    expect(problemsOf({ ...least, DOMAIN_2: 'nodot' })).toContain('DOMAIN_2="nodot"');
  });

  it('must not keep a record that another target keeps', () => {
    expect(problemsOf({ ...least, RECORDS_2: 'home,@' })).toMatch(
      /RECORDS_2="@" keeps A @ of example.com, which target 1 keeps/,
    );
  });

  it('warn that target 1 has no number', () => {
    expect(read({ ...least, TTL_1: '900' }).warnings.join()).toContain('write TTL');
  });
});

describe('sources and their voices', () => {
  const unsafe = 'dns:opendns,dns:google,stun:stun.example.net,http://ip.example.org/';

  it('refuse a list that whoever answers our lookups can forge as a whole, and name both ways out', () => {
    expect(problemsOf({ ...least, IPV4_SOURCES: unsafe })).toMatch(
      /IPV4_SOURCES=.*forge all at once; accepted: at least one source over HTTPS.*IP_QUORUM=1/,
    );
  });

  it.each([
    ['one over HTTPS', `${unsafe},ipify`],
    ['one of the house', `${unsafe},gateway`],
  ])('take such a list with %s', (_, list) => {
    expect(read({ ...least, IPV4_SOURCES: list }).lines[0]?.needsWitness.ipv4).toBe(true);
  });

  it('let what can be forged publish nothing while the house gives no answer, and warn of it', () => {
    const { lines, warnings } = read({ ...least, IPV4_SOURCES: 'gateway,dns:opendns' });

    expect(lines[0]?.quorum.ipv4).toBe(2);
    expect(warnings.join()).toMatch(/IPV4_SOURCES has no source over HTTPS.*publish no new one/);
  });

  it('take it with IP_QUORUM=1, without a witness, and warn what to add', () => {
    const { lines, warnings } = read({ ...least, IPV4_SOURCES: unsafe, IP_QUORUM: '1' });

    expect(lines).toMatchObject([{ quorum: { ipv4: 1 }, needsWitness: { ipv4: false } }]);
    expect(warnings.join()).toMatch(/IP_QUORUM=1 .*add sources over HTTPS.*IPV4_SOURCES/);
  });

  it('need a witness where a single source makes the quorum one by itself', () => {
    const { lines } = read({ ...least, IPV4_SOURCES: 'ipify' });

    expect(lines).toMatchObject([{ quorum: { ipv4: 1 }, needsWitness: { ipv4: true } }]);
  });

  it('refuse a quorum that the voices cannot reach although there are operators enough', () => {
    expect(problemsOf({ ...least, IPV4_SOURCES: `${unsafe},ipify`, IP_QUORUM: '3' })).toMatch(
      /IP_QUORUM="3" is more than the 2 voices/,
    );
  });
});
