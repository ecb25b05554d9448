import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** What has crossed the loopback interface so far, both directions, IP headers and all that they carry. */
export interface Wire {
  readonly bytes: number;
  readonly packets: number;
}

/** Linux's own counters of the loopback interface, which see every packet once. Throws where there are none. */
export function readWire(): Wire {
  const counters = /^\s*lo:\s*(\d+)\s+(\d+)/m.exec(readFileSync('/proc/net/dev', 'utf8'));
  if (!counters) throw new Error('this system does not count the packets of its loopback interface');
  return { bytes: Number(counters[1]), packets: Number(counters[2]) };
}

/** The counters once nothing moves any more: the end of a connection comes after its answer. */
export async function quietWire(): Promise<Wire> {
  let last = readWire();
  for (let tries = 0; tries < 20; tries++) {
    await setTimeout(20);
    const now = readWire();
    if (now.packets === last.packets) break;
    last = now;
  }
  return readWire();
}
