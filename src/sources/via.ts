import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { asFailure, Failure } from '../base/failure.ts';
import { type Family, familyOf, notPublic, parseAddress } from '../ip/address.ts';
import { towardsInternet } from '../net/chosen-address.ts';
import type { LocalEnd } from '../net/local-end.ts';
import { interfaceSource } from './interface.ts';
import { familyNames } from './server.ts';

/** Where the questions of a line leave this machine: a network interface, or an own address. */
export interface Via {
  /** The setting it comes from: `VIA`, `VIA_2`. */
  readonly variable: string;
  /** The name of an interface, or an address in canonical form. */
  readonly place: string;
}

/** A way out as it is now. What is not there yet is a Failure, and found when it comes. */
export interface Way {
  /** The own address of the family. */
  readonly from: LocalEnd;
  /** The interface's name. Rejects with a transient Failure when no interface has the address. */
  ownInterface(): Promise<string>;
  /** Whether the system's own choice is the same address now. Never rejects. */
  isUsual(family: Family): Promise<boolean>;
  /** Says what to do when the same public address is found over another way. Never rejects. */
  explainSame(address: string, family: Family): Promise<string>;
}

// What the kernel takes as a name (IFNAMSIZ), without the colon of an alias, which is a label of an address.
const interfaceName = /^[^\s/:%]{1,15}$/;

/** Reads `VIA`. Throws an Error whose message continues the sentence "VIA …". */
export function parseVia(text: string): string {
  const family = familyOf(text);
  const address = family && parseAddress(text, family);
  const why = address !== undefined && family && notAnEnd(address, family);
  if (why) throw new Error(`is ${why}, by which no packet leaves`);
  if (address !== undefined) return address;
  if (interfaceName.test(text) && text !== '.' && text !== '..') return text;
  throw new Error('is neither an interface nor an address');
}

function notAnEnd(address: string, family: Family): string | undefined {
  const what = notPublic(address, family);
  return what && /unspecified|multicast|reserved|link-local|global unicast/.test(what) ? what : undefined;
}

type Interfaces = () => NodeJS.Dict<NetworkInterfaceInfo[]>;

export function openVia({ variable, place }: Via, interfaces: Interfaces = networkInterfaces): Way {
  const setting = `${variable}=${place}`;
  const only = familyOf(place);
  const source = only ? undefined : interfaceSource(`interface:${place}`);

  function failure(reason: string): Failure {
    return new Failure('transient', `${setting}: ${reason}`, { unanswered: true });
  }

  async function from(family: Family): Promise<string> {
    if (only === family) return place;
    if (!source) throw failure(`this is no ${familyNames[family]} address`);
    try {
      return await source.ask(family, new AbortController().signal);
    } catch (error) {
      throw failure(asFailure(error).message);
    }
  }

  return {
    from,
    async isUsual(family) {
      const ends = await Promise.allSettled([from(family), towardsInternet(family)]);
      const [own, usual] = ends.map((end) => (end.status === 'fulfilled' ? end.value : undefined));
      return own !== undefined && own === usual;
    },
    async explainSame(address, family) {
      const own = await from(family).catch(() => place);
      const sources = variable.replace('VIA', family === 'ipv4' ? 'IPV4_SOURCES' : 'IPV6_SOURCES');
      return (
        `${setting} sees ${address}, the address of another line: is there a rule for ${own}? ` +
        `Without one (ip rule add from ${own} table NUMBER) its questions leave by the other line. ` +
        `In a bridge network ${sources}=gateway:ADDRESS asks the router of that line instead`
      );
    },
    async ownInterface() {
      if (!only) return place;
      const held = Object.entries(interfaces()).find(([, infos]) =>
        infos?.some(({ address }) => parseAddress(address, only) === place),
      );
      if (held) return held[0];
      throw failure('no interface of this machine has this address now');
    },
  };
}
