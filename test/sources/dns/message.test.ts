import { expect, test } from 'vitest';
import { type DnsQuery, dnsQuery, readDnsAnswer } from '../../../src/sources/dns/message.ts';
import { addressRecord, dnsAnswer, textRecord } from '../../support/dns-answer.ts';

const name = 'whoami.example';
const query = dnsQuery(name, 'A', 'IN', 0x1234);
const query6 = dnsQuery(name, 'AAAA', 'IN', 0x1234);
const chaos = dnsQuery('whoami.cloudflare', 'TXT', 'CH', 0x1234);
const text = dnsQuery(name, 'TXT', 'IN', 0x1234);
const honest = dnsAnswer(query.packet, [addressRecord(name, '81.2.69.160')]);

/** The honest answer with its one record written out by hand behind the question. */
function raw(recordHex: string, answers = 1): Buffer {
  const header = Buffer.from(honest.subarray(0, query.packet.length));
  header.writeUInt16BE(answers, 6);
  return Buffer.concat([header, Buffer.from(recordHex.replaceAll(' ', ''), 'hex')]);
}
const record = 'c00c 0001 0001 00000000 0004 510245a0';

function edited(message: Buffer, offset: number, value: number): Buffer {
  const copy = Buffer.from(message);
  copy[offset] = value;
  return copy;
}
const changed = (offset: number, value: number) => edited(honest, offset, value);

test('writes the query as RFC 1035 says, with recursion desired and no EDNS', () => {
  expect(chaos.packet.toString('hex')).toBe(
    `1234010000010000000000000677686f616d690a636c6f7564666c6172650000100003`,
  );
});

