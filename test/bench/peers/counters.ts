import { readFileSync } from 'node:fs';
import type { Wire } from '../wire.ts';

const ethernetHeader = 14;

/**
 * What has crossed an interface of a network namespace, both ways, as IP packets: by the text of its `/proc/net/dev`, which
 * counts a virtual cable with its Ethernet headers.
 */
export function wireIn(text: string, device: string): Wire {
  const line = text.split('\n').find((one) => one.trim().startsWith(`${device}:`));
  const counters = line?.split(':')[1]?.trim().split(/\s+/).map(Number) ?? [];
  const [received, packetsIn, sent, packetsOut] = [0, 1, 8, 9].map((column) => counters[column]);
  if (received === undefined || packetsIn === undefined || sent === undefined || packetsOut === undefined)
    throw new Error(`${device} is not counted`);
  const packets = packetsIn + packetsOut;
  return { packets, bytes: received + sent - ethernetHeader * packets };
}

export const wireOf = (pid: number): Wire => wireIn(readFileSync(`/proc/${pid}/net/dev`, 'utf8'), 'eth0');

/** The files that a process has mapped: itself and the libraries that it has loaded. */
export function filesIn(maps: string): string[] {
  const files = maps.split('\n').flatMap((line) => /\s(\/\S+)$/.exec(line)?.[1] ?? []);
  return [...new Set(files)].filter((file) => !/^\/(dev|proc|memfd|SYSV)/.test(file));
}
