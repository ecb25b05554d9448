import { afterEach, describe, expect, test } from 'vitest';
import { fqdn, parseRecordName, parseZone, type Zone } from '../../src/dns/name.ts';
import { keyText, type RecordKey, type RecordSet, type WantedSet } from '../../src/dns/records.ts';
import { Failure, type FailureKind } from '../../src/failure.ts';
import { plan, planRemoval } from '../../src/plan.ts';
import type { Confirmation, Provider } from '../../src/providers/provider.ts';
import {
  answerLost,
  cut,
  dropBefore,
  type Fault,
  garbage,
  hang,
  htmlPage,
  isWrite,
} from '../world/faults.ts';
import type { PretendRequest, PretendServer } from '../world/pretend-server.ts';
import type { NewRecord, PretendZone } from '../world/zone.ts';

/** A provider, the pretend service that it talks to, and the zone behind that. */
export interface ProviderWorld {
  readonly provider: Provider;
  readonly held: PretendZone;
  readonly server: PretendServer;
  stop(): Promise<void>;
}

export interface ProviderWorldOptions {
  /** The zone that the service holds. */
  readonly zone: string;
  /** What the zone holds besides the foreign records. */
  readonly records: readonly NewRecord[];
  /** Milliseconds for one request. */
  readonly timeout: number;
}

/** An answer of the service that is no success, and how the adapter must class it. */
export interface Refusal {
  readonly title: string;
  readonly fault: Fault;
  readonly kind: FailureKind;
  /** The kind when a read meets it, where that differs. */
  readonly readKind?: FailureKind;
  readonly retryAfter?: number;
  readonly says: RegExp;
}

export interface ProviderContract {
  readonly name: string;
  setup(options: ProviderWorldOptions): Promise<ProviderWorld>;
  readonly refusals: readonly Refusal[];
  /** More records of one type than one page of the service's listing holds. */
  readonly moreThanAPage: number;
  /** What no failure may contain. */
  readonly secrets: readonly string[];
}

const example = parseZone('example.com');
const longLabel = 'a'.repeat(63);
const home: RecordKey = { name: 'home', type: 'A' };
const wanted = (name: string, value = '192.0.2.10', ttl = 600): WantedSet => ({
  name,
  type: value.includes(':') ? 'AAAA' : 'A',
  value,
  ttl,
});
const record = (name: string, data: string, ttl = 600): NewRecord => ({
  name,
  type: data.includes(':') ? 'AAAA' : 'A',
  data,
  ttl,
});

