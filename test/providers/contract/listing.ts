import { describe, expect, test } from 'vitest';
import { parseRecordName, parseZone } from '../../../src/dns/name.ts';
import type { Fault } from '../../world/faults.ts';
import { failureIn, home, plain, provided, terms } from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** A zone is understood whatever else it holds and in whatever spelling its names are listed. */
export function describeListing(contract: ProviderContract): void {
  const { desired, record, held } = terms(contract);
  const altered = (alter: (body: string) => string): Fault => ({ kind: 'altered', alter });

  describe.skipIf(contract.isReal)(`${contract.name}: listing`, () => {
    test('reads and writes a zone whose foreign records lack all that records have', async () => {
      const { read, sync, held: zone, server } = await provided(contract, [record('home', '192.0.2.1')]);
      const before = zone.snapshot([home]);
      const asked = [home, { name: 'absent', type: 'A' }, { name: 'www', type: 'A' }] as const;
      let stripped = 0;
      server.faults.inject(
        altered((body) => {
          const bare = contract.bare?.(body) ?? withoutForeignFields(body, contract.foreignTypes);
          stripped += body.length - bare.length;
          return bare;
        }),
      );

      const sets = await read(asked);
      const confirmations = await sync([desired('home')]);

      expect(plain(sets)).toEqual(
        asked.map((key, at) => ({ ...key, records: at ? [] : [held('192.0.2.1')] })),
      );
      expect(sets.at(-1)?.conflict).toBe('holds a CNAME to example.net');
      expect(confirmations.map(failureIn)).toEqual([undefined]);
      expect(zone.values('home', 'A')).toEqual(['192.0.2.10']);
      expect(zone.snapshot([home])).toBe(before);
      // One that lists by type never meets them.
      if (!contract.listsByType) expect(stripped).toBeGreaterThan(0);
    });

    test('asks no filter for a wildcard that may know none', async () => {
      const records = [record('*.lab', '192.0.2.1'), record('home', '192.0.2.1')];
      const { read, sync, held: zone, server } = await provided(contract, records);
      const lab = { name: '*.lab', type: 'A' } as const;

      const sets = [...(await read([lab])), ...(await read([lab, home]))];
      const confirmations = await sync([desired('*.lab')]);

      expect(sets.map((set) => set.records.map(({ value }) => value))).toEqual(sets.map(() => ['192.0.2.1']));
      expect(confirmations.map(failureIn)).toEqual([undefined]);
      expect(zone.values('*.lab', 'A')).toEqual(['192.0.2.10']);
      const reads = server.log.filter((request) => !server.isWrite(request));
      const asked = reads.flatMap(({ query, segments }) => [...query.values(), ...segments]);
      if (!contract.filtersWildcards) expect(asked.filter((text) => text.includes('*'))).toEqual([]);
    });

    test('takes a listed address that lacks a field for no answer, not for no record', async () => {
      const { read, server } = await provided(contract, [record('home', '192.0.2.1')]);
      server.faults.inject(
        altered((body) =>
          body.replaceAll(/"192\.0\.2\.1( [^"]*)?"/g, 'null').replaceAll(/<(\w+)>192\.0\.2\.1<\/\1>/g, ''),
        ),
      );

      const failure = await read([home, { name: 'absent', type: 'A' }]).catch((thrown) => thrown);

      expect(failure).toMatchObject({ kind: 'transient' });
    });

    test.each([
      [
        'in Unicode',
        (text: string) => text.replaceAll('xn--bcher-kva', 'bücher').replaceAll('xn--kche-0ra', 'küche'),
      ],
      [
        'in capitals',
        (text: string) =>
          text
            .replaceAll('xn--bcher-kva.example', 'XN--BCHER-KVA.EXAMPLE')
            .replaceAll('xn--kche-0ra', 'XN--KCHE-0RA'),
      ],
    ])('knows zone and names that are listed %s', async (_, alter) => {
      const zone = parseZone('bücher.example');
      const [one, two] = [parseRecordName('küche', zone), parseRecordName('www.küche', zone)];
      const records = [record(one, '192.0.2.1'), { ...record(two, ''), type: 'CNAME', data: 'example.net' }];
      const { read, sync, held: kept, server } = await provided(contract, records, { zone: zone.name });
      server.faults.inject(altered(alter));

      const sets = await read(
        [one, two].map((name) => ({ name, type: 'A' })),
        undefined,
        zone,
      );
      const confirmations = await sync([desired(one)], zone);

      expect(plain(sets).map((set) => set.records)).toEqual([[held('192.0.2.1')], []]);
      expect(sets[1]?.conflict).toBe('holds a CNAME to example.net');
      expect(confirmations.map(failureIn)).toEqual([undefined]);
      expect(kept.values(one, 'A')).toEqual(['192.0.2.10']);
    });
  });
}

const typeFields = ['type', 'rrset_type', 'fieldType', 'Type', 'RecordType', 'rtype', 'rdtype'];
const foreign = /^(SOA|NS|MX|TXT|CAA)$/;

/** A body in JSON or XML with nothing left of records of foreign types but type and id. */
function withoutForeignFields(body: string, types = foreign): string {
  if (body.startsWith('<'))
    return body.replaceAll(/<ResourceRecordSet>.*?<\/ResourceRecordSet>/gs, (set) =>
      /<Type>(SOA|NS|MX|TXT|CAA)</.test(set)
        ? set.replace(/<TTL>.*<\/ResourceRecords>/s, '<ResourceRecords/>')
        : set,
    );
  return JSON.stringify(JSON.parse(body), (_, value: unknown) => {
    const entry: Record<string, unknown> = Object(value);
    const field = typeFields.find((one) => types.test(String(entry[one])));
    return field === undefined || Array.isArray(value) ? value : { id: entry.id, [field]: entry[field] };
  });
}
