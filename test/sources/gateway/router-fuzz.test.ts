import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notPublic } from '../../../src/ip/address.ts';
import { readNatPmp } from '../../../src/sources/gateway/nat-pmp.ts';
import { mapRequest, readMapAnswer } from '../../../src/sources/gateway/pcp.ts';
import { readAnnouncement } from '../../../src/sources/hints/announcements.ts';
import { mutations } from '../../support/mutation.ts';
import { mapAnswer, natPmpAnswer, pcpAnnouncement } from '../../support/router-packets.ts';

const nonce = Buffer.from('0102030405060708090a0b0c', 'hex');
const mapping = { nonce, client: '192.168.1.9', port: 40_000 };
const natPmp = natPmpAnswer('81.2.69.160');
const pcp = mapAnswer(mapRequest(mapping, 60), '81.2.69.160');
const noise = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
const anyPacket = (honest: Buffer) =>
  fc.oneof(
    noise,
    mutations.map((mutate) => mutate(honest)),
  );

test('survives 100,000 NAT-PMP packets and reads an address only where the format has one', () => {
  let taken = 0;
  const property = fc.property(anyPacket(natPmp), (packet) => {
    const reading = readNatPmp(packet);
    if (reading === undefined || !('address' in reading)) return;
    taken++;
    expect(packet).toHaveLength(12);
    expect(packet.toString('hex', 0, 4)).toBe('00800000');
    expect(reading.address).toBe([...packet.subarray(8)].join('.'));
  });

  fc.assert(property, { numRuns: 100_000 });

  expect(taken).toBeGreaterThan(1000);
});

test('survives 100,000 PCP packets and reads an address only from the answer to its own request', () => {
  let taken = 0;
  const property = fc.property(anyPacket(pcp), (packet) => {
    const reading = readMapAnswer(packet, mapping);
    if (reading === undefined || !('address' in reading)) return;
    taken++;
    expect(packet.length % 4).toBe(0);
    expect(packet.toString('hex', 0, 2)).toBe('0281');
    if (packet[3] !== 0) expect(notPublic(reading.address, 'ipv4')).toBeDefined();
    expect(packet.toString('hex', 24, 37)).toBe(`${nonce.toString('hex')}11`);
    expect(packet.readUInt16BE(40)).toBe(mapping.port);
    expect(packet.toString('hex', 44, 56)).toBe('00000000000000000000ffff');
    expect(reading.address).toBe([...packet.subarray(56, 60)].join('.'));
  });

  fc.assert(property, { numRuns: 100_000 });

  expect(taken).toBeGreaterThan(1000);
});

test('survives 100,000 announcements', () => {
  let heard = 0;
  const honest = fc.constantFrom(natPmp, pcpAnnouncement());
  const mutated = fc.tuple(honest, mutations).map(([packet, mutate]) => mutate(packet));
  const property = fc.property(fc.oneof(noise, mutated), (packet) => {
    const announcement = readAnnouncement(packet);
    if (announcement === undefined) return;
    heard++;
    expect(packet[1]).toBe(0x80);
    expect(packet[3]).toBe(0);
    expect(announcement.epoch).toBe(packet.readUInt32BE(packet[0] === 2 ? 8 : 4));
  });

  fc.assert(property, { numRuns: 100_000 });

  expect(heard).toBeGreaterThan(1000);
});
