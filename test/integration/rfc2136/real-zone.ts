import { type Answer, decode, encode } from 'dns-packet';
import { classes, opcodes } from '../../../src/dns/message.ts';
import { fqdn, relativeName } from '../../../src/dns/name.ts';
import { recordBytes, requestBytes } from '../../../src/dns/request.ts';
import { nameBytes } from '../../../src/dns/wire-name.ts';
import { bytesOf } from '../../../src/ip/address-bytes.ts';
import { sign, type TsigKey } from '../../../src/providers/hosts/rfc2136/tsig.ts';
import { type Blocking, blocking } from '../../support/blocking.ts';
import type { HeldZone, NewRecord, Selection, ZoneRecord } from '../../world/zone.ts';
import type { Exchange } from './exchange.ts';

/** The way to the zones of one real server, past the provider. */
export interface ZoneDoor {
  /** The zone with these records, and of the others only SOA and NS at the apex. */
  zone(name: string, records: readonly NewRecord[]): HeldZone;
  end(): Promise<void>;
}

const typeNumbers: Readonly<Record<string, number>> = { A: 1, CNAME: 5, MX: 15, TXT: 16, AAAA: 28, CAA: 257 };

export function zoneDoor(host: string, key: TsigKey): ZoneDoor {
  const exchange = blocking(new URL('./exchange.ts', import.meta.url));
  return {
    zone(name, records) {
      const zone = realZone(name, {
        transfer: () => ask(exchange, { host, message: transferOf(name) }),
        update: (changes) => {
          const plain = requestBytes({ id: 1, opcode: opcodes.UPDATE }, { name, type: 6 }, [], changes);
          ask(exchange, { host, message: sign(plain, key, Date.now()).bytes });
        },
      });
      zone.replace({}, records);
      return zone;
    },
    end: exchange.end,
  };
}

function transferOf(name: string): Uint8Array {
  return encode({ type: 'query', id: 1, questions: [{ name, type: 'AXFR' }] });
}

function ask(exchange: Blocking, request: Exchange): Answer[] {
  const answered = exchange.call(request);
  if (!Array.isArray(answered)) throw new Error('no answer');
  return answered.flatMap((message) => {
    const { rcode, answers } = decodeAnswer(Buffer.from(message));
    if (rcode !== 0) throw new Error(`${request.host} answered with the error ${rcode}`);
    return answers;
  });
}

function decodeAnswer(message: Buffer) {
  return { rcode: message.readUInt16BE(2) & 0xf, answers: decode(message).answers ?? [] };
}

interface ZoneCalls {
  transfer(): Answer[];
  update(changes: readonly Buffer[]): void;
}

function realZone(name: string, calls: ZoneCalls): HeldZone {
  const zone = { name, display: name };
  const list = (selection: Selection = {}): ZoneRecord[] =>
    calls
      .transfer()
      .slice(1)
      .map((answer) => recordOf(answer, relativeName(answer.name, zone)))
      .filter((record) => matches(record, selection));

  const owner = (record: NewRecord) => nameBytes(fqdn(record.name, zone));
  const addition = (record: NewRecord) =>
    recordBytes(owner(record), numberOf(record), classes.IN, record.ttl, dataOf(record));

  return {
    list,
    add(record) {
      calls.update([addition(record)]);
      return { ...record, id: `${record.name} ${record.type} ${record.data}` };
    },
    replace(selection, records) {
      const removals = list(selection)
        .filter(isChangeable)
        .map((record) => recordBytes(owner(record), numberOf(record), classes.ANY, 0));
      const additions = records.filter(isChangeable).map(addition);
      const changes = [...removals, ...additions];
      for (let from = 0; from < changes.length; from += 500) calls.update(changes.slice(from, from + 500));
    },
    values: (relative, type) =>
      list({ name: relative, type })
        .map(({ data }) => data)
        .sort(),
    snapshot: (except = []) =>
      list()
        .filter((record) => !except.some((selection) => matches(record, selection)))
        .map((record) => JSON.stringify(record))
        .sort()
        .join('\n'),
  };
}

function matches(record: ZoneRecord, { name, type }: Selection): boolean {
  return (name === undefined || record.name === name) && (type === undefined || record.type === type);
}

function isChangeable({ name, type }: NewRecord): boolean {
  return name !== '@' || (type !== 'SOA' && type !== 'NS');
}

function numberOf({ type }: NewRecord): number {
  const number = typeNumbers[type];
  if (number === undefined) throw new Error(`no test needs ${type} records in a real zone`);
  return number;
}

function dataOf({ type, data, extra }: NewRecord): Buffer {
  const text = Buffer.from(data);
  switch (type) {
    case 'A':
      return bytesOf(data).subarray(12);
    case 'AAAA':
      return bytesOf(data);
    case 'CNAME':
      return nameBytes(data);
    case 'MX':
      return Buffer.concat([Buffer.of(0, Number(extra?.priority)), nameBytes(data)]);
    case 'CAA':
      return Buffer.concat([Buffer.from('\0\x05issue'), text]);
    default:
      return Buffer.concat([Buffer.of(text.length), text]);
  }
}

function recordOf(answer: Answer, name: string): ZoneRecord {
  const { type } = answer;
  const ttl = 'ttl' in answer ? (answer.ttl ?? 0) : 0;
  const given = 'data' in answer ? answer.data : undefined;
  // The serial number in the SOA record goes up with every change.
  const data = type === 'SOA' ? '' : typeof given === 'string' ? given : JSON.stringify(given);
  return { id: `${name} ${type} ${data}`, name, type, data, ttl };
}
