import { bytesOf } from '../../ip/address-bytes.ts';
import { longestPacket } from './router.ts';

const version = 2;
const announceAnswer = 0x80;
const headerLength = 24;

/**
 * A request of the opcode ANNOUNCE (RFC 6887, section 14.1), which changes nothing in the router. It answers for how many
 * seconds it has counted: without a mapping nothing else can be asked, but it counts from zero again when its outer
 * address changes.
 */
export function announceRequest(client: string): Buffer {
  const packet = Buffer.alloc(headerLength);
  packet[0] = version;
  packet.set(bytesOf(client), 8);
  return packet;
}

/** The seconds in the answer to it, whatever its result is. Undefined: it is none. Never throws, whatever the bytes are. */
export function readEpoch(packet: Buffer): number | undefined {
  const fits = packet.length >= headerLength && packet.length <= longestPacket && packet.length % 4 === 0;
  return fits && packet[0] === version && packet[1] === announceAnswer ? packet.readUInt32BE(8) : undefined;
}
