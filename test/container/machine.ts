import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GenericContainer, randomUuid } from 'testcontainers';
import { inject, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { cloudflareToken } from '../providers/hosts/cloudflare/service.ts';
import { godaddyCredentials } from '../providers/hosts/godaddy/service.ts';
import { clone, projectRepository } from '../support/fresh-clone.ts';
import { upstream } from '../support/project.ts';
import { cloudflareApiHost } from '../world/control.ts';
import { freePort } from '../world/demo-port.ts';
import { everySecond, type House, homeSettings } from './house.ts';

const exec = promisify(execFile);
const authorityPath = '/run/authority.pem';

/** Whether a block starts the program, so that the record is right soon after. */
export function startsProgram(code: string): boolean {
  return /^docker (?:run -d|compose up)/m.test(code);
}

/** The machine of somebody who follows a page, with a fresh clone; its containers live in the pretend internet. */
export interface Machine {
  /** Runs a block of commands in the clone; what it prints. */
  run(code: string): Promise<string>;
}

/**
 * Containers, images and ports of one machine are shared, so those of a page get names of their own. Everything that
 * was made ends with the test.
 */
export async function startMachine(house: House): Promise<Machine> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'machine-')));
  const id = randomUuid().slice(0, 12);
  const [container, image, project] = [`ddns-${id}`, `homemade-ddns-page-${id}`, `page-${id}`];
  const port = await freePort(0);
  const repository = projectRepository(folder);
  const place = clone(repository, folder);
  const environment = {
    ...homeSettings,
    ...everySecond,
    NODE_EXTRA_CA_CERTS: authorityPath,
    CLOUDFLARE_API_URL: `https://${cloudflareApiHost}/client/v4`,
  };
  const { DOMAIN: _, RECORDS: __, ...added } = environment;
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, house.authority);
  const network = house.openNetwork.getName();
  const url = await serveGit(folder);

  // The left port and the names in the file that is cloned; what a user changes there, and no more.
  const file = join(place, 'docker-compose.yml');
  writeFileSync(
    file,
    adapted(readFileSync(file, 'utf8')).replace(/^( +image: )homemade-ddns$/m, `$1${image}`),
  );
  writeFileSync(
    join(folder, 'pretend.yml'),
    stringify({
      services: {
        'homemade-ddns': {
          environment: added,
          volumes: [{ type: 'bind', source: authority, target: authorityPath, read_only: true }],
        },
      },
      networks: { default: { external: true, name: network } },
    }),
  );
  const tools = await composeImage();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const inTheHouse = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const given = Object.entries(added).map(([name, value]) => `-e '${name}=${value}'`);
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh
PATH=$(echo "$PATH" | sed 's|^[^:]*:||')
case $1 in
run) shift; exec docker run --network ${network} -v '${authority}:${authorityPath}:ro' ${given.join(' ')} "$@" ;;
compose)
  exec docker run --rm -v /var/run/docker.sock:/var/run/docker.sock -v '${folder}:${folder}' -w "$PWD" \\
    -e COMPOSE_PROJECT_NAME=${project} ${tools} \\
    docker compose -f docker-compose.yml -f '${folder}/pretend.yml' $(echo "$*" | sed 's/^compose//') ;;
*) exec docker "$@" ;;
esac
`,
    { mode: 0o755 },
  );

  /** The same commands with names, ports and tokens that exist here. */
  function adapted(code: string): string {
    return code
      .split('\n')
      .map((line) =>
        line
          .replaceAll(
            /YOUR_TOKEN|NEW_TOKEN/g,
            /CLOUDFLARE|cloudflare/.test(line) ? cloudflareToken : godaddyCredentials.token,
          )
          .replace('127.0.0.1:8080:8080', `127.0.0.1:${port}:8080`)
          .replace('localhost:8080', `localhost:${port}`)
          .replace(upstream, url)
          .replace(
            /^(docker (?:logs|exec|kill .*|rm -f|restart|run .*--name)|curl .*) ddns\b/,
            `$1 ${container}`,
          )
          .replace(/^(docker build -t |docker run.* | {2})homemade-ddns(?= |$)/, `$1${image}`),
      )
      .join('\n');
  }

  let isComposed = false;
  /** The ways to start it stand side by side on some pages, and take the same name and port. */
  async function removeAll(): Promise<void> {
    await exec('docker', ['rm', '--force', container]).catch(() => undefined);
    if (isComposed)
      await exec('sh', [join(bin, 'docker'), 'compose', 'down'], { cwd: place, env: inTheHouse });
    isComposed = false;
  }

  onTestFinished(async () => {
    await removeAll();
    await exec('docker', ['image', 'rm', image]).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });
  await exec('docker', ['tag', inject('image') ?? '', image]);
  return {
    async run(code) {
      const script = join(folder, 'block.sh');
      writeFileSync(script, adapted(code));
      if (startsProgram(code)) await removeAll();
      isComposed ||= /compose up/.test(code);
      try {
        const { stdout, stderr } = await exec('sh', ['-e', script], {
          cwd: place,
          env: inTheHouse,
        });
        return `${stdout}${stderr}`;
      } catch (error) {
        throw new Error(`failed:\n${adapted(code)}`, { cause: error });
      }
    },
  };
}

/** Compose, which not every machine with Docker has. */
export async function composeImage(): Promise<string> {
  const context = fileURLToPath(new URL('../integration/deploy', import.meta.url));
  const name = 'homemade-ddns-test-platforms';
  await GenericContainer.fromDockerfile(context).build(name, { deleteOnExit: false });
  return name;
}

/** What is cloned from GitHub on the pages, from this machine. */
async function serveGit(folder: string): Promise<string> {
  const port = await freePort(0);
  const daemon = spawn(
    'git',
    ['daemon', '--listen=127.0.0.1', `--port=${port}`, '--export-all', `--base-path=${folder}`, folder],
    { stdio: 'ignore' },
  );
  onTestFinished(() => void daemon.kill());
  return `git://127.0.0.1:${port}/homemade-ddns.git`;
}
