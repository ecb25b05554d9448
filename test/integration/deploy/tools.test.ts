import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import {
  answers,
  composeDeployment,
  deployments,
  manifests,
  quadletDeployment,
  root,
} from '../../support/deployments.ts';

const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { ...process.env, ...answers };
const run = (command: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  execFileSync(command[0] ?? '', command.slice(1), { cwd: root, env: { ...env, ...more }, encoding: 'utf8' });
/** What a command prints; empty where there is none. */
const printed = (...command: readonly string[]) =>
  spawnSync(command[0] ?? '', command.slice(1), { env, encoding: 'utf8' }).stdout ?? '';

const compose = [['docker', 'compose'], ['docker-compose']].find((command) =>
  /compose version/i.test(printed(...command, 'version')),
);
// Older clients answer with the help of `docker stack`.
const stackConfig = printed('docker', 'stack', 'config', '--help').includes('--compose-file')
  ? ['docker', 'stack', 'config']
  : undefined;
const kubectl = inPath('kubectl');
const quadlet = ['/usr/libexec/podman/quadlet', '/usr/lib/podman/quadlet'].find(existsSync);

tell('docker compose', compose);
tell('docker stack config', stackConfig);
tell('kubectl', kubectl);
tell("Podman's quadlet", quadlet);

describe.skipIf(!compose)('Compose', () => {
  it.each(['docker-compose.yml', 'deploy/compose/docker-compose.yml', 'deploy/portainer/docker-compose.yml'])(
    'reads %s as it is meant',
    (file) => {
      const { services } = parse(run([...(compose ?? []), '-f', file, 'config']));

      expect(services['homemade-ddns']).toMatchObject({
        environment: composeDeployment(file).environment,
        read_only: true,
        cap_drop: ['ALL'],
      });
    },
  );
});

describe.skipIf(!stackConfig)('Swarm', () => {
  it('reads the stack as it is meant', () => {
    const file = 'deploy/swarm/stack.yml';

    const { services } = parse(run([...(stackConfig ?? []), '-c', file]));

    expect(services['homemade-ddns']).toMatchObject({
      environment: composeDeployment(file).environment,
      read_only: true,
      cap_drop: ['ALL'],
      ports: [{ mode: 'host', target: 8080, published: 8080 }],
      // 0400 in octal
      secrets: [{ source: 'godaddy_token', uid: '65532', mode: 256 }],
    });
  });
});

describe.skipIf(!kubectl)('kubectl', () => {
  it('builds the kustomization', () => {
    const documents = parseAllDocuments(run(['kubectl', 'kustomize', 'deploy/kubernetes']));

    expect(documents.map((document) => document.get('kind')).sort()).toEqual([
      'Deployment',
      'Namespace',
      'NetworkPolicy',
    ]);
  });

  // A change by the client goes through its typed objects, which lose what Kubernetes does not know.
  it.each(['deployment', 'cronjob'])('knows every field of %s.yaml', (name) => {
    const file = `deploy/kubernetes/${name}.yaml`;
    const image = deployments.find((deployment) => deployment.file === file)?.image ?? '';

    const typed = run(['kubectl', 'set', 'image', '--local', '-f', file, '*=other:1', '-o', 'yaml']);

    expect(parse(typed.replace('other:1', image))).toMatchObject({ ...manifests(file)[0] });
  });
});

describe.skipIf(!quadlet)('Podman', () => {
  it('makes a service of the quadlet that runs the image as it is meant', () => {
    const file = 'deploy/quadlet/homemade-ddns.container';
    cpSync(`${root}${file}`, join(folder, 'homemade-ddns.container'));

    const service = run([quadlet ?? '', '-dryrun'], { QUADLET_UNIT_DIRS: folder });

    const { environment, image } = quadletDeployment(file);
    const start = /^ExecStart=(.+)$/m.exec(service)?.[1] ?? '';
    for (const [name, value] of Object.entries(environment))
      expect(start).toContain(`--env ${name}=${value}`);
    for (const flag of ['--read-only', '--cap-drop all', 'no-new-privileges', '--memory=128m', '--secret'])
      expect(start).toContain(flag);
    expect(start.endsWith(image)).toBe(true);
  });
});

/** One line says what is left out. */
function tell(tool: string, found: unknown): void {
  if (!found)
    process.stderr.write(`The files for platforms are not read by ${tool}: it is not on this machine.\n`);
}

function inPath(program: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, program));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
