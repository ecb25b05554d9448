import { describe, expect, test } from 'vitest';
import { plan } from '../../../src/core/plan.ts';
import { keyText } from '../../../src/dns/records.ts';
import { answerLost, dropBefore, garbage, hang, htmlPage } from '../../world/faults.ts';
import {
  answer,
  applied,
  example,
  failureIn,
  failureOf,
  freshSignal,
  home,
  isAbout,
  provided,
  terms,
} from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** Every fault has its class, and a write that was not confirmed is called unconfirmed. */
export function describeFaults(contract: ProviderContract): void {
  const { desired, record } = terms(contract);
  const sets = ['one', 'two', 'three'].map((name) => desired(name));
  /** How many of the three are on their way at a time, and in how many requests. */
  const atOnce = contract.batch ? sets.length : Math.min(contract.concurrency ?? 1, sets.length);
  const requestsAtOnce = contract.batch ? 1 : atOnce;
  const unconfirmedAtOnce = sets.map((_, index) => index < atOnce);

  describe(`${contract.name}: faults while writing`, () => {
    test.each([
      ['500', answer(500, '{}'), 'transient', true],
      ['422', answer(422, '{}'), 'record', false],
    ] as const)('a record that meets %s does not stop the others', async (_, fault, kind, unconfirmed) => {
      const { sync, server, held } = await provided(contract, [record('two', '192.0.2.2')]);
      server.faults.inject(fault, {
        when: (request) => server.isWrite(request) && isAbout(request, 'two', contract, held),
      });

      const confirmations = await sync(sets);

      // A batch that met a fault of the service may have been carried out or not, for every record of it.
      const together = contract.batch && unconfirmed;
      const others = together ? kind : undefined;
      expect(confirmations.map(keyText)).toEqual(['one/A', 'two/A', 'three/A']);
      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual([others, kind, others]);
      expect(failureIn(confirmations[1])?.unconfirmed).toBe(unconfirmed);
      const written = together ? [] : ['192.0.2.10'];
      expect(sets.map(({ name }) => held.values(name, 'A'))).toEqual([written, ['192.0.2.2'], written]);
    });

    test.runIf(!contract.unlimited)('a rate limit stops the rest, which was not sent', async () => {
      const { sync, server, held } = await provided(contract);
      server.faults.inject(answer(429, '{}'), { when: server.isWrite });

      const confirmations = await sync(sets);

      expect(confirmations.map((one) => failureIn(one)?.kind)).toEqual(['limited', 'limited', 'limited']);
      expect(confirmations.map((one) => failureIn(one)?.unconfirmed)).toEqual([false, false, false]);
      expect(server.writes().length).toBeLessThanOrEqual(requestsAtOnce);
      expect(held.values('one', 'A')).toEqual([]);
    });

    test('a service that is down fails every record and is asked once', async () => {
      const { provider, read, server, held } = await provided(contract);
      const changes = plan(sets, await read(sets));
      const before = held.snapshot();
      await server.down();

      const confirmations = await applied(provider.apply(example, changes, freshSignal()), changes);

      expect(confirmations.map((one) => failureIn(one)?.unanswered)).toEqual([true, true, true]);
      const unsent = confirmations.slice(atOnce).map((one) => failureIn(one)?.unconfirmed);
      expect(unsent).toEqual(unsent.map(() => false));
      expect(held.snapshot()).toBe(before);
    });

    test('an answer lost after the write leaves it unconfirmed, and reading shows the truth', async () => {
      const { sync, server, remaining, held } = await provided(contract, [record('one', '192.0.2.1')]);
      server.faults.inject(answerLost, { when: server.isWrite, times: 1 });

      const confirmations = await sync(sets);

      const unconfirmed = confirmations.filter((one) => failureIn(one)?.unconfirmed);
      expect(unconfirmed).toHaveLength(contract.batch ? sets.length : 1);
      for (const { name } of unconfirmed) expect(held.values(name, 'A')).toContain('192.0.2.10');
      await sync(sets);
      expect(await remaining(sets)).toEqual([]);
      for (const { name } of sets) expect(held.values(name, 'A')).toEqual(['192.0.2.10']);
    });

    test.each([
      ['an HTML page with 200', htmlPage],
      ['JSON that is cut', garbage],
      ['502', answer(502, '<html></html>')],
      ['a closed connection', dropBefore],
    ])('%s confirms nothing', async (_, fault) => {
      const { sync, server, remaining } = await provided(contract, [record('one', '192.0.2.1')]);
      const stopFault = server.faults.inject(fault, { when: server.isWrite });

      const confirmations = await sync([desired('one')]);

      expect(failureIn(confirmations[0])).toMatchObject({ kind: 'transient', unconfirmed: true });
      stopFault();
      await sync([desired('one')]);
      expect(await remaining([desired('one')])).toEqual([]);
    });

    test('no answer in time leaves it unconfirmed', async () => {
      const { provider, read, server } = await provided(contract, [], { timeout: 500 });
      const changes = plan(sets, await read(sets));
      server.faults.inject({ kind: 'hang', carriedOut: true }, { when: server.isWrite });

      const confirmations = await applied(provider.apply(example, changes, freshSignal()), changes);

      expect(confirmations.map((one) => failureIn(one)?.unconfirmed)).toEqual(unconfirmedAtOnce);
      expect(server.writes()).toHaveLength(requestsAtOnce);
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
      server.faults.inject(hang, {
        when: (request) => server.isWrite(request) && stop.abort() === undefined,
      });

      const confirmations = await sync(sets, example, stop.signal);

      expect(confirmations.map((one) => failureIn(one)?.unconfirmed)).toEqual(unconfirmedAtOnce);
      expect(server.writes().length).toBeLessThanOrEqual(requestsAtOnce);
    });
  });

  describe(`${contract.name}: refusals`, () => {
    test.each(contract.refusals.map((refusal) => [refusal.title, refusal] as const))(
      '%s has the right class and tells the owner what to do',
      async (_, { fault, kind, readKind = kind, retryAfter, says }) => {
        const { provider, read, server } = await provided(contract, [record('home', '192.0.2.1')]);
        const changes = plan([desired('home')], await read([home]));
        server.faults.inject(fault);

        const whenRead = await failureOf(read([home]));
        const [written] = await applied(provider.apply(example, changes, freshSignal()), changes);

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
