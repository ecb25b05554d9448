import { expect, it } from 'vitest';
import { changeOutcome } from '../../src/core/outcome.ts';

it('tells the values that a change replaces as one line each of visible characters', () => {
  const current = {
    name: 'home',
    type: 'A',
    records: [{ value: '81.2.69.7\nforged\u202e', ttl: 60 }],
  } as const;
  const desired = { name: 'home', type: 'A', value: '81.2.69.1', ttl: 60 } as const;

  const { from } = changeOutcome(
    { name: 'home', type: 'A', desired, current, create: false, remove: [] },
    'confirmed',
  );

  expect(from).toEqual(['81.2.69.7 forged']);
});
