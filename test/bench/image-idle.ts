import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { godaddyCredentials } from '../providers/hosts/godaddy/service.ts';
import { createAuthority } from '../world/authority.ts';
import { echoHosts, godaddyHost } from '../world/control.ts';
import { cpuOf, type Memory, median, memoryOf, startOf } from './image-process.ts';
import { syncIn } from './image-starts.ts';

/** A container that has idled; memory in bytes, CPU in seconds a day without the health checks. */
export interface Idle extends Memory {
  /** As `docker stats` shows it. */
  readonly shown: string;
  readonly cpu: number;
}

export interface Containers {
  readonly ours: Idle;
  readonly bare: Idle;
  /** Milliseconds from the start of PID 1 to the log line that all records are in sync. */
  readonly firstSync: number;
}

const project = fileURLToPath(new URL('../..', import.meta.url));
const locks = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '--memory=128m'];
const settling = 10_000;

/** Docker's answer. Throws what it says when it refuses. */
export const docker = (...args: readonly string[]) =>
  execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/**
 * Runs the image in the pretend internet, which bears the real names over TLS, with default settings but
 * the sources over HTTPS; and Node.js without a program in the same base image, at the same time.
 */
export async function measureContainers(
  { image, base }: { readonly image: string; readonly base: string },
  { starts, minutes }: { readonly starts: number; readonly minutes: number },
): Promise<Containers> {
  const name = `homemade-ddns-bench-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const containers: string[] = [];
  const run = (...args: readonly string[]) => {
    const id = docker('run', '--detach', `--network=${name}`, ...args);
    containers.push(id);
    return id;
  };
  docker('network', 'create', '--internal', name);
  try {
    const world = startWorld(run, folder);
    await until(() => docker('logs', world).includes('ready'));
    const settings = {
      DOMAIN: 'example.com',
      RECORDS: 'home',
      IPV4_SOURCES: Object.keys(echoHosts).join(),
      GODADDY_TOKEN: godaddyCredentials.token,
      // Nobody pretends DNS over HTTPS at the addresses of the real servers, so no witness can be had.
      IP_QUORUM: '1',
      LOG_FORMAT: 'json',
      NODE_EXTRA_CA_CERTS: '/run/authority.pem',
    };
    const product = () =>
      run(
        ...locks,
        `--volume=${join(folder, 'authority.pem')}:/run/authority.pem:ro`,
        ...Object.entries(settings).map(([key, value]) => `--env=${key}=${value}`),
        image,
      );
    const firstSyncs: number[] = [];
    for (let n = 0; n < starts; n++) {
      const id = product();
      const startedAt = startOf(pidOf(id));
      firstSyncs.push((await until(() => syncIn(docker('logs', id)))) - startedAt);
      if (n < starts - 1) docker('rm', '--force', id);
    }
    const ours = containers.at(-1) ?? '';
    const bare = run(...locks, '--entrypoint=/nodejs/bin/node', base, '--eval', 'setInterval(() => {}, 1e9)');
    await setTimeout(settling);
    const before = [cpuOf(pidOf(ours)), cpuOf(pidOf(bare))] as const;
    const since = performance.now();
    await setTimeout(minutes * 60_000);
    const days = (performance.now() - since) / 86_400_000;
    const idle = (id: string, cpuBefore: number): Idle => ({
      ...memoryOf(pidOf(id)),
      cpu: (cpuOf(pidOf(id)) - cpuBefore) / 1000 / days,
      shown: docker('stats', '--no-stream', '--format={{.MemUsage}}', id).split(' ')[0] ?? '',
    });
    return { ours: idle(ours, before[0]), bare: idle(bare, before[1]), firstSync: median(firstSyncs) };
  } finally {
    const left = new Set(docker('ps', '--all', '--quiet', '--no-trunc').split('\n'));
    for (const id of new Set(containers)) if (left.has(id)) docker('rm', '--force', '--volumes', id);
    docker('network', 'rm', name);
    rmSync(folder, { recursive: true });
  }
}

function startWorld(run: (...args: readonly string[]) => string, folder: string): string {
  const hosts = [godaddyHost, ...Object.values(echoHosts)];
  const authority = createAuthority();
  const { key, certificate } = authority.issue(hosts);
  const files = { 'authority.pem': authority.certificate, 'key.pem': key, 'certificate.pem': certificate };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o644 });
  return run(
    ...hosts.map((host) => `--network-alias=${host}`),
    `--volume=${folder}:/tls:ro`,
    `--volume=${project}:/world:ro`,
    'node:24-bookworm-slim',
    'node',
    '--eval',
    'import("/world/test/world/serve.ts").then(() => console.log("ready"))',
  );
}

const pidOf = (id: string) => Number(docker('inspect', '--format={{.State.Pid}}', id));

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await setTimeout(100);
  }
  throw new Error('a container of the benchmark did not come up; docker logs says why');
}
