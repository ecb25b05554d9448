import { expect, it } from 'vitest';
import type { Target } from '../../src/core/target.ts';
import type { Finding, ZoneServers } from '../../src/dns/authoritative.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import type { Event } from '../../src/report/event.ts';
import { createPropagation, type Spread } from '../../src/watchers/propagation.ts';
import { spreadsOf } from '../../src/watchers/spreads.ts';
import { createWorld } from '../../src/watchers/world.ts';
import { stepOutcome } from '../support/outcomes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const second = 1_000;
const minute = 60 * second;
const [old, next, third] = ['81.2.69.1', '81.2.69.2', '81.2.69.3'];

const shows = (address: string, ttl = 300): Finding => ({ holding: { addresses: [address] }, ttl });
const silent: Finding = { holding: { unknown: 'no answer' }, obstacle: 'silent' };

interface Options {
  readonly names?: readonly string[];
  readonly updateOnly?: true;
  readonly type?: RecordKey['type'];
}

/** A zone whose servers serve what a test says, each on its own; the time stands still until it is moved. */
function zone({ names = ['home'], updateOnly, type = 'A' }: Options = {}) {
  const clock = new VirtualClock();
  const keys = names.map((name): RecordKey => ({ name, type }));
  const target: Target = {
    ...{ id: 'memory example.com', host: 'memory', title: 'Memory', zone: parseZone('example.com') },
    ...{ keys, ttl: 600, ...(updateOnly && { updateOnly }) },
  };
  const asked: { readonly at: number; readonly name: string }[] = [];
  let serving: readonly Finding[] = [shows(old)];
  const own = new Map<string, Finding>();
  function answer(name: string): readonly Finding[] {
    asked.push({ at: clock.monotonic(), name });
    const alone = own.get(name);
    return alone ? [alone] : serving;
  }
  const servers: ZoneServers = {
    lookUp: async (name) => answer(name)[0]?.holding ?? silent.holding,
    find: async (name) => answer(name)[0] ?? silent,
    async findEach(name) {
      const all = answer(name);
      for (let more = 1; more < all.length; more++) asked.push({ at: clock.monotonic(), name });
      return all;
    },
  };
  const events: Event[] = [];
  const world = createWorld({ targets: [target], clock, tell: (event) => void events.push(event) });
  const propagation = createPropagation({ servers, clock, reached: world.reached });

  function change(to: string, given: Partial<Spread> = {}): void {
    const held = keys.map((key) => ({ ...key, value: to, ttl: updateOnly ? null : 600 }));
    const spread = { target, type, to, held, from: [old], ttl: updateOnly ? undefined : 120, ...given };
    world.changed(spread);
    propagation.follow(spread);
  }
  return {
    ...{ clock, target, asked, events, world, propagation, own, change },
    serve: (...findings: readonly Finding[]) => {
      serving = findings;
    },
    told: () => events.map(({ kind }) => kind),
    codes: () => world.notes().map(({ code }) => code),
  };
}

it('asks with growing steps until the change is served, and never after it', async () => {
  const { clock, asked, change, serve, told } = zone();

  change(next);
  await clock.advance(35 * second);
  expect(asked.map(({ at }) => at / second)).toEqual([1, 3, 7, 15, 30]);
  serve(shows(next));
  await clock.advance(60 * minute);

  // The next step, and then each server once.
  expect(asked.slice(5).map(({ at }) => at / second)).toEqual([60, 60]);
  expect(told()).toEqual(['world-told']);
});

it('says by when the last resolver has forgotten the old address: its own TTL, from when the last server follows', async () => {
  const { clock, change, serve, events, world, target } = zone();
  serve(shows(next), shows(old));

  change(next);
  await clock.advance(20 * second);
  expect(events).toEqual([]);
  serve(shows(next), shows(next));
  await clock.advance(11 * second);

  const forgottenBy = Date.UTC(2026, 0, 1) + (30 + 120) * second;
  expect(events).toEqual([
    expect.objectContaining({ kind: 'world-told', from: [old], to: next, seconds: 30, forgottenBy }),
  ]);
  expect(world.forgottenBy(target)).toBe(forgottenBy);
  expect(world.notes()).toEqual([expect.objectContaining({ code: 'world-served', target: 'example.com' })]);
  await clock.advance(2 * minute);
  expect(world.notes()).toEqual([]);
});

it('follows a service that can only be told an address alike, and takes the TTL that was served', async () => {
  const { clock, change, serve, events } = zone({ updateOnly: true });
  serve(shows(third, 60));

  change(next, { from: [] });
  await clock.advance(3 * second);
  expect(events).toEqual([]);
  serve(shows(next, 60));
  await clock.advance(5 * second);
  expect(events).toEqual([expect.objectContaining({ kind: 'world-told', forgottenBy: undefined })]);

  change(third, { from: [next] });
  await clock.advance(second);
  serve(shows(third, 90));
  await clock.advance(2 * second);
  const forgottenBy = clock.now() + 60 * second;
  expect(events.at(-1)).toEqual(expect.objectContaining({ kind: 'world-told', from: [next], forgottenBy }));
});

