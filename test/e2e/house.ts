import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StatusReport } from '../../src/report/status-report.ts';
import { godaddyCredentials, godaddyServer } from '../providers/hosts/godaddy/service.ts';
import { createAuthority } from '../world/authority.ts';
import { type Echo, startEcho } from '../world/echo.ts';
import { createIsp, type Isp } from '../world/isp.ts';
import type { PretendServer } from '../world/pretend-server.ts';
import {
  foreignRecords,
  type NewRecord,
  type PretendZone,
  pretendZone,
  pretendZones,
} from '../world/zone.ts';

export const bundle = fileURLToPath(new URL('../../dist/homemade-ddns.mjs', import.meta.url));

export type Environment = Readonly<Record<string, string>>;
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

/** The built program, running as a process of its own. */
export interface Program {
  /** What it logged so far. */
  lines(): LogLine[];
  /** All it printed, on both streams. */
  output(): string;
  health(): Promise<{ code: number; report: StatusReport }>;
  get(path: string, method?: string): Promise<Response>;
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** Its anonymous memory in MB: what is of itself alone. */
  memory(): number;
  /** Its exit code; null when it was killed. */
  readonly exit: Promise<number | null>;
}

/** A home in the pretend internet, with three echoes of different operators and a zone at GoDaddy. */
export interface House {
  readonly isp: Isp;
  /** What has signed the certificates of the echoes. */
  readonly authority: string;
  readonly echoes: readonly [Echo, Echo, Echo];
  readonly godaddy: PretendServer;
  readonly zone: PretendZone;
  /** What makes a program live in this house. */
  readonly settings: Environment;
  /** Starts the program with these settings on top of those that make it live in this house; a launcher is a command that runs another one. */
  start(environment?: Environment, launcher?: readonly string[]): Promise<Program>;
  stop(): Promise<void>;
}

export const credentials = {
  v1: { GODADDY_API_KEY: godaddyCredentials.key, GODADDY_API_SECRET: godaddyCredentials.secret },
  v3: { GODADDY_TOKEN: godaddyCredentials.token },
};

/** The setting that runs this code in the process before the program. */
export const preload = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
});

export async function house(
  records: readonly NewRecord[] = [],
  { domain = 'example.com' }: { domain?: string } = {},
): Promise<House> {
  if (!existsSync(bundle)) throw new Error('dist/homemade-ddns.mjs is missing: run "npm run build" first');
  const isp = createIsp();
  // Only what a certificate vouches for can be a witness of a new address.
  const authority = createAuthority();
  const { key, certificate: cert } = authority.issue(['127.0.0.2', '127.0.0.3', '127.0.0.4']);
  const echo = (host: string) => startEcho({ isp, host, tls: { key, cert } });
  const echoes = [await echo('127.0.0.2'), await echo('127.0.0.3'), await echo('127.0.0.4')] as const;
  const zone = pretendZone(domain, [...foreignRecords, ...records]);
  const godaddy = await godaddyServer({ zones: pretendZones(zone) });
  const folder = mkdtempSync(join(tmpdir(), 'house-'));
  const trusted = join(folder, 'authority.pem');
  writeFileSync(trusted, authority.certificate);
  const programs: ChildProcess[] = [];
  const outputs: (() => string)[] = [];
  const settings = {
    DOMAIN: domain,
    RECORDS: 'home',
    IPV4_SOURCES: echoes.map(({ url }) => url).join(','),
    NODE_EXTRA_CA_CERTS: trusted,
    GODADDY_API_URL: godaddy.url,
    TIMEOUT: '2s',
  };
  return {
    settings,
    isp,
    authority: authority.certificate,
    echoes: [...echoes],
    godaddy,
    zone,
    async start(environment = {}, launcher = []) {
      const port = Number(environment.HTTP_PORT ?? (await freePort()));
      const env = {
        ...settings,
        SCHEDULE: '* * * * * *',
        HTTP_PORT: String(port),
        HTTP_HOST: '127.0.0.1',
        LOG_LEVEL: 'trace',
        LOG_FORMAT: 'json',
        ...environment,
      };
      const [command = process.execPath, ...rest] = [...launcher, process.execPath, bundle];
      const child = spawn(command, rest, {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      programs.push(child);
      const running = program(child, port);
      outputs.push(running.output);
      return running;
    },
    async stop() {
      for (const child of programs) child.kill('SIGKILL');
      await Promise.all([...echoes.map((each) => each.close()), godaddy.stop()]);
      rmSync(folder, { recursive: true, force: true });
      // Whatever a test was about: no output of the program, at any level, may hold a secret.
      for (const output of outputs) {
        for (const secret of Object.values(godaddyCredentials)) {
          if (output().includes(secret)) throw new Error(`the program printed a secret:\n${output()}`);
        }
      }
    },
  };
}

function program(child: ChildProcess, port: number): Program {
  let output = '';
  let logged = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    logged += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    output: () => output,
    lines: () =>
      logged.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : [])),
    async health() {
      const response = await fetch(`${url}/healthz`);
      return { code: response.status, report: (await response.json()) as StatusReport };
    },
    get: (path, method = 'GET') => fetch(`${url}${path}`, { method }),
    pid: child.pid ?? 0,
    signal: (name) => child.kill(name),
    memory() {
      const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      return Number(kilobytes?.[1]) / 1024;
    },
    exit: new Promise((resolve) => child.on('exit', (code) => resolve(code))),
  };
}

/** Asks until the answer is yes; what it throws counts as no. */
export async function until(
  question: () => boolean | Promise<boolean>,
  what: string,
  atMost = 45_000,
): Promise<void> {
  const deadline = performance.now() + atMost;
  while (performance.now() < deadline) {
    if (
      await Promise.resolve()
        .then(question)
        .catch(() => false)
    )
      return;
    await pause(50);
  }
  throw new Error(`waited in vain until ${what}`);
}

export async function inSync(running: Program): Promise<void> {
  await until(async () => (await running.health()).code === 200, `healthy; it printed:\n${running.output()}`);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until it says that its settings cannot be used, and what its exit code is when it is stopped then. */
export async function refusal(running: Program): Promise<number | null> {
  await until(() => running.output().includes('The settings cannot be used'), 'the settings are refused');
  running.signal('SIGTERM');
  return running.exit;
}

export const messages = (running: Program, text: string) =>
  running.lines().filter(({ msg }) => msg.includes(text));

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}
