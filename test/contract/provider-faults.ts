import { describe, expect, test } from 'vitest';
import { keyText } from '../../src/dns/records.ts';
import { plan } from '../../src/plan.ts';
import { answerLost, dropBefore, garbage, hang, htmlPage, isWrite } from '../world/faults.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  home,
  isAbout,
  provided,
  record,
  wanted,
} from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** Every fault has its class, and a write that was not confirmed is called in doubt. */
export function describeFaults(contract: ProviderContract): void {
  describe(`${contract.name}: faults while writing`, () => {
    const sets = ['one', 'two', 'three'].map((name) => wanted(name));

    test.each([
      ['500', answer(500, '{}'), 'transient', true],
      ['422', answer(422, '{}'), 'record', false],
    ] as const)('a record that meets %s does not stop the others', async (_, fault, kind, doubt) => {
      const { sync, server, held } = await provided(contract, [record('two', '192.0.2.2')]);
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
      const { sync, server, held } = await provided(contract);
      server.faults.inject(answer(429, '{}'), { when: isWrite });

      const confirmations = await sync(sets);

      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual(['limited', 'limited', 'limited']);
      expect(confirmations.map((one) => failureIn(one)?.doubt)).toEqual([false, false, false]);
      expect(server.writes()).toHaveLength(1);
      expect(held.values('one', 'A')).toEqual([]);
    });

    test('a service that is down fails every record and is asked once', async () => {
      const { provider, read, server, held } = await provided(contract);
      const changes = plan(sets, await read(sets));
      const before = held.snapshot();
      await server.down();

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(confirmations.map((one) => failureIn(one)?.unanswered)).toEqual([true, true, true]);
      expect(confirmations.slice(1).map((one) => failureIn(one)?.doubt)).toEqual([false, false]);
      expect(held.snapshot()).toBe(before);
    });

    test('an answer lost after the write leaves doubt, and reading shows the truth', async () => {
      const { sync, server, remaining, held } = await provided(contract, [record('one', '192.0.2.1')]);
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
      const { sync, server, remaining } = await provided(contract, [record('one', '192.0.2.1')]);
      const stopFault = server.faults.inject(fault, { when: isWrite });

      const confirmations = await sync([wanted('one')]);

      expect(failureIn(confirmations[0])).toMatchObject({ kind: 'transient', doubt: true });
      stopFault();
      await sync([wanted('one')]);
      expect(await remaining([wanted('one')])).toEqual([]);
    });

    test('no answer in time leaves doubt', async () => {
      const { provider, read, server } = await provided(contract, [], { timeout: 1000 });
      const changes = plan(sets, await read(sets));
      server.faults.inject({ kind: 'hang', carriedOut: true }, { when: isWrite });

      const confirmations = await provider.apply(example, changes, freshSignal());

      expect(confirmations.map((one) => failureIn(one)?.doubt)).toEqual([true, false, false]);
      expect(server.writes()).toHaveLength(1);
    });

    test('sends nothing when it was told to stop before', async () => {
      const { sync, server } = await provided(contract);

      const confirmations = await sync(sets, example, AbortSignal.abort());

      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([
        'transient',
        'transient',
        'transient',
      ]);
      expect(server.writes()).toEqual([]);
    });

    test('sends no further record when it is told to stop', async () => {
      const { sync, server } = await provided(contract);
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
        const { provider, read, server } = await provided(contract, [record('home', '192.0.2.1')]);
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
