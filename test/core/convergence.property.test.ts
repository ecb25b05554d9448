import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { Failure, type FailureKind } from '../../src/base/failure.ts';
import type { StepOutcome } from '../../src/core/outcome.ts';
import type { Addresses } from '../../src/core/target.ts';
import { familyOfType, keyText, type RecordKey, type RecordSet } from '../../src/dns/records.ts';
import type { Family } from '../../src/ip/address.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { broken, type Line, scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { virtualHome } from '../support/virtual-home.ts';

const minute = 60_000;
const hour = 60 * minute;
const lookAtMost = 20_000;
const never = new AbortController().signal;

const truths: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['81.2.69.1', '81.2.69.2', '81.2.69.3'],
  ipv6: ['2a02:8010:6001::1', '2a02:8010:6002::1', '2a02:8010:6003::1'],
};
const truth = (family: Family, phase: number) => truths[family][phase % 3] ?? '';
const lies: Readonly<Record<Family, string>> = { ipv4: '81.2.95.66', ipv6: '2a02:8010:6666::1' };

type Behaviour = 'honest' | 'late' | 'lie' | 'private' | 'hangs' | 'fails';
const behaviour = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Behaviour>('honest') },
  { weight: 4, arbitrary: fc.constantFrom<Behaviour>('late', 'lie', 'private', 'hangs', 'fails') },
);

const key: fc.Arbitrary<RecordKey> = fc.record({
  name: fc.constantFrom('@', 'home', 'www', '*.lab', 'nas'),
  type: fc.constantFrom('A', 'AAAA'),
});
const held = fc.record({
  value: fc.constantFrom(...truths.ipv4, ...truths.ipv6, '192.0.2.1', lies.ipv4),
  ttl: fc.constantFrom(600, 3600),
});
const zone: fc.Arbitrary<RecordSet[]> = fc.uniqueArray(
  fc
    // Three that were never the home's would be left alone.
    .tuple(key, fc.array(held, { maxLength: 2 }), fc.nat(9))
    .map(
      ([about, records, dice]): RecordSet =>
        dice === 0
          ? { ...about, records: [], conflict: 'holds a CNAME to example.net' }
          : { ...about, records },
    ),
  { selector: keyText, maxLength: 10 },
);

