import { describe, expect, test } from 'vitest';
import { decide } from '../../src/detect/decision.ts';
import { createHealthTable } from '../../src/detect/health-table.ts';
import { createHoldDown } from '../../src/detect/hold-down.ts';
import { openLook } from '../../src/detect/look.ts';
import { createByName } from '../../src/detect/safeguards/by-name.ts';
import { createTurns } from '../../src/detect/safeguards/turns.ts';
import { createBallot } from '../../src/detect/vote.ts';
import { type ScriptedSource, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { after, before, lie } from './stage.ts';

const never = new AbortController().signal;

/** A look of four voters, two of whom must agree, after the address went from `before` to `after`. */
function stage() {
  const clock = new VirtualClock();
  const source = (name: string) => scriptedSource({ name, line: 'hangs' });
  const [a, b, c, d] = [source('a'), source('b'), source('c'), source('d')];
  const voters = [a, b, c, d];
  const holdDown = createHoldDown(clock);
  holdDown.agreed(after, before, []);
  const health = createHealthTable(voters, 'ipv4', clock);
  const validate = (_: unknown, answer: string) => answer;
  const budget = 20_000;
  const look = openLook({ family: 'ipv4', budget, clock, signal: never, agreed: after, health, validate });
  const hear = (address: string, ...sources: readonly ScriptedSource[]) => {
    for (const one of sources) look.count({ source: one, address });
  };
  const byName = createByName(voters, clock);
  const rules = {
    voters,
    ballot: createBallot(voters, 2, false),
    holdDown,
    byName,
    turns: createTurns(clock),
  };
  return { a, b, c, d, look, clock, holdDown, hear, decided: () => decide(look, rules) };
}

describe('a look decides', () => {
  test('for the agreed address as soon as one source says it', () => {
    const { a, hear, decided } = stage();
    const silence = decided();

    hear(after, a);

    expect([silence, decided()]).toEqual([undefined, after]);
  });

  test('for the agreed address only by votes when another one was heard', () => {
    const { a, b, c, hear, decided } = stage();
    hear(lie, a);
    hear(after, b);
    const one = decided();

    hear(after, c);

    expect([one, decided()]).toEqual([undefined, after]);
  });

  test('for the agreed address only by votes while a held one is winning', () => {
    const { a, b, holdDown, hear, decided } = stage();
    holdDown.undecided(before);
    hear(after, a);
    const one = decided();

    hear(after, b);

    expect([one, decided()]).toEqual([undefined, after]);
  });

  test('for a new address by votes', () => {
    const { a, b, hear, decided } = stage();

    hear(lie, a, b);

    expect(decided()).toBe(lie);
  });

  test('for a held address when the silent could not outvote it', () => {
    const { a, b, c, hear, decided } = stage();
    hear(before, a, b);
    const two = decided();

    hear(before, c);

    expect([two, decided()]).toEqual([undefined, before]);
  });

  test('for a held address that nobody contradicts once all were asked and its time is over', async () => {
    const { a, b, c, d, look, clock, hear, decided } = stage();
    hear(before, a, b);
    for (const source of [a, b, c, d]) look.ask(source);
    const open = decided();

    const last = look.next();
    await clock.advance(20_000);
    await last;

    expect([open, decided()]).toEqual([undefined, before]);
  });
});
