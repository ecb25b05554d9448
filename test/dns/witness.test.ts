import { type Answer, decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classes, opcodes, readMessage, types, type WireRecord } from '../../src/dns/message.ts';
import { addressIn, nameIn, textIn } from '../../src/dns/record-data.ts';
import { recordBytes, requestBytes } from '../../src/dns/request.ts';
import { nameBytes } from '../../src/dns/wire-name.ts';
import { parseAddress } from '../../src/ip/address.ts';
import { bytesOf } from '../../src/ip/address-bytes.ts';

// dns-packet was written by others, so it bears witness that what is written and read here is DNS.

interface Held {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'TXT';
  readonly class: 'IN' | 'CH' | 'ANY';
  readonly ttl: number;
  readonly data: string;
}

const uint16 = fc.nat(0xffff);
const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
const dnsClass = fc.constantFrom('IN', 'CH', 'ANY');
const owner = fc.record({ name, class: dnsClass, ttl: fc.nat(0xffffffff) });
const record: fc.Arbitrary<Held> = fc.oneof(
  held('A', fc.ipV4()),
  held(
    'AAAA',
    fc.ipV6().map((address) => parseAddress(address, 'ipv6') ?? ''),
  ),
  held('CNAME', name),
  held('NS', name),
  held('TXT', fc.stringMatching(/^[ -~]{0,255}$/)),
);
const records = fc.array(record, { maxLength: 5 });
const question = fc.record({ name, type: fc.constantFrom('A', 'AAAA', 'TXT', 'NS', 'SOA'), class: dnsClass });

function held(type: Held['type'], data: fc.Arbitrary<string>): fc.Arbitrary<Held> {
  return fc.tuple(owner, data).map(([of, text]) => ({ ...of, type, data: text }));
}

/** A record that we read, in the form of those that are written. */
function read(bytes: Buffer, found: WireRecord) {
  const { type, class: number, ttl } = found;
  const data = type === types.TXT ? textIn(bytes, found) : (addressIn(bytes, found) ?? nameIn(bytes, found));
  return { name: found.name, type: keyOf(types, type), class: keyOf(classes, number), ttl, data };
}

function keyOf(numbers: Readonly<Record<string, number>>, number: number): string | undefined {
  return Object.keys(numbers).find((key) => numbers[key] === number);
}

function written({ name, type, class: dnsClass, ttl, data }: Held): Buffer {
  return recordBytes(nameBytes(name), types[type], classes[dnsClass], ttl, dataBytes(type, data));
}

function dataBytes(type: Held['type'], data: string): Buffer {
  switch (type) {
    case 'A':
      return bytesOf(data).subarray(12);
    case 'AAAA':
      return bytesOf(data);
    case 'TXT':
      return Buffer.concat([Buffer.of(data.length), Buffer.from(data)]);
    default:
      return nameBytes(data);
  }
}

/** A record as dns-packet read it, in the same form. */
function witnessed(answer: Answer) {
  const { flush: _, ...rest } = { flush: false, ...answer };
  if (answer.type === 'TXT') return { ...rest, data: [answer.data].flat().map(String).join('') };
  return answer.type === 'AAAA' ? { ...rest, data: parseAddress(answer.data, 'ipv6') } : rest;
}

test('reads what dns-packet writes', () => {
  const sections = fc.record({ answers: records, authorities: records, additionals: records });
  const property = fc.property(uint16, fc.nat(0x7fff), question, sections, (id, flags, asked, held) => {
    const bytes = encode({ type: 'response', id, flags, questions: [asked], ...held });

    const message = readMessage(bytes);

    expect(message).toMatchObject({
      id,
      isResponse: true,
      opcode: flags >> 11,
      authoritative: (flags & 0x0400) !== 0,
      truncated: (flags & 0x0200) !== 0,
      rcode: flags & 0xf,
      question: { name: asked.name, type: types[asked.type], class: classes[asked.class] },
    });
    for (const section of ['answers', 'authorities', 'additionals'] as const)
      expect(message?.[section].map((found) => read(bytes, found))).toEqual(held[section]);
  });

  fc.assert(property, { numRuns: 1000 });
});

test('writes what dns-packet reads', () => {
  const sections = fc.record({ answers: records, authorities: records });
  const property = fc.property(uint16, fc.boolean(), question, sections, (id, recursion, asked, held) => {
    const head = { id, opcode: opcodes.QUERY, recursionDesired: recursion };
    const ours = { name: asked.name, type: types[asked.type], class: classes[asked.class] };

    const bytes = requestBytes(head, ours, held.answers.map(written), held.authorities.map(written));

    const { answers, authorities, ...rest } = decode(bytes);
    expect(rest).toMatchObject({ id, type: 'query', opcode: 'QUERY', rcode: 'NOERROR', flag_rd: recursion });
    expect(rest).toMatchObject({ flag_aa: false, flag_tc: false, flag_ra: false, questions: [asked] });
    expect(answers?.map(witnessed)).toEqual(held.answers);
    expect(authorities?.map(witnessed)).toEqual(held.authorities);
  });

  fc.assert(property, { numRuns: 1000 });
});
