import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { familyOf, notPublic } from '../../ip/address.ts';
import { addressOf, bytesOf } from '../../ip/address-bytes.ts';
import { exchangeUdp } from '../../net/udp.ts';
import { connectUdp } from '../../net/udp-socket.ts';
import { familyNames } from '../server.ts';
import {
  inOtherVersion,
  isAnswer,
  noPublicAddress,
  otherProtocol,
  type RouterAnswer,
  type RouterQuestion,
  resend,
  routerPort,
} from './router.ts';

const version = 2;
const mapOpcode = 1;
const headerLength = 24;
const mapLength = 60;
const udpProtocol = 17;
// Seconds the mapping lives should its deletion get lost.
const lifetime = 60;
// As the suggested outer address: any will do (RFC 6887, section 11.1).
const anyAddress = { ipv4: '0.0.0.0', ipv6: '::' };
const farewell = { resend: [250], timeout: 600 };

const refusals: Readonly<Record<number, RouterAnswer>> = {
  1: otherProtocol,
  2: { unusable: 'the router does not allow this machine to use it' },
  3: { unusable: 'the router calls the request malformed' },
  4: { unusable: 'the router does not know port mappings' },
  7: { unusable: noPublicAddress },
  8: { unusable: 'the router is out of resources' },
  9: { unusable: 'the router maps no UDP ports' },
  10: { unusable: 'the router says that this machine holds too many port mappings' },
  11: { unusable: 'the router cannot give an outer address' },
  12: {
    unusable:
      'the router sees this program behind another NAT (a Docker bridge network?); use host networking or UPnP',
  },
};

/** One port mapping as a client asks for it (RFC 6887, section 11.1). */
export interface Mapping {
  /** 12 random bytes. */
  readonly nonce: Uint8Array;
  /** The client's own address and port. */
  readonly client: string;
  readonly port: number;
}

/** A MAP request; `lifetime` in seconds, 0 deletes the mapping. */
export function mapRequest({ nonce, client, port }: Mapping, lifetime: number): Buffer {
  const packet = Buffer.alloc(mapLength);
  packet[0] = version;
  packet[1] = mapOpcode;
  packet.writeUInt32BE(lifetime, 4);
  packet.set(bytesOf(client), 8);
  packet.set(nonce, headerLength);
  packet[36] = udpProtocol;
  packet.writeUInt16BE(port, 40);
  packet.set(bytesOf(anyAddress[isIPv6(client) ? 'ipv6' : 'ipv4']), 44);
  return packet;
}

/** `mapped`: the router holds a mapping now. */
export type MapReading = RouterAnswer & { readonly mapped?: true };

/** Reads a packet as the answer to the MAP request of that mapping. Undefined: it is none. Never throws, whatever the bytes are. */
export function readMapAnswer(packet: Buffer, { nonce, client, port }: Mapping): MapReading | undefined {
  if (!isAnswer(packet, mapOpcode)) return undefined;
  // That of a router that knows only NAT-PMP comes without the nonce.
  if (packet[0] !== version) return inOtherVersion(packet);
  const result = packet.readUInt8(3);
  if (packet.length < mapLength || packet.length % 4 !== 0) return undefined;
  if (!packet.subarray(headerLength, headerLength + nonce.length).equals(nonce)) return undefined;
  if (packet[36] !== udpProtocol || packet.readUInt16BE(40) !== port) return undefined;

  const family = isIPv6(client) ? 'ipv6' : 'ipv4';
  const address = addressOf(packet.subarray(44, mapLength));
  const fits = familyOf(address) === family;
  if (result === 0 && fits) return { address, mapped: true };
  if (result === 0)
    return {
      unusable: `the router tells ${address}, which is no ${familyNames[family]} address`,
      mapped: true,
    };
  // miniupnpd maps nothing on an address that is not public, but shows it: the owner should hear of it.
  if (fits && address !== anyAddress[family] && notPublic(address, family) !== undefined) return { address };
  return refusals[result] ?? { unusable: `the router answers with the result ${result}` };
}

/**
 * Asks the router over PCP for its outer address. PCP has no plain question, so a short-lived mapping is made and
 * deleted again; it leads to a socket that is held meanwhile and hears nobody but the router.
 * Throws a transient Failure when nothing answers.
 */
export async function askPcp({
  gateway,
  timeout,
  clock,
  signal,
  ...rest
}: RouterQuestion): Promise<RouterAnswer> {
  const port = rest.port ?? routerPort;
  const held = await connectUdp(gateway, port);
  try {
    const local = held.address();
    const mapping = { nonce: randomBytes(12), client: local.address, port: local.port };

    const target = { address: gateway, port, clock, signal };
    const read = (packet: Buffer) => readMapAnswer(packet, mapping);
    const { mapped, ...answer } = await exchangeUdp({
      ...target,
      packet: mapRequest(mapping, lifetime),
      resend,
      timeout,
      read,
    });
    // The address is known; a lost farewell costs the router one mapping until its lifetime is over.
    if (mapped)
      await exchangeUdp({ ...target, packet: mapRequest(mapping, 0), ...farewell, read }).catch(() => {});
    return answer;
  } finally {
    held.close();
  }
}