const kinds = fc.constantFrom<FailureKind>('transient', 'limited', 'permanent', 'record');
const fault = fc.record({
  at: fc.constantFrom('read', 'apply', 'one-record', 'silent', 'nothing', 'nothing'),
  kind: kinds,
  unconfirmed: fc.boolean(),
  carriedOut: fc.boolean(),
});
const phase = fc.record({
  /** Whether the home has another address than before. */
  moves: fc.boolean(),
  minutes: fc.integer({ min: 1, max: 8 }),
  fault,
  behaviours: fc.array(fc.tuple(behaviour, fc.nat({ max: 3000 })), { minLength: 5, maxLength: 5 }),
});
const life = fc.record({
  zone,
  keys: fc.uniqueArray(key, { selector: keyText, minLength: 1, maxLength: 5 }),
  phases: fc.array(phase, { minLength: 1, maxLength: 5 }),
  ttl: fc.constantFrom(600, 3600),
  quorum: fc.integer({ min: 1, max: 3 }),
  recheck: fc.constantFrom(10 * minute, hour),
  seed: fc.nat(),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** Lives through the phases, then an afternoon in which everybody is honest and everything works. */
async function live({ zone, keys, phases, ttl, quorum, recheck, seed }: Life) {
  const clock = new VirtualClock();
  const provider = new MemoryProvider();
  for (const set of zone) provider.held.set(keyText(set), set);
  provider.during = () => sleep(clock, 200, never);
  const castOf = (family: Family) =>
    (['dns', 'stun', 'https', 'https', 'dns'] as const).map((transport, index) =>
      scriptedSource({ name: `s${index}`, transport, line: truth(family, 0), clock }),
    );
  const sources = { ipv4: castOf('ipv4'), ipv6: castOf('ipv6') };
  const steps: { step: StepOutcome; agreed: Addresses; before: Addresses; applied: string[] }[] = [];
  let agreed: Addresses = {};
  /** What was agreed before, and until when. */
  const former: Partial<Record<Family, { readonly address: string | undefined; readonly until: number }>> =
    {};
  /** A step that began by itself during a look works with the address of the look before. */
  const justBefore = (family: Family) => {
    const { address, until = 0 } = former[family] ?? {};
    return clock.monotonic() - until < lookAtMost ? address : agreed[family];
  };
  let unavailable = 0;
  let heard = 0;
  virtualHome({
    ...{ clock, provider, sources, keys, ttl, quorum, recheck, random: seededRandom(seed) },
    onOutcome(outcome) {
      if (outcome.kind === 'detected') {
        const { family, detection } = outcome;
        if (detection.kind === 'none') unavailable += 1;
        else if (detection.address !== agreed[family]) {
          former[family] = { address: agreed[family], until: clock.monotonic() };
          agreed = { ...agreed, [family]: detection.address };
        }
      }
      if (outcome.kind !== 'stepped') return;
      const applied = provider.calls.slice(heard).flatMap((call) => /^apply (.*)/.exec(call)?.[1] ?? []);
      heard = provider.calls.length;
      const { step } = outcome;
      const pairs = (['ipv4', 'ipv6'] as const).map((family) => [family, justBefore(family)] as const);
      const before: Addresses = Object.fromEntries(pairs);
      steps.push({ step, agreed, before, applied: applied.flatMap((names) => names.split(' ')) });
    },
  });

  let moves = 0;
  for (const { minutes, fault, behaviours, moves: hasMoved } of phases) {
    if (hasMoved) moves += 1;
    for (const family of ['ipv4', 'ipv6'] as const) {
      const lines: Record<Behaviour, Line> = {
        ...{ honest: truth(family, moves), late: truth(family, moves + 2), lie: lies[family] },
        ...{ private: family === 'ipv4' ? '10.0.0.1' : 'fd00::1', hangs: 'hangs', fails: broken() },
      };
      for (const [index, source] of sources[family].entries()) {
        const [what, delay] = behaviours[index] ?? ['honest', 0];
        source.line = lines[what];
        source.delay = delay;
      }
    }
    misbehave(provider, fault, keys[0]);
    await clock.advance(minutes * minute);
  }

  misbehave(provider, undefined, undefined);
  for (const family of ['ipv4', 'ipv6'] as const)
    for (const source of sources[family]) Object.assign(source, { line: truth(family, moves), delay: 20 });
  // An hour's wait, then a recheck, and a minute.
  await clock.advance(2 * hour + minute);
  const inTheEnd = provider.calls.length;
  await clock.advance(20 * minute);
  return { provider, steps, moves, unavailable, last: provider.calls.slice(inTheEnd) };
}

function misbehave(
  provider: MemoryProvider,
  fault: Life['phases'][0]['fault'] | undefined,
  one?: RecordKey,
): void {
  const failure =
    fault && new Failure(fault.kind, 'as the test wants it', { unconfirmed: fault.unconfirmed });
  provider.readFails = fault?.at === 'read' ? failure : undefined;
  provider.applyFails = fault?.at === 'apply' ? failure : undefined;
  provider.carriesOutAll = fault?.carriedOut ?? false;
  provider.silent = fault?.at === 'silent';
  provider.recordFails = new Map();
  if (fault?.at === 'one-record' && failure && one) provider.recordFails.set(keyText(one), failure);
}

/** What is left of the list when each of the others is taken out once. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...list];
  for (const other of others) if (left.includes(other)) left.splice(left.indexOf(other), 1);
  return left;
}

test('whatever sources say and providers do, only agreed addresses are written, only where they belong, and in the end all is in sync', async () => {
  let writes = 0;
  let unavailable = 0;
  await fc.assert(
    fc.asyncProperty(life, async (given) => {
      const life = await live(given);
      const { provider, steps, moves, last } = life;
      unavailable += life.unavailable;
      const kept = new Set(given.keys.map(keyText));
      const blocked = new Set(given.zone.filter(({ conflict }) => conflict !== undefined).map(keyText));

      const lost = new Map<string, string | null>();
      for (const { step, agreed, before, applied } of steps) {
        const { changes, addresses } = step;
        const cleared: string[] = [];
        writes += applied.length;
        for (const change of changes) {
          const id = keyText(change);
          const family = familyOfType[change.type];
          expect(kept).toContain(id);
          expect(blocked).not.toContain(id);
          // An unconfirmed write is told once more when a read finds it carried out, maybe after another move.
          if (change.result === 'confirmed' && lost.get(id) === change.to) cleared.push(id);
          else {
            expect(addresses[family]).toBe(change.to);
            expect([agreed[family], before[family]]).toContain(change.to);
          }
          if (change.result instanceof Failure && change.result.unconfirmed) lost.set(id, change.to);
          else if (change.result === 'confirmed') lost.delete(id);
        }
        expect(without(changes.map(keyText), applied).every((id) => cleared.includes(id))).toBe(true);
        expect(without(applied, changes.map(keyText))).toEqual([]);
      }

      for (const set of given.zone)
        if (!kept.has(keyText(set)) || blocked.has(keyText(set)))
          expect(provider.held.get(keyText(set))).toBe(set);
      expect(
        [...provider.held.keys()].every(
          (id) => kept.has(id) || given.zone.some((set) => keyText(set) === id),
        ),
      ).toBe(true);

      for (const desired of given.keys.filter((one) => !blocked.has(keyText(one)))) {
        const value = truth(familyOfType[desired.type], moves);
        expect(provider.held.get(keyText(desired))?.records).toMatchObject([{ value, ttl: given.ttl }]);
      }
      const states = steps.at(-1)?.step.records ?? [];
      for (const { state, ...record } of states)
        expect(state).toBe(blocked.has(keyText(record)) ? 'failed' : 'in-sync');
      expect(last.filter((call) => call.startsWith('apply'))).toEqual([]);
    }),
    { numRuns: 150 },
  );
  // A program that never writes, or sources that never fail, would prove nothing.
  expect(writes).toBeGreaterThan(150);
  expect(unavailable).toBeGreaterThan(150);
}, 120_000);
