import { readFileSync } from 'node:fs';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { Failure } from '../base/failure.ts';
import { type Family, notPublic, parseAddress } from '../ip/address.ts';
import { addressOf, bytesOf } from '../ip/address-bytes.ts';
import { chosenAddresses } from '../net/chosen-address.ts';
import { familyNames } from './server.ts';
import type { Source } from './source.ts';

/** How the system's interfaces are read; injected by tests. */
export interface InterfaceReader {
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** The text of `/proc/net/if_inet6`; rejects where there is none. */
  flags(): Promise<string>;
  /** Own addresses that the system would use now, best first; never rejects. Absent: nothing is known of its choice. */
  chosen?(name: string, family: Family): Promise<readonly string[]>;
}

// Address flags of <linux/if_addr.h>.
const temporary = 0x01;
const dadFailed = 0x08;
const deprecated = 0x20;
const tentative = 0x40;

const system: InterfaceReader = {
  interfaces: networkInterfaces,
  flags: async () => readFileSync('/proc/net/if_inet6', 'utf8'),
  chosen: chosenAddresses,
};

/** A source `interface:NAME`: what this machine itself holds. Throws an Error that says what is accepted when the entry is none. */
export function interfaceSource(entry: string, reader: InterfaceReader = system): Source {
  const name = /^interface:(\S+)$/i.exec(entry)?.[1];
  if (name === undefined)
    throw new Error(
      `"${entry}" names no network interface; accepted is interface:NAME, such as interface:eth0`,
    );

  return {
    name: `interface:${name}`,
    operator: 'interface',
    transport: 'local',
    mayBePrivate: true,
    async ask(family) {
      const all = reader.interfaces();
      const held = Object.hasOwn(all, name) ? all[name] : undefined;
      if (!held) {
        const there = Object.keys(all).join(', ') || 'none';
        throw new Failure('transient', `there is no interface ${name} with an address; there are: ${there}`);
      }
      const flags = family === 'ipv6' ? await flagsOf(name, reader) : new Map<string, number>();
      const usable = rankedAddresses(globalAddresses(held, family), flags, family);
      const best = besideChosen(usable, (await reader.chosen?.(name, family)) ?? [], family);
      if (best !== undefined) return best.address;
      throw new Failure('transient', `the interface ${name} has no usable ${familyNames[family]} address`);
    },
  };
}

/** The flags of an interface's addresses in the text of `/proc/net/if_inet6`. Never throws, whatever the text is. */
export function parseAddressFlags(text: string, name: string): ReadonlyMap<string, number> {
  const flags = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [address = '', , , , bits = '', device] = line.trim().split(/\s+/);
    if (device !== name || !/^[\da-f]{32}$/i.test(address) || !/^[\da-f]{1,8}$/i.test(bits)) continue;
    flags.set(addressOf(Buffer.from(address, 'hex')), Number.parseInt(bits, 16));
  }
  return flags;
}

// Elsewhere than on Linux nothing is known of the addresses' kinds: all count the same.
async function flagsOf(name: string, reader: InterfaceReader): Promise<ReadonlyMap<string, number>> {
  try {
    return parseAddressFlags(await reader.flags(), name);
  } catch {
    return new Map();
  }
}

function globalAddresses(held: readonly NetworkInterfaceInfo[], family: Family): string[] {
  const desired = held.filter((info) => info.family === familyNames[family] && !info.internal);
  const addresses = desired
    .map((info) => parseAddress(info.address, family))
    .filter((one) => one !== undefined);
  return addresses.filter((address) => notPublic(address, family) !== 'a link-local address');
}

interface Ranked {
  readonly address: string;
  readonly bytes: Buffer;
  readonly rank: number;
  readonly isPublic: boolean;
}

/** Public before private, preferred before deprecated, stable before temporary (RFC 8981), then the lowest. */
function rankedAddresses(
  addresses: readonly string[],
  flags: ReadonlyMap<string, number>,
  family: Family,
): Ranked[] {
  return addresses
    .map((address) => ({ address, bits: flags.get(address) ?? 0, bytes: bytesOf(address) }))
    .filter(({ bits }) => (bits & (tentative | dadFailed)) === 0)
    .map(({ address, bits, bytes }) => {
      const isPublic = notPublic(address, family) === undefined;
      const rank = (isPublic ? 0 : 4) + (bits & deprecated ? 2 : 0) + (bits & temporary ? 1 : 0);
      return { address, bytes, rank, isPublic };
    })
    .sort((a, b) => a.rank - b.rank || Buffer.compare(a.bytes, b.bytes));
}

/**
 * The best address of the prefix in which the system's own choice lies: after a renumbering the old prefix may look
 * as good as the new one. A private choice does not count where there is a public address.
 */
function besideChosen(
  ranked: readonly Ranked[],
  chosen: readonly string[],
  family: Family,
): Ranked | undefined {
  const [best] = ranked;
  const choice = chosen
    .map((address) => parseAddress(address, family))
    .flatMap((address) => ranked.find((one) => one.address === address) ?? [])
    .find(({ isPublic }) => isPublic || best?.isPublic === false);
  if (!choice) return best;
  if (family === 'ipv4') return choice;
  const prefix = choice.bytes.subarray(0, 8);
  return ranked.find(({ bytes }) => bytes.subarray(0, 8).equals(prefix));
}
