import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomUuid } from 'testcontainers';
import { expect, inject, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { godaddyCredentials } from '../providers/hosts/godaddy/service.ts';
import { down, enter, terminal } from '../support/terminal.ts';
import { freePort } from '../world/demo-port.ts';
import { everySecond, homeSettings, startHouse } from './house.ts';
import { composeImage } from './machine.ts';
import { until } from './until.ts';

const exec = promisify(execFile);
const authorityPath = '/run/authority.pem';
const { token } = godaddyCredentials;
const here = '81.2.69.142';

// From the first question in a terminal to a program that Docker Compose has started.
test.skipIf(!inject('image')).each(['file', 'variable'] as const)(
  'what setup prints is what Docker Compose runs, with the credential in a %s',
  async (keep) => {
    const image = inject('image') ?? '';
    const house = await startHouse();
    await house.make({ do: 'hold', name: 'home', type: 'A', values: ['81.2.70.1'] });
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, house.authority);
    const network = house.openNetwork.getName();
    const { IPV4_SOURCES, IP_QUORUM } = homeSettings;
    const port = String(await freePort(0));
    const around = { IPV4_SOURCES, IP_QUORUM, HTTP_PORT: port, ...everySecond };

    const shown = terminal(
      [
        ...['docker', 'run', '--rm', '-it', `--network=${network}`, `-v=${authority}:${authorityPath}:ro`],
        ...Object.entries({ ...around, NODE_EXTRA_CA_CERTS: authorityPath }).map(
          ([name, value]) => `-e=${name}=${value}`,
        ),
        ...[image, 'setup'],
      ],
      { PATH: process.env.PATH ?? '' },
    );
    onTestFinished(() => shown.kill());
    await shown.at(/Which DNS host serves your domain/, 'godaddy');
    await shown.at(/\(1 match\)/, enter);
    await shown.at(/Which credential of GoDaddy/, enter);
    await shown.at(/GODADDY_TOKEN: /, token + enter);
    await shown.at(/Which domain is it/, `example.com${enter}`);
    await shown.at(/Which names in example\.com/, `home${enter}`);
    await shown.at(/IPv6 as well/, enter);
    await shown.at(/would be replaced[\s\S]*What now/, enter);
    await shown.at(/How shall the credential be kept/, keep === 'file' ? enter : down + enter);
    expect(await shown.exit).toBe(0);
    const part = (title: string) =>
      shown
        .text()
        .split(/^=== /m)
        .find((one) => one.includes(title))
        ?.replace(/^.*\n/, '')
        .trim() ?? '';
    expect(shown.text()).not.toContain(token);

    // What a user does with it: the files as they are shown, and the credential typed where nobody sees it.
    const id = randomUuid().slice(0, 12);
    const shownFile = part('Save this as docker-compose.yml');
    writeFileSync(
      join(folder, 'docker-compose.yml'),
      shownFile
        .replace('image: homemade-ddns', `image: ${image}`)
        .replace('container_name: ddns', `container_name: ddns-${id}`),
    );
    if (keep === 'variable')
      writeFileSync(join(folder, '.env'), part('Save this as .env').replace('<YOUR_GODADDY_TOKEN>', token));
    else {
      const child = exec('bash', ['-ec', part('Make the file of the credential')], { cwd: folder });
      child.child.stdin?.end(`${token}\n`);
      await child;
    }
    // The pretend internet, which a home has no need of.
    writeFileSync(
      join(folder, 'pretend.yml'),
      stringify({
        services: { ddns: { volumes: [`${authority}:${authorityPath}:ro`] } },
        networks: { default: { external: true, name: network } },
      }),
    );
    const compose = (...command: readonly string[]) =>
      exec('docker', [
        ...['run', '--rm', '-v', '/var/run/docker.sock:/var/run/docker.sock', '-v', `${folder}:${folder}`],
        ...['-w', folder, '-e', `COMPOSE_PROJECT_NAME=setup-${id}`, tools, 'docker', 'compose'],
        ...['-f', 'docker-compose.yml', '-f', 'pretend.yml', ...command],
      ]);
    const tools = await composeImage();
    onTestFinished(async () => {
      await compose('down', '--timeout', '2');
    });
    await compose('up', '--detach');

    await until('the record is right', async () => (await house.addresses('home')).join() === here);
    const state = await exec('docker', ['inspect', `ddns-${id}`]);
    expect(JSON.parse(state.stdout)[0].HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      Memory: 134_217_728,
    });
    await until('the page is published, and says that all is well', async () => {
      const health = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
      return health?.status === 200;
    });
    if (keep === 'file') expect(state.stdout).not.toContain(token);
  },
);
