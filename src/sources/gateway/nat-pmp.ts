import { exchangeUdp } from '../../net/udp.ts';
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

const refusals: Readonly<Record<number, RouterAnswer>> = {
  1: otherProtocol,
  2: { unusable: 'the router refuses to tell its address (NAT-PMP is switched off in its settings)' },
  3: { unusable: noPublicAddress },
  4: { unusable: 'the router is out of resources' },
  5: { unusable: 'the router does not know the question for its address' },
};

/** The public address request (RFC 6886, section 3.2): a plain question that changes nothing in the router. */
export const addressRequest: Uint8Array = Uint8Array.of(0, 0);

/** An answer to an address request, or the same packet as an announcement. `epoch` in seconds since the router's start. */
export type NatPmpReading = RouterAnswer & { readonly epoch?: number };

/** Reads a packet as the answer to an address request. Undefined: it is none. Never throws, whatever the bytes are. */
export function readNatPmp(packet: Buffer): NatPmpReading | undefined {
  if (!isAnswer(packet, 0)) return undefined;
  if (packet[0] !== 0) return inOtherVersion(packet);
  const result = packet.readUInt16BE(2);
  if (result !== 0)
    return refusals[result] ?? { unusable: `the router answers with the unknown result ${result}` };
  if (packet.length !== 12) return undefined;
  return { address: packet.subarray(8, 12).join('.'), epoch: packet.readUInt32BE(4) };
}

/** Asks the router over NAT-PMP for its outer IPv4 address. Throws a transient Failure when nothing answers. */
export function askNatPmp({ gateway, port, timeout, clock, signal }: RouterQuestion): Promise<RouterAnswer> {
  const target = { address: gateway, port: port ?? routerPort, packet: addressRequest };
  return exchangeUdp({ ...target, resend, timeout, clock, signal, read: readNatPmp });
}