it('asks about few names of a hundred, and says so', async () => {
  const names = Array.from({ length: 100 }, (_, n) => `n${n}`);
  const { clock, change, asked, serve, events, world, target } = zone({ names });

  change(next);
  await clock.advance(20 * second);
  serve(shows(next));
  await clock.advance(60 * minute);

  expect(asked.length).toBeLessThanOrEqual(10);
  expect(new Set(asked.map(({ name }) => name))).toEqual(
    new Set(['n0.example.com', 'n50.example.com', 'n99.example.com']),
  );
  expect(events).toEqual([expect.objectContaining({ kind: 'world-told', asked: 3 })]);
  expect(world.counts(target)).toEqual(new Map([['served', 100]]));
});

it('one of the names that does not follow holds up the word', async () => {
  const { clock, change, serve, own, told } = zone({ names: ['a', 'b', 'c'] });
  own.set('c.example.com', shows(old));
  serve(shows(next));

  change(next);
  await clock.advance(5 * minute);
  expect(told()).toEqual([]);
  own.delete('c.example.com');
  await clock.advance(2 * minute);

  expect(told()).toEqual(['world-told']);
});

it('says after 10 minutes that it is not served, once, and asks on each 5 minutes', async () => {
  const { clock, asked, change, serve, told, codes } = zone();

  change(next);
  expect(codes()).toEqual(['world-following']);
  await clock.advance(9.9 * minute);
  expect(told()).toEqual([]);
  await clock.advance(second * 10);
  expect([told(), codes()]).toEqual([['world-late'], ['world-late']]);
  const before = asked.length;
  expect(before).toBeLessThanOrEqual(20);
  await clock.advance(60 * minute);
  expect(asked.length - before).toBe(12);

  serve(shows(next));
  await clock.advance(5 * minute);
  expect(told()).toEqual(['world-late', 'world-told']);
});

it('gives up after a day', async () => {
  const { clock, asked, change, codes } = zone();

  change(next);
  await clock.advance(25 * 60 * minute);
  const before = asked.length;
  await clock.advance(60 * minute);

  expect(asked.length).toBe(before);
  expect(codes()).toEqual(['world-late']);
});

it('a line that is not up yet is no reason to say that nothing is visible', async () => {
  const { clock, change, serve, told } = zone();
  serve(silent);

  change(next);
  await clock.advance(5 * minute);
  expect(told()).toEqual([]);
  serve(shows(next));
  await clock.advance(minute);

  expect(told()).toEqual(['world-told']);
});

it('another change takes the place of the one before', async () => {
  const { clock, change, serve, events } = zone();

  change(next);
  await clock.advance(10 * second);
  change(third, { from: [next] });
  serve(shows(third));
  await clock.advance(15 * minute);

  expect(events).toEqual([expect.objectContaining({ kind: 'world-told', from: [next], to: third })]);
});

it('what is hidden for good is asked about three times, and told once for all changes', async () => {
  const { clock, change, serve, asked, told, codes, world, target } = zone();
  serve({ holding: { unknown: 'home.example.com is an alias' }, obstacle: 'alias' });

  change(next);
  await clock.advance(60 * minute);
  expect(asked).toHaveLength(3);
  change(third);
  await clock.advance(60 * minute);

  expect(asked).toHaveLength(6);
  expect(told()).toEqual(['world-hidden']);
  expect(codes()).toEqual(['world-not-visible']);
  expect(world.counts(target)).toEqual(new Map([['not_visible', 1]]));
});

it('nobody is asked after a stop', async () => {
  const { clock, change, asked, propagation } = zone();

  change(next);
  await clock.advance(second);
  await propagation.stop();
  await clock.advance(60 * minute);

  expect(asked).toHaveLength(1);
});

it('follows what a step has changed to another address, each type alone, and neither TTLs nor what is in doubt', () => {
  const keys: RecordKey[] = [
    ...['home', 'vpn', 'www'].map((name) => ({ name, type: 'A' as const })),
    { name: 'home', type: 'AAAA' },
  ];
  const { target } = zone();
  const change = (name: string, type: RecordKey['type'], from: string, to: string) => ({
    ...{ name, type, action: 'update' as const, from: [from], to, ttl: 600, ttlBefore: 120, leftovers: 0 },
    result: 'confirmed' as const,
  });
  const step = stepOutcome({
    records: [
      { name: 'home', type: 'A', state: 'in-sync', value: next, ttl: 600 },
      { name: 'vpn', type: 'A', state: 'in-sync', value: next, ttl: 600 },
      { name: 'www', type: 'A', state: 'unknown', value: next, ttl: 600 },
      { name: 'home', type: 'AAAA', state: 'in-sync', value: '2a02:8010::2', ttl: 600 },
    ],
    changes: [
      change('home', 'A', old, next),
      change('vpn', 'A', next, next),
      change('www', 'A', old, next),
      change('home', 'AAAA', '2a02:8010::1', '2a02:8010::2'),
    ],
  });

  const spreads = spreadsOf({ ...target, keys }, step);

  expect(spreads.map(({ type, held, from, to, ttl }) => [type, held.length, from, to, ttl])).toEqual([
    ['A', 1, [old], next, 120],
    ['AAAA', 1, ['2a02:8010::1'], '2a02:8010::2', 120],
  ]);
});
