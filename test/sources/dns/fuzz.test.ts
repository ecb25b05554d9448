import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Family, parseAddress } from '../../../src/ip/address.ts';
import { type DnsQuery, dnsQuery, readDnsAnswer } from '../../../src/sources/dns/message.ts';
import { addressRecord, dnsAnswer, textRecord } from '../../support/dns-answer.ts';
import { mutations } from '../../support/mutation.ts';

interface Case {
  readonly query: DnsQuery;
  readonly family: Family;
  readonly address: string;
  readonly honest: Buffer;
  readonly type: number;
  readonly class: number;
}

const google = 'o-o.myaddr.l.google.com';
const a = dnsQuery('whoami.example', 'A', 'IN', 0x8123);
const aaaa = dnsQuery('whoami.example', 'AAAA', 'IN', 0x0001);
const chaos = dnsQuery('whoami.cloudflare', 'TXT', 'CH', 0xc00c);
const text = dnsQuery(google, 'TXT', 'IN', 0xffff);
const compressed = (message: Buffer, query: DnsQuery) =>
  Buffer.concat([
    message.subarray(0, query.packet.length),
    Buffer.from('c00c', 'hex'),
    message.subarray(query.packet.length + query.domain.length + 2),
  ]);
const honestA = dnsAnswer(a.packet, [addressRecord('whoami.example', '81.2.69.160')]);
const cases: Case[] = [
  { query: a, family: 'ipv4', address: '81.2.69.160', honest: honestA, type: 1, class: 1 },
  { query: a, family: 'ipv4', address: '81.2.69.160', honest: compressed(honestA, a), type: 1, class: 1 },
  {
    query: aaaa,
    family: 'ipv6',
    address: '2a02:8::1',
    honest: dnsAnswer(aaaa.packet, [addressRecord('whoami.example', '2a02:8::1')]),
    type: 28,
    class: 1,
  },
  {
    query: chaos,
    family: 'ipv4',
    address: '81.2.69.160',
    honest: dnsAnswer(chaos.packet, [textRecord('whoami.cloudflare', '81.2.69.160', 'CH')]),
    type: 16,
    class: 3,
  },
  {
    query: text,
    family: 'ipv6',
    address: '2a02:8::1',
    honest: dnsAnswer(text.packet, [
      textRecord(google, 'edns0-client-subnet 2a02:8::/32'),
      textRecord(google, ['2a02:', '8::1']),
    ]),
    type: 16,
    class: 1,
  },
];

/** Written without the parser under test: is this a plain answer to our question that holds the address? */
function vouchedFor(message: Buffer, { query, family, type, ...of }: Case, address: string): boolean {
  const { packet } = query;
  const lower = (bytes: Buffer) => bytes.toString('latin1').toLowerCase();
  const asked = message.subarray(12, packet.length);
  const header =
    message.readUInt16BE(0) === query.id &&
    (message.readUInt16BE(2) & 0xfa0f) === 0x8000 &&
    message.readUInt16BE(4) === 1 &&
    lower(asked) === lower(packet.subarray(12));
  return header && addressesIn(message, packet.length, type, of.class, family).includes(address);
}

/** Every address in anything that looks like a record of the type and class, wherever it stands. */
function addressesIn(message: Buffer, from: number, type: number, dnsClass: number, family: Family) {
  const found: (string | undefined)[] = [];
  for (let offset = from; offset + 10 <= message.length; offset++) {
    if (message.readUInt16BE(offset) !== type || message.readUInt16BE(offset + 2) !== dnsClass) continue;
    const data = message.subarray(offset + 10, offset + 10 + message.readUInt16BE(offset + 8));
    if (type === 16) {
      let joined = '';
      for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0))
        joined += data.toString('latin1', at + 1, at + 1 + (data[at] ?? 0));
      found.push(parseAddress(joined, family));
    } else if (data.length === 4) {
      found.push(data.join('.'));
    } else if (data.length === 16) {
      found.push(parseAddress(data.toString('hex').replace(/(....)(?!$)/g, '$1:'), family));
    }
  }
  return found;
}

function check(message: Buffer, one: Case): boolean {
  const reading = readDnsAnswer(message, one.query, one.family);
  if (!reading || !('address' in reading)) return false;
  expect(vouchedFor(message, one, reading.address)).toBe(true);
  return true;
}

test('takes the honest answers that the fuzzing starts from', () => {
  for (const one of cases) {
    expect(readDnsAnswer(one.honest, one.query, one.family)).toEqual({ address: one.address });
    expect(vouchedFor(one.honest, one, one.address)).toBe(true);
  }
});

test('survives 20,000 messages of random bytes', () => {
  const property = fc.property(fc.constantFrom(...cases), fc.uint8Array({ maxLength: 600 }), (one, bytes) => {
    expect(check(Buffer.from(bytes), one)).toBe(false);
  });

  fc.assert(property, { numRuns: 20_000 });
});

test('survives 20,000 messages that begin like the answer and go on at random', () => {
  const tail = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc
        .constantFrom('c00c', '0001', '00010001', '00100003', '001c0001', '00000000', '0004', '0010')
        .map((hex) => Buffer.from(hex, 'hex')),
    ),
    { maxLength: 20 },
  );
  const property = fc.property(fc.constantFrom(...cases), fc.nat(20), tail, (one, count, parts) => {
    const head = Buffer.from(one.honest.subarray(0, one.query.packet.length));
    head.writeUInt16BE(count, 6);
    check(Buffer.concat([head, ...parts]), one);
  });

  fc.assert(property, { numRuns: 20_000 });
});

test('survives 60,000 mutated answers and believes none that is not an answer to the question', () => {
  let taken = 0;
  const property = fc.property(fc.constantFrom(...cases), mutations, (one, mutate) => {
    if (check(mutate(one.honest), one)) taken++;
  });

  fc.assert(property, { numRuns: 60_000 });

  // Mutations of a TTL or of a letter's case do no harm; were none taken, this test would prove nothing.
  expect(taken).toBeGreaterThan(1000);
});

test('needs little time even for a message made to be slow', () => {
  const head = Buffer.from(honestA.subarray(0, a.packet.length));
  head.writeUInt16BE(16, 6);
  // Every record's name is a chain of pointers through the whole message before it.
  const chain = Buffer.alloc(60_000);
  for (let offset = 0; offset < chain.length; offset += 2)
    chain.writeUInt16BE(0xc000 + Math.min(0x3fff, Math.max(12, a.packet.length + offset - 2)), offset);
  const started = process.cpuUsage();

  for (let turn = 0; turn < 100; turn++) readDnsAnswer(Buffer.concat([head, chain]), a, 'ipv4');

  const { user } = process.cpuUsage(started);
  expect(user).toBeLessThan(2_000_000);
});
