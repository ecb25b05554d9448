import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './image-process.ts';
import type { HomeWorld } from './image-world.ts';

/** How the image runs Node.js: the flags before the bundle, and its variables. */
export interface Manner {
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What one process costs from its start to its end: milliseconds and bytes. */
export interface ProcessCost {
  readonly cpu: number;
  readonly wall: number;
  readonly peak: number;
}

export interface Starts {
  /** Milliseconds from the start of the process to the log line that all records are in sync. */
  readonly firstSync: number;
  readonly healthCheck: ProcessCost;
  /** The same Node.js that evaluates nothing. */
  readonly bareProcess: ProcessCost;
}

const bundle = fileURLToPath(new URL('../../dist/homemade-ddns.mjs', import.meta.url));
const check = fileURLToPath(new URL('../../dist/healthcheck.mjs', import.meta.url));
const port = 20_000 + (process.pid % 10_000);
const tellCost = `data:text/javascript,process.on('exit',()=>{
  const {userCPUTime,systemCPUTime,maxRSS}=process.resourceUsage();
  process.stderr.write(JSON.stringify({cpu:(userCPUTime+systemCPUTime)/1000,peak:maxRSS*1024}))})`;

/** Starts the bundle so many times on this machine, over loopback and TLS, and asks the last one for its health. */
export async function measureStarts(times: number, { flags, environment }: Manner): Promise<Starts> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const world = fork(fileURLToPath(new URL('./image-world.ts', import.meta.url)));
  let program: ChildProcess | undefined;
  try {
    const [{ settings, authority }] = (await once(world, 'message')) as [HomeWorld];
    const authorityFile = join(folder, 'authority.pem');
    writeFileSync(authorityFile, authority);
    const endpoint = { HTTP_PORT: String(port), HTTP_HOST: '127.0.0.1' };
    const env = { ...environment, ...settings, ...endpoint, NODE_EXTRA_CA_CERTS: authorityFile };
    const firstSyncs: number[] = [];
    for (let n = 0; n < times; n++) {
      program?.kill('SIGKILL');
      const startedAt = Date.now();
      program = spawn(process.execPath, [...flags, bundle], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      firstSyncs.push((await timeOfSync(program)) - startedAt);
    }
    const health: ProcessCost[] = [];
    const bare: ProcessCost[] = [];
    for (let n = 0; n < times; n++) {
      health.push(await costOf([check], { ...environment, ...endpoint }));
      bare.push(await costOf(['--eval', '0'], environment));
    }
    return { firstSync: median(firstSyncs), healthCheck: medianCost(health), bareProcess: medianCost(bare) };
  } finally {
    program?.kill('SIGKILL');
    world.disconnect();
    rmSync(folder, { recursive: true });
  }
}

/** When the program says that all is in sync, milliseconds since the epoch. */
async function timeOfSync(program: ChildProcess): Promise<number> {
  let output = '';
  for await (const chunk of program.stdout ?? []) {
    output += chunk;
    const time = syncIn(output);
    if (time !== undefined) return time;
  }
  throw new Error(`the program ended before it was in sync:\n${output}`);
}

export function syncIn(log: string): number | undefined {
  const time = /"time":"([^"]+)"[^\n]*All records are in sync/.exec(log)?.[1];
  return time === undefined ? undefined : Date.parse(time);
}

async function costOf(command: readonly string[], env: NodeJS.ProcessEnv): Promise<ProcessCost> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', tellCost, ...command], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`node ${command.join(' ')} ended with exit code ${code}: ${told}`);
  const { cpu, peak } = JSON.parse(told) as Omit<ProcessCost, 'wall'>;
  return { cpu, peak, wall: performance.now() - startedAt };
}

const medianCost = (costs: readonly ProcessCost[]): ProcessCost => ({
  cpu: median(costs.map(({ cpu }) => cpu)),
  wall: median(costs.map(({ wall }) => wall)),
  peak: median(costs.map(({ peak }) => peak)),
});
