import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import type { DesiredSet } from '../../../src/dns/records.ts';
import type { NewRecord } from '../../world/zone.ts';
import {
  applied,
  example,
  failureIn,
  freshSignal,
  heldIn,
  home,
  plain,
  provided,
  terms,
} from './provided.ts';
import type { ProviderContract } from './provider.ts';

const longLabel = 'a'.repeat(63);
const longName = `${longLabel}.${longLabel}.${longLabel}`;

/** A plan that was carried out leaves the desired state, and everything else as it was. */
export function describeWriting(contract: ProviderContract): void {
  const { desired, record, held: heldNow, usual, other } = terms(contract);

  describe(`${contract.name}: writing`, () => {
    const cases: [title: string, before: NewRecord[], sets: DesiredSet[]][] = [
      ['creates a record that is missing', [], [desired('home')]],
      ['changes the value', [record('home', '192.0.2.1')], [desired('home')]],
      ['changes the TTL', [record('home', '192.0.2.10', other)], [desired('home')]],
      ['changes value and TTL together', [record('home', '192.0.2.1', other)], [desired('home')]],
      [
        'deletes leftovers and keeps the right record',
        [record('home', '192.0.2.1'), record('home', '192.0.2.10'), record('home', '192.0.2.3')],
        [desired('home')],
      ],
      [
        'replaces several wrong records',
        [record('home', '192.0.2.1'), record('home', '192.0.2.2', other)],
        [desired('home')],
      ],
      ['keeps the apex', [record('@', '192.0.2.1')], [desired('@'), desired('@', '2001:db8::10')]],
      ['keeps wildcards', [record('*', '192.0.2.1')], [desired('*'), desired('*.lab')]],
      ['keeps an international name', [], [desired('xn--kche-0ra'), desired('xn--kche-0ra', '2001:db8::10')]],
      ['keeps a long name', [], [desired(longName.slice(0, contract.longestName))]],
      ['keeps a name with an underscore and a number', [], [desired('_gate.7')]],
      [
        'keeps many names at once',
        [record('three', '192.0.2.10'), record('four', '192.0.2.4')],
        ['one', 'two', 'three', 'four', '@'].map((name) => desired(name)),
      ],
    ];
    test.each(cases)('%s, and touches nothing else', async (_, before, sets) => {
      const { sync, remaining, read, held } = await provided(contract, before);
      const foreign = held.snapshot(sets);

      const confirmations = await sync(sets);

      for (const set of sets) expect(held.list(set)).toMatchObject([{ data: set.value, ttl: set.ttl }]);
      expect(held.snapshot(sets)).toBe(foreign);
      expect(await remaining(sets)).toEqual([]);
      expect(plain(heldIn(confirmations))).toEqual(plain(await read(confirmations)));
    });

    test('keeps the names of an international zone', async () => {
      const zone = parseZone('bücher.example');
      const sets = [desired('@'), desired('home')];
      const { sync, held, remaining } = await provided(contract, [], { zone: zone.name });
      const foreign = held.snapshot(sets);

      await sync(sets, zone);

      expect(await remaining(sets, zone)).toEqual([]);
      expect(held.snapshot(sets)).toBe(foreign);
    });

    test('writes nothing when everything is right', async () => {
      const { sync, server } = await provided(contract, [record('home', '192.0.2.10')]);

      const confirmations = await sync([desired('home')]);

      expect(confirmations).toEqual([]);
      expect(server.writes()).toEqual([]);
    });

    test('removes a record set, and touches nothing else', async () => {
      const { provider, read, held } = await provided(contract, [
        record('home', '192.0.2.1'),
        record('home', '192.0.2.2'),
        ...(contract.needsIpv4 ? [] : [record('home', '2001:db8::1')]),
      ]);
      const foreign = held.snapshot([home]);

      const confirmations = await provider.apply(example, planRemoval(await read([home])), freshSignal());

      expect(confirmations).toEqual([{ ...home, held: { ...home, records: [] } }]);
      expect(held.list(home)).toEqual([]);
      expect(held.snapshot([home])).toBe(foreign);
    });

    test('takes a record set that is gone already for removed', async () => {
      const { provider, read, held } = await provided(contract, [record('home', '192.0.2.1')]);
      const changes = planRemoval(await read([home]));
      held.replace(home, []);

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(confirmations).toEqual([{ ...home, held: { ...home, records: [] } }]);
    });

    test('is right when another instance has done the same in between', async () => {
      const { provider, read, held, sync } = await provided(contract, [record('home', '192.0.2.1')]);
      const changes = plan([desired('home')], await read([home]));
      held.replace(home, [record('home', '192.0.2.10')]);

      const [confirmation] = await applied(provider.apply(example, changes, freshSignal()), changes);
      const again = await sync([desired('home')]);

      const right = [{ ...home, records: [heldNow('192.0.2.10')] }];
      const failure = failureIn(confirmation);
      // Either it saw that itself, or it says that it must look again.
      if (failure) expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
      else expect(plain(heldIn(confirmation ? [confirmation] : []))).toEqual(right);
      expect(again.flatMap((one) => failureIn(one) ?? [])).toEqual([]);
      expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    });

    test('says that a CNAME came in the way after reading, and leaves it', async () => {
      const { provider, read, held } = await provided(contract);
      const changes = plan([desired('home'), desired('two')], await read([home, { name: 'two', type: 'A' }]));
      held.replace({ name: 'home' }, [{ name: 'home', type: 'CNAME', data: 'example.net', ttl: usual }]);

      const [first, second] = await provider.apply(example, changes, freshSignal());

      expect(failureIn(first)).toMatchObject({ kind: 'record', unconfirmed: false });
      expect(failureIn(first)?.message).toContain('holds a CNAME to example.net');
      expect(second).toHaveProperty('held');
      expect(held.list({ name: 'home' })).toMatchObject([{ type: 'CNAME', data: 'example.net' }]);
    });
  });
}
