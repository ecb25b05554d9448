import { describe, expect, test } from 'vitest';
import { parseRecordName, parseZone } from '../../../src/dns/name.ts';
import { keyText, type RecordKey } from '../../../src/dns/records.ts';
import { cut, dropBefore, garbage, hang, htmlPage } from '../../world/faults.ts';
import { answer, failureOf, home, plain, provided, terms } from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** What is there is told, what could not be found out is never told as absent. */
export function describeReading(contract: ProviderContract): void {
  const { record, held, other } = terms(contract);

  describe(`${contract.name}: reading`, () => {
    test('tells a record set that is there', async () => {
      const { read, server } = await provided(contract, [record('home', '192.0.2.1', other)]);

      const sets = await read([home]);

      expect(plain(sets)).toEqual([{ ...home, records: [held('192.0.2.1', other)] }]);
      expect(server.writes()).toEqual([]);
    });

    test('tells an absent record set as one without records', async () => {
      const { read } = await provided(contract);

      const sets = await read([home]);

      expect(sets).toEqual([{ ...home, records: [] }]);
    });

    test('tells every record of a set with several', async () => {
      const { read } = await provided(contract, [record('home', '192.0.2.1'), record('home', '192.0.2.2')]);

      const [set] = await read([home]);

      expect(set?.records.map(({ value }) => value).sort()).toEqual(['192.0.2.1', '192.0.2.2']);
    });

    test('gives one set for each name and type asked for, and no other', async () => {
      const { read } = await provided(contract, [
        record('@', '192.0.2.1'),
        record('home', '192.0.2.2'),
        record('home', '2001:db8::2'),
        record('*.lab', '192.0.2.3'),
      ]);
      const names = ['@', 'home', '*.lab', 'absent'];
      const keys = names.flatMap((name): RecordKey[] => [
        { name, type: 'A' },
        { name, type: 'AAAA' },
      ]);

      const sets = await read(keys);

      const values = Object.fromEntries(sets.map((set) => [keyText(set), set.records.map((r) => r.value)]));
      expect(sets).toHaveLength(keys.length);
      expect(values).toEqual({
        '@/A': ['192.0.2.1'],
        '@/AAAA': [],
        'home/A': ['192.0.2.2'],
        'home/AAAA': ['2001:db8::2'],
        '*.lab/A': ['192.0.2.3'],
        '*.lab/AAAA': [],
        'absent/A': [],
        'absent/AAAA': [],
      });
    });

    test('finds a record beyond the first page, and none where there is none', async () => {
      const many = Array.from({ length: contract.moreThanAPage }, (_, n) => record(`host${n}`, '192.0.2.1'));
      const { read } = await provided(contract, [...many, record('zz-last', '192.0.2.77')]);

      const sets = await read([
        { name: 'zz-last', type: 'A' },
        { name: 'zz-absent', type: 'A' },
      ]);

      expect(sets.map((set) => set.records.map(({ value }) => value))).toEqual([['192.0.2.77'], []]);
    });

    test('says when the name holds a CNAME', async () => {
      const { read } = await provided(contract, [record('home', '192.0.2.1')]);

      const sets = await read([
        { name: 'www', type: 'A' },
        { name: 'home', type: 'A' },
        { name: 'home', type: 'AAAA' },
      ]);

      expect(sets.map((set) => set.conflict)).toEqual(['holds a CNAME to example.net', undefined, undefined]);
    });

    test('reads an international zone and name in A-labels', async () => {
      const zone = parseZone('bücher.example');
      const name = parseRecordName('küche', zone);
      const { read } = await provided(contract, [record(name, '192.0.2.1')], { zone: zone.name });

      const [set] = await read([{ name, type: 'A' }], undefined, zone);

      expect(name).toBe('xn--kche-0ra');
      expect(set?.records.map(({ value }) => value)).toEqual(['192.0.2.1']);
    });

    test.each([
      ['an HTML page with 200', htmlPage],
      ['JSON that is cut', garbage],
      ['JSON of another shape', answer(200, '{"ok":true}')],
      ['an empty body', answer(200, '')],
      ['500', answer(500, '{}')],
      ['half of an answer', cut],
      ['a closed connection', dropBefore],
    ])('never takes %s for an absent record', async (_, fault) => {
      const { read, server } = await provided(contract, [record('home', '192.0.2.1')]);
      server.faults.inject(fault);

      const failure = await failureOf(read([home, { name: 'two', type: 'A' }]));

      expect(failure.kind).toBe('transient');
    });

    test.runIf(contract.moreThanAPage > 0)('never takes a fault on a later page for the end', async () => {
      const many = Array.from({ length: contract.moreThanAPage }, (_, n) => record(`host${n}`, '192.0.2.1'));
      const { read, server } = await provided(contract, many);
      let calls = 0;
      server.faults.inject(answer(500, '{}'), { when: () => ++calls > 1 });

      const failure = await failureOf(read([home, { name: 'two', type: 'A' }]));

      expect(failure.kind).toBe('transient');
    });

    test('gives up on a service that does not answer', async () => {
      const { read, server } = await provided(contract, [], { timeout: 200 });
      server.faults.inject(hang);

      const failure = await failureOf(read([home]));

      expect(failure).toMatchObject({ kind: 'transient', unanswered: true });
    });

    test('stops when told to', async () => {
      const { read, server } = await provided(contract);
      const stop = new AbortController();
      server.faults.inject(hang, { when: () => stop.abort() === undefined });

      const failure = await failureOf(read([home], stop.signal));

      expect(failure.kind).toBe('transient');
      expect(server.log).toHaveLength(1);
    });

    test.skipIf(contract.anyZone)('says that the zone is not there', async () => {
      const { provider } = await provided(contract);

      const failure = await failureOf(
        provider.read(parseZone('example.org'), [home], AbortSignal.timeout(9000)),
      );

      expect(failure.kind).toBe('permanent');
      expect(failure.message).toContain('example.org');
    });

    test.skipIf(contract.anyZone)('says of a zone that is not there what else may be meant', async () => {
      const { provider } = await provided(contract);
      const otherwise =
        'if home.example.org lies in a zone of its own, write DOMAIN=home.example.org RECORDS=@';
      const zone = { ...parseZone('example.org'), written: { variable: 'DOMAINS', otherwise } };

      const failure = await failureOf(provider.read(zone, [home], AbortSignal.timeout(9000)));

      expect(failure.message).toContain(`; ${otherwise}`);
    });
  });
}
