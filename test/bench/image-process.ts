import { readdirSync, readFileSync } from 'node:fs';

/** What Linux knows of a running process; memory in bytes. */
export interface Memory {
  readonly rss: number;
  readonly anonymous: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { rss: field('VmRSS'), anonymous: field('RssAnon') };
}

/** Milliseconds of CPU that the threads of a process have had so far. */
export function cpuOf(pid: number): number {
  const times = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return Number(onCpu) / 1e6;
  });
  return times.reduce((sum, time) => sum + time, 0);
}

/** When a process began, milliseconds since the epoch, to a hundredth of a second. */
export function startOf(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
  const ticks = Number(afterName.split(' ')[19]);
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Date.now() - (uptime - ticks / 100) * 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
