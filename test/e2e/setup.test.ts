import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { cloudflareServer, cloudflareToken } from '../providers/hosts/cloudflare/service.ts';
import { godaddyCredentials } from '../providers/hosts/godaddy/service.ts';
import { down, enter, interrupt, type Terminal, terminal } from '../support/terminal.ts';
import type { PretendServer } from '../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../world/zone.ts';
import { bundle, type Environment, type House, house, inSync } from './house.ts';

let home: House;
let cloudflare: PretendServer;
let shown: Terminal;
beforeEach(async () => {
  home = await house([{ name: 'home', type: 'A', data: '81.2.64.3', ttl: 600 }]);
  const strange = pretendZone('a\u202eb\u001b[31mc.example');
  cloudflare = await cloudflareServer({
    zones: pretendZones(pretendZone('example.net'), strange, pretendZone('example.com')),
  });
});
afterEach(async () => {
  shown?.kill();
  // What an account holds is shown as visible characters.
  expect(shown?.raw() ?? '').not.toContain('\u202e');
  expect([...home.godaddy.writes(), ...cloudflare.writes()]).toEqual([]);
  for (const secret of [...Object.values(godaddyCredentials), cloudflareToken])
    expect(shown?.raw() ?? '').not.toContain(secret);
  await cloudflare.stop();
  await home.stop();
});

function start(more: Environment = {}, command: readonly string[] = [process.execPath, bundle, 'setup']) {
  const { DOMAIN: _, RECORDS: __, ...settings } = home.settings;
  shown = terminal(command, { ...settings, CLOUDFLARE_API_URL: `${cloudflare.url}/client/v4`, ...more });
  return shown;
}

/** What stands below a title of the output, up to the next one. */
const part = (title: string) =>
  shown
    .text()
    .split(/^=== /m)
    .find((one) => one.startsWith(title))
    ?.replace(/^.*\n/, '')
    .trim() ?? '';

async function chooseHost(typed: string) {
  await shown.at(/Which DNS host serves your domain/, typed);
  await shown.at(/\(1 match\)/, enter);
}

describe('from the first question to a program that runs', () => {
  it('with the credential in a file', async () => {
    const { at, exit } = start();

    await chooseHost('godaddy');
    await at(/Which credential of GoDaddy/, enter);
    await at(/GODADDY_TOKEN: /, godaddyCredentials.token + enter);
    await at(/Which domain is it/, `example.com${enter}`);
    await at(/Which names in example\.com/, `home,vpn${enter}`);
    await at(/IPv6 as well/, enter);
    await at(/home\.example\.com holds 81\.2\.64\.3 now, which would be replaced[\s\S]*What now/, enter);
    await at(/How shall the credential be kept/, enter);

    expect(await exit).toBe(0);
    const { services, secrets } = parse(part('2. Save this as docker-compose.yml'));
    const environment: Environment = services.ddns.environment;
    expect(environment.GODADDY_TOKEN_FILE).toBe('/run/secrets/godaddy_token');
    expect(secrets).toEqual({ godaddy_token: { file: './secrets/godaddy_token' } });

    // As Compose does it: the file that was made by the shown command stands where the settings say.
    const folder = mkdtempSync(join(tmpdir(), 'setup-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const made = spawnSync('bash', ['-c', part('1. Make the file of the credential')], {
      cwd: folder,
      input: `${godaddyCredentials.token}\n`,
      encoding: 'utf8',
    });
    expect(made).toMatchObject({ status: 0, stdout: 'GODADDY_TOKEN, not shown: \n' });
    const program = await home.start({
      ...environment,
      GODADDY_TOKEN_FILE: join(folder, secrets.godaddy_token.file),
    });
    await inSync(program);
    expect(home.zone.values('vpn', 'A')).toEqual([home.isp.address('ipv4')]);
    program.signal('SIGTERM');
    await program.exit;
    home.godaddy.clearLog();
  });

  it('with the credential in a variable, and a zone out of the account', async () => {
    const { at, exit } = start();

    await chooseHost('cloudflare');
    await at(/CLOUDFLARE_API_TOKEN: /, cloudflareToken + enter);
    await at(/Which of your domains[\s\S]*example\.net/, 'example.n');
    await at(/\(1 match\)/, enter);
    await at(/Which names in example\.net/, `home${enter}`);
    await at(/IPv6 as well/, enter);
    await at(/How shall the credential be kept/, down + enter);

    expect(await exit).toBe(0);
    expect(shown.text()).toContain('home.example.net  A  nothing → 81.2.69.142  would be created');
    const { services } = parse(part('1. Save this as docker-compose.yml'));
    expect(services.ddns.environment).toMatchObject({
      PROVIDER: 'cloudflare',
      DOMAIN: 'example.net',
      RECORDS: 'home',
      CLOUDFLARE_API_TOKEN: expect.stringContaining('CLOUDFLARE_API_TOKEN:?'),
    });
    expect(part('2. Save this as .env')).toContain('\nCLOUDFLARE_API_TOKEN=<YOUR_CLOUDFLARE_API_TOKEN>');
  });
});

