import { type Answer, decode, encode, type Packet } from 'dns-packet';

/** An honest answer to a query packet, with these records; `changes` make it less honest. */
export function dnsAnswer(query: Buffer, answers: Answer[], changes: Packet = {}): Buffer {
  const { id, questions } = decode(query);
  return encode({
    type: 'response',
    id: id ?? 0,
    flags: 0x0580,
    questions: questions ?? [],
    answers,
    ...changes,
  });
}

export function addressRecord(name: string, data: string): Answer {
  return { name, type: data.includes(':') ? 'AAAA' : 'A', ttl: 0, data };
}

export function textRecord(name: string, data: string | string[], dnsClass: 'IN' | 'CH' = 'IN'): Answer {
  return { name, type: 'TXT', class: dnsClass, ttl: 0, data };
}
