import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { cpuOf, median, memoryOf } from '../image-process.ts';
import { wireOf } from './counters.ts';
import type { Race, Running } from './race.ts';
import type { Quiet, Size } from './results.ts';

/** Counts what a program costs in so many seconds without a change. */
export async function countQuiet(race: Race, one: Running, seconds: number): Promise<Quiet> {
  const snapshot = async () => {
    const { calls, asked, connections } = await race.order({ do: 'tell', home: one.home });
    return { ...wireOf(one.pid), calls: calls.length, asked, connections, cpu: cpuOf(one.pid) };
  };
  const before = await snapshot();
  await setTimeout(seconds * 1000);
  const after = await snapshot();
  return {
    seconds,
    bytes: after.bytes - before.bytes,
    packets: after.packets - before.packets,
    calls: after.calls - before.calls,
    asked: after.asked - before.asked,
    connections: after.connections - before.connections,
    cpu: after.cpu - before.cpu,
    ...memoryOf(one.pid),
  };
}

const checks = 9;

/** Milliseconds of CPU of a health check as the program's image has it; undefined where it has none. */
export async function healthCheckOf({ pid, start }: Running): Promise<number | undefined> {
  const { healthCheck, env } = start;
  if (!healthCheck) return undefined;
  const costs: number[] = [];
  for (let n = 0; n < checks; n++) {
    const timed = ['bash', '-c', 'TIMEFORMAT="%3U %3S"; time "$@" > /dev/null', 'bash', ...healthCheck];
    // The program's own mount namespace too: by that our check knows whether it is its own program that answers.
    const inside = [
      '--target',
      String(pid),
      '--net',
      '--mount',
      'setpriv',
      '--reuid=65534',
      '--clear-groups',
      '--',
    ];
    const child = spawn('nsenter', [...inside, ...timed], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    child.stderr?.on('data', (chunk) => {
      told += chunk;
    });
    const [code] = await once(child, 'close');
    // Half an hour of race is not thrown away for it: the figure is left out.
    if (code !== 0) {
      process.stderr.write(`a health check ended with ${code}: ${healthCheck.join(' ')}\n`);
      return undefined;
    }
    const [user, system] = told.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
    costs.push(((user ?? Number.NaN) + (system ?? Number.NaN)) * 1000);
  }
  return median(costs);
}

/** A program's own files and those that it has loaded, in bytes: as they are, and packed as registries pack them. */
export async function sizeOf(files: readonly string[]): Promise<Size> {
  const tar = ['--create', '--absolute-names', '--dereference', '--file=-', ...files];
  const size = Number(
    execFileSync('du', ['--apparent-size', '--bytes', '--total', '--dereference', ...files], {
      encoding: 'utf8',
    })
      .split('\n')
      .at(-2)
      ?.split('\t')[0],
  );
  const packed = spawn('sh', ['-c', 'tar "$@" | gzip -6 | wc --bytes', 'sh', ...tar], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let gzip = '';
  packed.stdout.on('data', (chunk) => {
    gzip += chunk;
  });
  await once(packed, 'close');
  return { size, gzip: Number(gzip) };
}
