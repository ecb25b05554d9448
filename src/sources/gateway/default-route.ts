import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import type { Family } from '../../ip/address.ts';
import { addressOf } from '../../ip/address-bytes.ts';

/** Where packets for the internet go: the next router's address and the interface that leads there. */
export interface DefaultRoute {
  readonly gateway: string;
  readonly interface: string;
}

/** The text of a file; throws when there is none. */
export type ReadText = (path: string) => Promise<string>;

// Route flags of <linux/route.h>.
const up = 0x1;
const viaGateway = 0x2;
const reject = 0x200;

/** The default route of the least metric in `/proc/net/route`, over this interface or over any. Never throws, whatever the text is. */
export function parseRoutes(
  text: string,
  byteOrder: 'LE' | 'BE' = endianness(),
  over?: string,
): DefaultRoute | undefined {
  return best(text, over, (fields) => {
    const [device, destination, gateway, flags, , , metric, mask] = fields;
    if (destination !== '00000000' || mask !== '00000000') return undefined;
    return candidate(device, ipv4Of(gateway, byteOrder), flags, Number(metric));
  });
}

/** The default route of the least metric in `/proc/net/ipv6_route`, over this interface or over any. Never throws, whatever the text is. */
export function parseRoutes6(text: string, over?: string): DefaultRoute | undefined {
  return best(text, over, (fields) => {
    const [destination, length, , , gateway, metric, , , flags, device] = fields;
    if (destination !== '0'.repeat(32) || length !== '00') return undefined;
    return candidate(device, ipv6Of(gateway), flags, hexOf(metric));
  });
}

/** This machine's default route now, over this interface or over any; undefined when there is none or the system does not tell. */
export async function defaultRoute(
  family: Family,
  over?: string,
  // A text that the kernel makes at once: nothing to wait for, and the promises of files are eleven modules of Node.js.
  read: ReadText = async (path) => readFileSync(path, 'utf8'),
): Promise<DefaultRoute | undefined> {
  try {
    if (family === 'ipv4') return parseRoutes(await read('/proc/net/route'), undefined, over);
    return parseRoutes6(await read('/proc/net/ipv6_route'), over);
  } catch {
    return undefined;
  }
}

type Candidate = DefaultRoute & { readonly metric: number };

function best(
  text: string,
  over: string | undefined,
  read: (fields: string[]) => Candidate | undefined,
): DefaultRoute | undefined {
  let least: Candidate | undefined;
  for (const line of text.split('\n')) {
    const found = read(line.trim().split(/\s+/));
    if (over !== undefined && found?.interface !== over) continue;
    if (found && (least === undefined || found.metric < least.metric)) least = found;
  }
  return least && { gateway: least.gateway, interface: least.interface };
}

function candidate(
  device: string | undefined,
  gateway: string | undefined,
  flags: string | undefined,
  metric: number,
): Candidate | undefined {
  const set = hexOf(flags);
  const usable = (set & up) !== 0 && (set & viaGateway) !== 0 && (set & reject) === 0;
  if (!usable || !device || gateway === undefined || !(metric >= 0)) return undefined;
  return { gateway, interface: device, metric };
}

function hexOf(text: string | undefined): number {
  return text !== undefined && /^[\da-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
}

// The kernel prints the four bytes as one number of the machine's own byte order.
function ipv4Of(text: string | undefined, byteOrder: 'LE' | 'BE'): string | undefined {
  if (text === undefined || !/^[\da-f]{8}$/i.test(text)) return undefined;
  const bytes = Buffer.from(text, 'hex');
  return (byteOrder === 'LE' ? bytes.reverse() : bytes).join('.');
}

function ipv6Of(text: string | undefined): string | undefined {
  return text !== undefined && /^[\da-f]{32}$/i.test(text) ? addressOf(Buffer.from(text, 'hex')) : undefined;
}