/** What every provider with a read must do, through a real server. */
export function providerContract(contract: ProviderContract): void {
  const worlds: ProviderWorld[] = [];
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.stop()));
  });

  async function world(records: readonly NewRecord[] = [], options: Partial<ProviderWorldOptions> = {}) {
    const made = await contract.setup({ zone: example.name, records, timeout: 5000, ...options });
    worlds.push(made);
    const { provider } = made;
    const never = new AbortController().signal;
    return {
      ...made,
      read: (keys: readonly RecordKey[], signal = never, zone = example) => provider.read(zone, keys, signal),
      /** Reads, plans and applies, as a round does. */
      async sync(sets: readonly WantedSet[], zone: Zone = example, signal = never) {
        const changes = plan(sets, await provider.read(zone, sets, never));
        return provider.apply(zone, changes, signal);
      },
      async remaining(sets: readonly WantedSet[], zone: Zone = example) {
        return plan(sets, await provider.read(zone, sets, never));
      },
    };
  }

  describe(`${contract.name}: reading`, () => {
    test('tells a record set that is there', async () => {
      const { read, server } = await world([record('home', '192.0.2.1', 1800)]);

      const sets = await read([home]);

      expect(plain(sets)).toEqual([{ ...home, records: [{ value: '192.0.2.1', ttl: 1800 }] }]);
      expect(server.writes()).toEqual([]);
    });

    test('tells an absent record set as one without records', async () => {
      const { read } = await world();

      const sets = await read([home]);

      expect(sets).toEqual([{ ...home, records: [] }]);
    });

    test('tells every record of a set with several', async () => {
      const { read } = await world([record('home', '192.0.2.1'), record('home', '192.0.2.2')]);

      const [set] = await read([home]);

      expect(set?.records.map(({ value }) => value).sort()).toEqual(['192.0.2.1', '192.0.2.2']);
    });

    test('gives one set for each name and type asked for, and no other', async () => {
      const { read } = await world([
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
      const { read } = await world([...many, record('zz-last', '192.0.2.77')]);

      const sets = await read([
        { name: 'zz-last', type: 'A' },
        { name: 'zz-absent', type: 'A' },
      ]);

      expect(sets.map((set) => set.records.map(({ value }) => value))).toEqual([['192.0.2.77'], []]);
    });

    test('says when the name holds a CNAME', async () => {
      const { read } = await world([record('home', '192.0.2.1')]);

      const sets = await read([
        { name: 'www', type: 'A' },
        { name: 'home', type: 'A' },
        { name: 'home', type: 'AAAA' },
      ]);

      expect(sets.map((set) => set.obstacle)).toEqual(['holds a CNAME to example.net', undefined, undefined]);
    });

    test('reads an international zone and name in A-labels', async () => {
      const zone = parseZone('bücher.example');
      const name = parseRecordName('küche', zone);
      const { read } = await world([record(name, '192.0.2.1')], { zone: zone.name });

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
      const { read, server } = await world([record('home', '192.0.2.1')]);
      server.faults.inject(fault);

      const failure = await failureOf(read([home, { name: 'two', type: 'A' }]));

      expect(failure.kind).toBe('transient');
    });

    test('never takes a fault on a later page for the end', async () => {
      const many = Array.from({ length: contract.moreThanAPage }, (_, n) => record(`host${n}`, '192.0.2.1'));
      const { read, server } = await world(many);
      let calls = 0;
      server.faults.inject(answer(500, '{}'), { when: () => ++calls > 1 });

      const failure = await failureOf(read([home, { name: 'two', type: 'A' }]));

      expect(failure.kind).toBe('transient');
    });

    test('gives up on a service that does not answer', async () => {
      const { read, server } = await world([], { timeout: 200 });
      server.faults.inject(hang);

      const failure = await failureOf(read([home]));

      expect(failure).toMatchObject({ kind: 'transient', unanswered: true });
    });

    test('stops when told to', async () => {
      const { read, server } = await world();
      const stop = new AbortController();
      server.faults.inject(hang, { when: () => stop.abort() === undefined });

      const failure = await failureOf(read([home], stop.signal));

      expect(failure.kind).toBe('transient');
      expect(server.log).toHaveLength(1);
    });

    test('says that the zone is not there', async () => {
      const { provider } = await world();

      const failure = await failureOf(
        provider.read(parseZone('example.org'), [home], AbortSignal.timeout(9000)),
      );

      expect(failure.kind).toBe('permanent');
      expect(failure.message).toContain('example.org');
    });
  });

  describe(`${contract.name}: writing`, () => {
    const cases: [title: string, before: NewRecord[], sets: WantedSet[]][] = [
      ['creates a record that is missing', [], [wanted('home')]],
      ['changes the value', [record('home', '192.0.2.1')], [wanted('home')]],
      ['changes the TTL', [record('home', '192.0.2.10', 3600)], [wanted('home')]],
      ['changes value and TTL together', [record('home', '192.0.2.1', 3600)], [wanted('home')]],
      [
        'deletes leftovers and keeps the right record',
        [record('home', '192.0.2.1'), record('home', '192.0.2.10'), record('home', '192.0.2.3')],
        [wanted('home')],
      ],
      [
        'replaces several wrong records',
        [record('home', '192.0.2.1'), record('home', '192.0.2.2', 3600)],
        [wanted('home')],
      ],
      ['keeps the apex', [record('@', '192.0.2.1')], [wanted('@'), wanted('@', '2001:db8::10')]],
      ['keeps wildcards', [record('*', '192.0.2.1')], [wanted('*'), wanted('*.lab')]],
      ['keeps an international name', [], [wanted('xn--kche-0ra'), wanted('xn--kche-0ra', '2001:db8::10')]],
      ['keeps a long name', [], [wanted(`${longLabel}.${longLabel}.${longLabel}`)]],
      ['keeps a name with an underscore and a number', [], [wanted('_gate.7')]],
      [
        'keeps many names at once',
        [record('three', '192.0.2.10'), record('four', '192.0.2.4')],
        ['one', 'two', 'three', 'four', '@'].map((name) => wanted(name)),
      ],
    ];
    test.each(cases)('%s, and touches nothing else', async (_, before, sets) => {
      const { sync, remaining, read, held } = await world(before);
      const foreign = held.snapshot(sets);

      const confirmations = await sync(sets);

      for (const set of sets) expect(held.list(set)).toMatchObject([{ data: set.value, ttl: set.ttl }]);
      expect(held.snapshot(sets)).toBe(foreign);
      expect(await remaining(sets)).toEqual([]);
      expect(plain(heldIn(confirmations))).toEqual(plain(await read(confirmations)));
    });

    test('keeps the names of an international zone', async () => {
      const zone = parseZone('bücher.example');
      const sets = [wanted('@'), wanted('home')];
      const { sync, held, remaining } = await world([], { zone: zone.name });
      const foreign = held.snapshot(sets);

      await sync(sets, zone);

      expect(await remaining(sets, zone)).toEqual([]);
      expect(held.snapshot(sets)).toBe(foreign);
    });

    test('writes nothing when everything is right', async () => {
      const { sync, server } = await world([record('home', '192.0.2.10')]);

      const confirmations = await sync([wanted('home')]);

      expect(confirmations).toEqual([]);
      expect(server.writes()).toEqual([]);
    });

    test('removes a record set, and touches nothing else', async () => {
      const { provider, read, held } = await world([
        record('home', '192.0.2.1'),
        record('home', '192.0.2.2'),
        record('home', '2001:db8::1'),
      ]);
      const foreign = held.snapshot([home]);

      const confirmations = await provider.apply(example, planRemoval(await read([home])), freshSignal());

      expect(confirmations).toEqual([{ ...home, held: { ...home, records: [] } }]);
      expect(held.list(home)).toEqual([]);
      expect(held.snapshot([home])).toBe(foreign);
    });

    test('takes a record set that is gone already for removed', async () => {
      const { provider, read, held } = await world([record('home', '192.0.2.1')]);
      const changes = planRemoval(await read([home]));
      held.replace(home, []);

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(confirmations).toEqual([{ ...home, held: { ...home, records: [] } }]);
    });

    test('is right when another instance has done the same in between', async () => {
      const { provider, read, held, remaining } = await world([record('home', '192.0.2.1')]);
      const changes = plan([wanted('home')], await read([home]));
      held.replace(home, [record('home', '192.0.2.10')]);

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(plain(heldIn(confirmations))).toEqual([
        { ...home, records: [{ value: '192.0.2.10', ttl: 600 }] },
      ]);
      expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
      expect(await remaining([wanted('home')])).toEqual([]);
    });

    test('says that a CNAME came in the way after reading, and leaves it', async () => {
      const { provider, read, held } = await world();
      const changes = plan([wanted('home'), wanted('two')], await read([home, { name: 'two', type: 'A' }]));
      held.replace({ name: 'home' }, [{ name: 'home', type: 'CNAME', data: 'example.net', ttl: 600 }]);

      const [first, second] = await provider.apply(example, changes, freshSignal());

      expect(failureIn(first)).toMatchObject({ kind: 'record', doubt: false });
      expect(failureIn(first)?.message).toContain('holds a CNAME to example.net');
      expect(second).toHaveProperty('held');
      expect(held.list({ name: 'home' })).toMatchObject([{ type: 'CNAME', data: 'example.net' }]);
    });
  });

  describe(`${contract.name}: faults while writing`, () => {
    const sets = ['one', 'two', 'three'].map((name) => wanted(name));

    test.each([
      ['500', answer(500, '{}'), 'transient', true],
      ['422', answer(422, '{}'), 'record', false],
    ] as const)('a record that meets %s does not stop the others', async (_, fault, kind, doubt) => {
      const { sync, server, held } = await world([record('two', '192.0.2.2')]);
      server.faults.inject(fault, { when: (request) => isWrite(request) && isAbout(request, 'two') });

      const confirmations = await sync(sets);

      expect(confirmations.map(keyText)).toEqual(['one/A', 'two/A', 'three/A']);
      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([undefined, kind, undefined]);
      expect(failureIn(confirmations[1])?.doubt).toBe(doubt);
      expect(sets.map(({ name }) => held.values(name, 'A'))).toEqual([
        ['192.0.2.10'],
        ['192.0.2.2'],
        ['192.0.2.10'],
      ]);
    });

    test('a rate limit stops the rest, which was not sent', async () => {
      const { sync, server, held } = await world();
      server.faults.inject(answer(429, '{}'), { when: isWrite });

      const confirmations = await sync(sets);

      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual(['limited', 'limited', 'limited']);
      expect(confirmations.map((one) => failureIn(one)?.doubt)).toEqual([false, false, false]);
      expect(server.writes()).toHaveLength(1);
      expect(held.values('one', 'A')).toEqual([]);
    });

    test('a service that is down fails every record and is asked once', async () => {
      const { provider, read, server, held } = await world();
      const changes = plan(sets, await read(sets));
      const before = held.snapshot();
      await server.down();

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(confirmations.map((one) => failureIn(one)?.unanswered)).toEqual([true, true, true]);
      expect(confirmations.slice(1).map((one) => failureIn(one)?.doubt)).toEqual([false, false]);
      expect(held.snapshot()).toBe(before);
    });

    test('an answer lost after the write leaves doubt, and reading shows the truth', async () => {
      const { sync, server, remaining, held } = await world([record('one', '192.0.2.1')]);
      server.faults.inject(answerLost, { when: isWrite, times: 1 });

      const confirmations = await sync(sets);

      expect(confirmations.map((one) => failureIn(one)?.doubt)).toEqual([true, false, false]);
      expect(held.values('one', 'A')).toContain('192.0.2.10');
      await sync(sets);
      expect(await remaining(sets)).toEqual([]);
      expect(held.values('one', 'A')).toEqual(['192.0.2.10']);
    });

    test.each([
      ['an HTML page with 200', htmlPage],
      ['JSON that is cut', garbage],
      ['502', answer(502, '<html></html>')],
      ['a closed connection', dropBefore],
    ])('%s confirms nothing', async (_, fault) => {
      const { sync, server, remaining } = await world([record('one', '192.0.2.1')]);
      const stopFault = server.faults.inject(fault, { when: isWrite });

      const confirmations = await sync([wanted('one')]);

      expect(failureIn(confirmations[0])).toMatchObject({ kind: 'transient', doubt: true });
      stopFault();
      await sync([wanted('one')]);
      expect(await remaining([wanted('one')])).toEqual([]);
    });

    test('no answer in time leaves doubt', async () => {
      const { provider, read, server } = await world([], { timeout: 1000 });
      const changes = plan(sets, await read(sets));
      server.faults.inject({ kind: 'hang', carriedOut: true }, { when: isWrite });

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(confirmations.map((one) => failureIn(one)?.doubt)).toEqual([true, false, false]);
      expect(server.writes()).toHaveLength(1);
    });

    test('sends nothing when it was told to stop before', async () => {
      const { sync, server } = await world();

      const confirmations = await sync(sets, example, AbortSignal.abort());

      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([
        'transient',
        'transient',
        'transient',
      ]);
      expect(server.writes()).toEqual([]);
    });

    test('sends no further record when it is told to stop', async () => {
      const { sync, server } = await world();
      const stop = new AbortController();
      server.faults.inject(hang, { when: (request) => isWrite(request) && stop.abort() === undefined });

      const confirmations = await sync(sets, example, stop.signal);

      expect(confirmations.map((one) => failureIn(one)?.doubt)).toEqual([true, false, false]);
      expect(server.writes()).toHaveLength(1);
    });
  });

  describe(`${contract.name}: refusals`, () => {
    test.each(contract.refusals.map((refusal) => [refusal.title, refusal] as const))(
      '%s has the right class and tells the owner what to do',
      async (_, { fault, kind, readKind = kind, retryAfter, says }) => {
        const { provider, read, server } = await world([record('home', '192.0.2.1')]);
        const changes = plan([wanted('home')], await read([home]));
        server.faults.inject(fault);

        const whenRead = await failureOf(read([home]));
        const [written] = await provider.apply(example, changes, freshSignal());

        const whenWritten = failureIn(written);
        expect([whenRead.kind, whenWritten?.kind]).toEqual([readKind, kind]);
        expect([whenRead.retryAfter, whenWritten?.retryAfter]).toEqual([retryAfter, retryAfter]);
        for (const failure of [whenRead, whenWritten]) {
          expect(failure?.message).toMatch(says);
          for (const secret of contract.secrets) expect(failure?.message).not.toContain(secret);
        }
      },
    );
  });
}

export function answer(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return { kind: 'answer', status, body, headers: { 'content-type': 'application/json', ...headers } };
}

export function freshSignal(): AbortSignal {
  return new AbortController().signal;
}

export function failureIn(confirmation: Confirmation | undefined): Failure | undefined {
  return confirmation && 'failure' in confirmation ? confirmation.failure : undefined;
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    (value) => new Error(`it succeeded with ${JSON.stringify(value)}`),
    (thrown) => thrown,
  );
  if (outcome instanceof Failure) return outcome;
  throw outcome;
}

function heldIn(confirmations: readonly Confirmation[]): RecordSet[] {
  return confirmations.flatMap((one) => ('held' in one ? [one.held] : []));
}

/** Record sets without the provider's own handles. */
function plain(sets: readonly RecordSet[]) {
  return sets.map(({ name, type, records }) => ({
    name,
    type,
    records: records.map(({ value, ttl }) => ({ value, ttl })),
  }));
}

function isAbout(request: PretendRequest, name: string): boolean {
  const full = fqdn(name, example);
  return [name, full].some((text) => request.segments.includes(text) || request.body.includes(`"${text}"`));
}
