import { beforeEach, describe, expect, test } from 'vitest';
import { createTurns, type Turns } from '../../../src/detect/safeguards/turns.ts';
import { type ScriptedSource, scriptedSource } from '../../support/scripted-source.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { before as a, after as b, lie as c, minute } from '../stage.ts';

const day = 24 * 60 * minute;
const one = scriptedSource({ name: 'one', line: a });
const two = scriptedSource({ name: 'two', line: a });
const three = scriptedSource({ name: 'three', line: a });

let clock: VirtualClock;
let turns: Turns;
/** The address went from the first to the second and came back, so that the first is held. */
beforeEach(async () => {
  clock = new VirtualClock();
  await clock.advance(minute);
  turns = createTurns(clock);
  turns.agreed(a, undefined);
  turns.agreed(b, a);
  turns.agreed(a, b);
});
const say = (source: ScriptedSource, ...addresses: string[]) => {
  for (const address of addresses) turns.heard({ source, address }, a);
};

describe('an address is suspected of taking turns', () => {
  test('that was given up and is said by a source that has said the held one', () => {
    say(one, a);
    const before = turns.suspects(b);

    say(one, b);

    expect([before, turns.suspects(b), turns.suspects(c), turns.isContested()]).toEqual([
      ...[false, true, false, true],
    ]);
  });

  test('that a source says whose last word, before it was agreed, was the held one', () => {
    const other = createTurns(clock);
    other.agreed(a, undefined);
    other.agreed(b, a);
    other.heard({ source: one, address: a }, undefined);
    other.heard({ source: two, address: b }, b);
    other.agreed(a, b);

    other.heard({ source: two, address: b }, a);
    const ofTwo = other.suspects(b);
    other.heard({ source: one, address: b }, a);

    expect([ofTwo, other.suspects(b)]).toEqual([false, true]);
  });

  test.each([
    ['that a source says which never said the held one', [b]],
    ['that was never held', [a, c]],
  ])('not one %s', (_, said) => {
    say(one, ...said);

    expect([turns.suspects(b), turns.suspects(c), turns.isContested()]).toEqual([false, false, false]);
  });

  test('not while no address has come back', () => {
    const other = createTurns(clock);
    other.agreed(a, undefined);
    other.agreed(b, a);

    for (const address of [b, a]) other.heard({ source: one, address }, b);

    expect([other.suspects(a), other.isContested()]).toEqual([false, false]);
  });

  test('not where one came back after more than a day', async () => {
    const other = createTurns(clock);
    other.agreed(a, undefined);
    other.agreed(b, a);
    await clock.advance(day + 1);
    other.agreed(a, b);

    for (const address of [a, b]) other.heard({ source: one, address }, a);

    expect(other.suspects(b)).toBe(false);
  });

  test('for a day after it was given up', async () => {
    say(one, a, b);
    await clock.advance(day);
    const then = turns.suspects(b);
    await clock.advance(1);

    expect([then, turns.suspects(b)]).toEqual([true, false]);
  });

  test('until another address is agreed, and not by the same one agreed once more', () => {
    say(one, a, b);
    turns.agreed(a, a);
    const same = turns.suspects(b);

    turns.agreed(c, a);

    expect([same, turns.suspects(b), turns.isContested()]).toEqual([true, false, false]);
  });
});

describe('a suspected address may return', () => {
  test('ten minutes after the change, twice as long with each one that came back, six hours at most', async () => {
    const minutes: number[] = [];
    for (let change = 0; change < 8; change++) {
      say(one, a, b);
      let waited = 0;
      for (; !turns.mayReturn(b); waited++) await clock.advance(minute);
      minutes.push(waited);
      turns.agreed(b, a);
      turns.agreed(a, b);
    }

    expect(minutes).toEqual([10, 40, 160, 360, 360, 360, 360, 360]);
  });

  test('when twelve answers said it and nobody the held one, over a minute', async () => {
    say(one, a, b);
    for (let n = 0; n < 11; n++) say(two, b);
    await clock.advance(minute - 1);
    const before = turns.mayReturn(b);
    await clock.advance(1);

    expect([before, turns.mayReturn(b), turns.mayReturn(c)]).toEqual([false, true, false]);
  });

  test('not by eleven answers', async () => {
    say(one, a, b);
    for (let n = 0; n < 10; n++) say(two, b);
    say(two, c);
    await clock.advance(minute);

    expect(turns.mayReturn(b)).toBe(false);
  });

  test('not by answers to which another address was held, nor before the first of them', async () => {
    await clock.advance(minute);

    expect([turns.mayReturn(b), turns.isContested()]).toEqual([false, false]);
  });

  test.each<[string, ScriptedSource[], boolean]>([
    ['two sources say the held one', [two, three], false],
    ['a source says it that said the other one', [one], false],
    ['one source alone says it, which may be stuck', [two, two, two], true],
  ])('or not, after enough answers and while %s', async (_, saying, expected) => {
    say(one, a, b);
    for (let n = 0; n < 12; n++) say(one, b);
    for (const source of saying) say(source, a);
    await clock.advance(minute);

    expect([turns.isContested(), turns.mayReturn(b)]).toEqual([expected, expected]);
  });
});

test('an address that is held back is news once, and again when a day brought no change of turns', async () => {
  const news = [turns.tell(), turns.tell()];
  await clock.advance(day);
  say(one, a);
  news.push(turns.tell());
  await clock.advance(1);
  say(one, a);
  news.push(turns.tell());

  expect(news).toEqual([true, false, false, true]);
});
