import { readFile } from 'node:fs/promises';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { Failure } from '../base/failure.ts';
import { type Family, notPublic, parseAddress } from '../ip/address.ts';
import { addressOf, bytesOf } from '../ip/address-bytes.ts';
import { familyNames } from './server.ts';
import type { Source } from './source.ts';

/** How the system's interfaces are read; injected by tests. */
export interface InterfaceReader {
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** The text of `/proc/net/if_inet6`; rejects where there is none. */
  flags(): Promise<string>;
}

// Address flags of <linux/if_addr.h>.
const temporary = 0x01;
const dadFailed = 0x08;
const deprecated = 0x20;
const tentative = 0x40;

const system: InterfaceReader = {
  interfaces: networkInterfaces,
  flags: () => readFile('/proc/net/if_inet6', 'utf8'),
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
      const best = bestAddress(globalAddresses(held, family), flags, family);
      if (best !== undefined) return best;
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

/** Public before private, preferred before deprecated, stable before temporary (RFC 8981), then the lowest. */
function bestAddress(
  addresses: readonly string[],
  flags: ReadonlyMap<string, number>,
  family: Family,
): string | undefined {
  const ranked = addresses
    .map((address) => ({ address, bits: flags.get(address) ?? 0, bytes: bytesOf(address) }))
    .filter(({ bits }) => (bits & (tentative | dadFailed)) === 0)
    .map((one) => ({ ...one, rank: rankOf(one.address, one.bits, family) }))
    .sort((a, b) => a.rank - b.rank || Buffer.compare(a.bytes, b.bytes));
  return ranked[0]?.address;
}

function rankOf(address: string, bits: number, family: Family): number {
  const isPrivate = notPublic(address, family) === undefined ? 0 : 4;
  return isPrivate + (bits & deprecated ? 2 : 0) + (bits & temporary ? 1 : 0);
}