it('a secret that was given beforehand is a placeholder in what is printed, whosever it is', async () => {
  const given = {
    NOTIFY_URLS: 'https://push.example.net/hunter-two-of-mine',
    PUSH_USER: 'router',
    PUSH_PASSWORD: 'hunter-two-of-mine',
    HTTPS_PROXY: '',
    MQTT_URL: 'mqtt://me:hunter-two-of-mine@broker.example.net',
  };
  const { at, exit } = start({ ...given, GODADDY_TOKEN: godaddyCredentials.token });
  await chooseHost('godaddy');
  await at(/Which domain is it/, `example.com${enter}`);
  await at(/Which names in example\.com/, `vpn${enter}`);
  await at(/IPv6 as well/, enter);
  await at(/How shall the credential be kept/, down + enter);

  expect(await exit).toBe(0);
  expect(shown.raw()).not.toContain('hunter-two-of-mine');
  const { services } = parse(part('1. Save this as docker-compose.yml'));
  expect(services.ddns.environment).toMatchObject({
    PUSH_USER: 'router',
    PUSH_PASSWORD: expect.stringContaining('PUSH_PASSWORD:?'),
    NOTIFY_URLS: expect.stringContaining('NOTIFY_URLS:?'),
    MQTT_URL: 'mqtt://USER:PASSWORD@broker.example.net',
  });
});

describe('an answer that cannot be used is asked for again, with the reason', () => {
  it('a credential that the host does not know', async () => {
    const { at } = start();
    await chooseHost('cloudflare');

    await at(/CLOUDFLARE_API_TOKEN: /, `with a space${enter}`);
    await at(/That cannot be used; accepted: visible ASCII characters/, `short${enter}`);
    await at(
      /does not accept the credentials: check CLOUDFLARE_API_TOKEN[\s\S]*◆ {2}CLOUDFLARE_API_TOKEN: /,
      cloudflareToken + enter,
    );
    await at(/Which of your domains/);
  });

  it('a credential that was given beforehand', async () => {
    const { at } = start({ CLOUDFLARE_API_TOKEN: 'wrong-token-of-somebody' });
    await chooseHost('cloudflare');

    await at(/check CLOUDFLARE_API_TOKEN[\s\S]*◆ {2}CLOUDFLARE_API_TOKEN: /, cloudflareToken + enter);
    await at(/Which of your domains/, 'example.c');
    await at(/\(1 match\)/, enter);
    await at(/Which names in example\.com/, `vpn${enter}`);
    await at(/IPv6 as well/, enter);
    await at(/vpn\.example\.com {2}A {2}nothing → 81\.2\.69\.142 {2}would be created/);
  });

  it('a domain and names', async () => {
    const { at } = start({ GODADDY_TOKEN: godaddyCredentials.token });
    await chooseHost('godaddy');

    await at(/Which domain is it/, `192.168.1.1${enter}`);
    await at(/192\.168\.1\.1 is an address, not a name/, `\u0015example.org${enter}`);
    await at(/Which names in example\.org/, `home,,vpn${enter}`);
    await at(/A name is missing/, `\u0015home${enter}`);
    await at(/IPv6 as well/, enter);
    await at(/GoDaddy has no zone example\.org[\s\S]*What now/, down + enter);
    await at(/Which domain is it/, `example.com${enter}`);
    await at(/Which names in example\.com/, `www${enter}`);
    await at(/CNAME to example\.net[\s\S]*What now/);
  });
});

it('asks on a terminal that does not tell its size', async () => {
  const { at } = start({}, ['sh', '-c', `stty cols 0 rows 0; exec "${process.execPath}" "${bundle}" setup`]);

  await at(/Which DNS host serves your domain\?/);
});

describe('whoever has enough', () => {
  it('leaves by Ctrl-C, with exit code 130 and the terminal as it was', async () => {
    const { at, exit } = start({}, [
      'sh',
      '-c',
      `"${process.execPath}" "${bundle}" setup; echo "ended with $?"; stty -a`,
    ]);

    await at(/Which DNS host/, 'god');
    await at(/god/, interrupt);

    expect(await exit).toBe(0);
    expect(shown.text()).toContain('Stopped. Nothing was written anywhere.');
    expect(shown.text()).toContain('ended with 130');
    expect(shown.text()).toMatch(/(?<!-)icanon/);
    expect(shown.text()).toMatch(/(?<!-)\becho\b/);
    expect(shown.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.raw().lastIndexOf('\u001b[?25l'));
  });

  it('is told that it needs a terminal, with exit code 78', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, 'setup'], {
      encoding: 'utf8',
      env: {},
    });

    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
    expect(stderr).toContain('it needs a terminal: docker run --rm -it');
  });
});

it('check is for people in a terminal, too', async () => {
  const env = { ...home.settings, GODADDY_TOKEN: godaddyCredentials.token };
  shown = terminal([process.execPath, bundle, 'check'], env);

  expect(await shown.exit).toBe(0);
  expect(shown.text()).toContain('home.example.com  A  81.2.64.3 → 81.2.69.142  would be changed');
});
