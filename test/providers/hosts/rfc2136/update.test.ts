import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { opcodes, readMessage, types, type WireRecord } from '../../../../src/dns/message.ts';
import type { Change, RecordSet } from '../../../../src/dns/records.ts';
import { requestBytes } from '../../../../src/dns/request.ts';
import { entryBytes, updateEntry } from '../../../../src/providers/hosts/rfc2136/update.ts';
import { vectors } from './vectors.ts';

const absent: RecordSet = { name: 'home', type: 'A', records: [] };
const desired = { name: 'home', type: 'A', value: '192.0.2.10', ttl: 600 } as const;
const added = ['home.example.com', 1, 1, 600, 'c000020a'];
const removed = ['home.example.com', 1, 255, 0, ''];
const noCname = ['home.example.com', 5, 254, 0, ''];

/** The message of one change, as a server reads it: name, type, class, TTL and data of each record. */
function read(change: Change | undefined) {
  if (!change) throw new Error('nothing to change');
  const { prerequisites, updates } = updateEntry(change);
  const zone = { name: 'example.com', type: types.SOA };
  return recordsOf(requestBytes({ id: 1, opcode: opcodes.UPDATE }, zone, prerequisites, updates));
}

function recordsOf(bytes: Buffer) {
  const message = readMessage(bytes);
  if (!message) throw new Error('malformed');
  const fields = ({ name, type, class: dnsClass, ttl, dataStart, end }: WireRecord) => [
    name,
    type,
    dnsClass,
    ttl,
    bytes.toString('hex', dataStart, end),
  ];
  return {
    opcode: message.opcode,
    zone: message.question,
    prerequisites: message.answers.map(fields),
    updates: message.authorities.map(fields),
  };
}

describe('an UPDATE message', () => {
  test('says the same as the one of nsupdate, and wants no CNAME besides', () => {
    const [recorded] = vectors;
    const theirs = recordsOf(Buffer.from(recorded?.request ?? '', 'hex'));

    const ours = read(plan([desired], [absent])[0]);

    expect(ours).toEqual({ ...theirs, prerequisites: [...theirs.prerequisites, noCname] });
  });

  test('changes a set only as long as it holds what was read, whatever the TTL', () => {
    const records = [
      { value: '192.0.2.1', ttl: 60 },
      { value: '192.0.2.2', ttl: 60 },
    ];

    const { prerequisites, updates } = read(plan([desired], [{ ...absent, records }])[0]);

    expect(prerequisites).toEqual([
      ['home.example.com', 1, 1, 0, 'c0000201'],
      ['home.example.com', 1, 1, 0, 'c0000202'],
      noCname,
    ]);
    expect(updates).toEqual([removed, added]);
  });

  test('removes a set', () => {
    const records = [{ value: '192.0.2.1', ttl: 60 }];

    const { updates } = read(planRemoval([{ ...absent, records }])[0]);

    expect(updates).toEqual([removed]);
  });

  test('knows the apex, where no CNAME can be, and IPv6', () => {
    const apex = { name: '@', type: 'AAAA' } as const;

    const { prerequisites, updates } = read(
      plan([{ ...apex, value: '2001:db8::10', ttl: 60 }], [{ ...apex, records: [] }])[0],
    );

    expect(prerequisites).toEqual([['example.com', 28, 254, 0, '']]);
    expect(updates).toEqual([
      ['example.com', 28, 255, 0, ''],
      ['example.com', 28, 1, 60, '20010db8000000000000000000000010'],
    ]);
  });

  test('is as long as it is said to be', () => {
    const [change] = plan([desired], [absent]);
    if (!change) throw new Error('nothing to change');
    const { prerequisites, updates } = updateEntry(change);

    expect(entryBytes(change)).toBe(Buffer.concat([...prerequisites, ...updates]).length);
  });
});
