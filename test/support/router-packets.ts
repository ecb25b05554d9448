import { isIPv4 } from 'node:net';

/** Packets as a router writes them, made without the code under test. */
export function natPmpAnswer(address: string, { epoch = 100, result = 0, opcode = 0 } = {}): Buffer {
  const packet = Buffer.alloc(12);
  packet[1] = 0x80 | opcode;
  packet.writeUInt16BE(result, 2);
  packet.writeUInt32BE(epoch, 4);
  packet.set(address.split('.').map(Number), 8);
  return packet;
}

/** The answer to a MAP request: the request's own fields with result, epoch and the outer address. */
export function mapAnswer(request: Buffer, address: string, { epoch = 100, result = 0 } = {}): Buffer {
  const packet = Buffer.from(request);
  packet[1] = 0x80 | request.readUInt8(1);
  packet[3] = result;
  packet.writeUInt32BE(epoch, 8);
  packet.fill(0, 12, 24);
  packet.writeUInt16BE(request.readUInt16BE(40), 42);
  packet.set(sixteen(address), 44);
  return packet;
}

export function pcpAnnouncement({ epoch = 0 } = {}): Buffer {
  const packet = Buffer.alloc(24);
  packet[0] = 2;
  packet[1] = 0x80;
  packet.writeUInt32BE(epoch, 8);
  return packet;
}

/** For IPv6 only addresses written in full. */
function sixteen(address: string): Buffer {
  if (isIPv4(address)) {
    const mapped = Buffer.from('00000000000000000000ffff00000000', 'hex');
    mapped.set(address.split('.').map(Number), 12);
    return mapped;
  }
  const groups = address.split(':').map((group) => group.padStart(4, '0'));
  return Buffer.from(groups.join(''), 'hex');
}
