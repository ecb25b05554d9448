import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { plan } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import type { Change } from '../../../src/dns/records.ts';
import type { Compare } from '../../../src/providers/apply/compare.ts';
import { batchApi } from '../../../src/providers/apply/per-batch.ts';
import { Refusal } from '../../../src/providers/refusal.ts';

const zone = parseZone('example.com');
const never = new AbortController().signal;
const forbidden = (status = 403) =>
  new Refusal('permanent', 'the token may not write this', {
    ...{ status, code: undefined, retryAfter: undefined, unconfirmed: false, stale: false },
  });

/** A host whose token may write these names alone. */
function hostOf(allowed: readonly string[]) {
  const sent: string[][] = [];
  const api = batchApi({
    size: 500,
    permissionsByName: true,
    calls: () => ({
      list: async () => [],
      async write(changes) {
        sent.push(changes.map(({ name }) => name));
        if (changes.some(({ name }) => !allowed.includes(name))) throw forbidden();
        return changes.map(({ name, type }) => ({ name, type, records: [{ value: '192.0.2.1', ttl: 600 }] }));
      },
    }),
  });
  async function write(...names: readonly string[]) {
    const sets = names.map((name) => ({ name, type: 'A' as const, value: '192.0.2.1', ttl: 600 }));
    const absent = sets.map(({ name, type }) => ({ name, type, records: [] }));
    const answers = await api.apply(zone, plan(sets, absent), never, unchanged);
    return answers.map((one) => ('failure' in one ? one.failure.kind : 'held'));
  }
  return { sent, write };
}

const unchanged: Compare = Object.assign(async (same: readonly Change[]) => ({ same, settled: [] }), {
  newFor: () => 5000,
  now: async ({ current }: Change) => current,
});
const many = Array.from({ length: 100 }, (_, n) => `host${n}`);

describe('a batch that the credentials may write in part', () => {
  test('is halved, so that the names that may be written are', async () => {
    const { write } = hostOf(['home', 'two', 'three']);

    expect(await write('home', 'nas', 'two', 'three')).toEqual(['held', 'record', 'held', 'held']);
  });

  test('costs few requests more for one name among many', async () => {
    const { write, sent } = hostOf(many.filter((name) => name !== 'host77'));

    const answers = await write(...many);

    expect(answers.filter((answer) => answer === 'held')).toHaveLength(99);
    expect(sent.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(100)));
  });

  test('is refused for the whole zone after few requests when no name may be written', async () => {
    const { write, sent } = hostOf([]);

    const answers = await write(...many);

    expect(new Set(answers)).toEqual(new Set(['permanent']));
    expect(sent.length).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(100)));
  });

  test('silences no other name later on, when what may not be written is tried again alone', async () => {
    const { write } = hostOf(['home']);
    await write('home', 'nas');

    expect(await write('nas')).toEqual(['record']);
    expect(await write('home')).toEqual(['held']);
  });

  test('is a matter of the zone where the only name may not be written and none ever could', async () => {
    const { write } = hostOf([]);

    expect(await write('home')).toEqual(['permanent']);
  });

  test('leaves other failures as they are', async () => {
    const api = batchApi({
      size: 500,
      permissionsByName: true,
      calls: () => ({
        list: async () => [],
        write: () => Promise.reject(new Failure('limited', 'wait')),
      }),
    });
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 600 } as const;
    const changes = plan([desired], [{ name: 'home', type: 'A', records: [] }]);

    const [answer] = await api.apply(zone, changes, never, unchanged);

    expect(answer).toMatchObject({ failure: { kind: 'limited' } });
  });
});