test('reads an A record', () => {
  expect(readDnsAnswer(honest, query, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('reads a compressed owner name', () => {
  expect(readDnsAnswer(raw(record), query, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('reads an AAAA record in canonical text', () => {
  const answer = dnsAnswer(query6.packet, [addressRecord(name, '2a02:0008:0:0:0:0:0:1')]);

  expect(readDnsAnswer(answer, query6, 'ipv6')).toEqual({ address: '2a02:8::1' });
});

test('reads a TXT record of the class CH', () => {
  const answer = dnsAnswer(chaos.packet, [textRecord('whoami.cloudflare', '81.2.69.160', 'CH')]);

  expect(readDnsAnswer(answer, chaos, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('joins the strings of a TXT record', () => {
  const answer = dnsAnswer(text.packet, [textRecord(name, ['81.2.', '69.160'])]);

  expect(readDnsAnswer(answer, text, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('skips the client subnet that Google adds behind a resolver', () => {
  const records = [textRecord(name, 'edns0-client-subnet 81.2.69.0/24'), textRecord(name, '81.2.69.160')];
  const answer = dnsAnswer(text.packet, records);

  expect(readDnsAnswer(answer, text, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('takes an answer whose question differs in case alone', () => {
  const upper = Buffer.from(honest);
  upper.write('WHOAMI', 13, 'latin1');

  expect(readDnsAnswer(upper, query, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('does not mind records in the sections it has no use for, even broken ones', () => {
  const withMore = Buffer.concat([raw(record), Buffer.from('ffffffff', 'hex')]);
  withMore.writeUInt16BE(700, 8);
  withMore.writeUInt16BE(65535, 10);

  expect(readDnsAnswer(withMore, query, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

const otherQuestion = (changes: Partial<Pick<DnsQuery, 'domain' | 'type' | 'class'>>) => {
  const asked = { domain: name, type: 'A', class: 'IN', ...changes } as const;
  const other = dnsQuery(asked.domain, asked.type, asked.class, 0x1234);
  return dnsAnswer(other.packet, [addressRecord(name, '81.2.69.160')]);
};

const ignored: [what: string, message: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['half a header', honest.subarray(0, 11)],
  ['a header alone', honest.subarray(0, 12)],
  ['half a question', honest.subarray(0, 20)],
  ['another id', changed(0, 0x13)],
  ['a query instead of a response', changed(2, 0x05)],
  ['another opcode', changed(2, 0xad)],
  ['no question', dnsAnswer(query.packet, [addressRecord(name, '81.2.69.160')], { questions: [] })],
  ['two questions', changed(5, 2)],
  ['two questions and an error', edited(changed(5, 2), 3, 0x83)],
  ['more answers than any honest server gives', raw(record.repeat(17), 17)],
  ['another name', otherQuestion({ domain: 'whoami.exampla' })],
  ['a longer name', otherQuestion({ domain: 'whoami.example.net' })],
  ['another type', otherQuestion({ type: 'TXT' })],
  ['another class', otherQuestion({ class: 'CH' })],
  ['a record cut short', honest.subarray(0, -1)],
  ['a record without data', raw('c00c 0001 0001 00000000')],
  ['fewer records than it counts', raw(record, 2)],
  ['far more records than it counts', raw(record, 65535)],
  [
    'an owner name that points at itself',
    raw(`c0${query.packet.length.toString(16)} 0001 0001 00000000 0004 510245a0`),
  ],
  ['an owner name that runs into itself', raw(`0161 c020 0001 0001 00000000 0004 510245a0`)],
  ['an owner name that points beyond the end', raw('ffff 0001 0001 00000000 0004 510245a0')],
  ['an owner name with a reserved label type', raw('8001 0001 0001 00000000 0004 510245a0')],
  ['an owner name without an end', raw('3f61')],
  ['an address of three bytes', raw('c00c 0001 0001 00000000 0003 510245')],
  ['an address of five bytes', raw('c00c 0001 0001 00000000 0005 510245a001')],
  ['data longer than the message', raw('c00c 0001 0001 00000000 0400 510245a0')],
];

for (const [what, message] of ignored) {
  test(`ignores a message with ${what}`, () => {
    expect(readDnsAnswer(message, query, 'ipv4')).toBeUndefined();
  });
}

test('ignores a TXT record whose strings do not fill it', () => {
  const answer = dnsAnswer(text.packet, [textRecord(name, '81.2.69.160')]);
  const lengthOfString = answer.length - '81.2.69.160'.length - 1;
  const longer = Buffer.from(answer);
  longer[lengthOfString] = 12;
  const shorter = Buffer.from(answer);
  shorter[lengthOfString] = 10;

  expect(readDnsAnswer(answer, text, 'ipv4')).toEqual({ address: '81.2.69.160' });
  expect(readDnsAnswer(longer, text, 'ipv4')).toBeUndefined();
  expect(readDnsAnswer(shorter, text, 'ipv4')).toBeUndefined();
});

test('says that an answer was truncated', () => {
  expect(readDnsAnswer(changed(2, 0x87), query, 'ipv4')).toEqual({ truncated: true });
});

const unusable: [what: string, reason: string, message: Buffer, asked: DnsQuery][] = [
  ['a format error', 'it does not understand the question', changed(3, 0x81), query],
  ['a server failure', 'it has a failure of its own (SERVFAIL)', changed(3, 0x82), query],
  ['a name that does not exist', 'it says that whoami.example does not exist', changed(3, 0x83), query],
  ['a refusal', 'it refuses the question', changed(3, 0x85), query],
  ['another error', 'it answered with the error 9', changed(3, 0x89), query],
  ['no record', 'it has no A record for whoami.example', raw('', 0), query],
  ['two addresses', 'it gave 2 answers where one is expected', raw(record + record, 2), query],
  [
    'a record of another name',
    'its answer is no A record of whoami.example itself',
    dnsAnswer(query.packet, [addressRecord('other.example', '81.2.69.160')]),
    query,
  ],
  [
    'an alias',
    'its answer is no A record of whoami.example itself',
    dnsAnswer(query.packet, [{ name, type: 'CNAME', data: 'x.example' }]),
    query,
  ],
  [
    'a record of another class',
    'its answer is no A record of whoami.example itself',
    raw('c00c 0001 0003 00000000 0004 510245a0'),
    query,
  ],
  [
    'text that is no address',
    'its answer is no address',
    dnsAnswer(text.packet, [textRecord(name, 'hello')]),
    text,
  ],
  [
    'an address of the other family',
    'it told an IPv6 address although IPv4 was asked for',
    dnsAnswer(text.packet, [textRecord(name, '2a02:8::1')]),
    text,
  ],
];

for (const [what, reason, message, asked] of unusable) {
  test(`says why an answer with ${what} is of no use`, () => {
    expect(readDnsAnswer(message, asked, 'ipv4')).toEqual({ unusable: reason });
  });
}
