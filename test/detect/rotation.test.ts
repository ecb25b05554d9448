import { expect, test } from 'vitest';
import { createRotation } from '../../src/detect/rotation.ts';
import type { Source, Transport } from '../../src/sources/source.ts';
import { scriptedSource } from '../support/scripted-source.ts';

const over = (name: string, transport: Transport, operator = name): Source =>
  scriptedSource({ name, operator, transport, line: '' });

/** A rotation, and how to ask it: each source that it names counts as asked. */
function stage(voters: readonly Source[], start = 0) {
  const resting = new Set<string>();
  const rotation = createRotation({ voters, start, isResting: ({ name }) => resting.has(name) });
  const anybody = () => true;
  const noted = (source: Source | undefined) => {
    if (source) rotation.asked(source);
    return source?.name;
  };
  return {
    rotation,
    resting,
    quiet: (times: number) => Array.from({ length: times }, () => noted(rotation.nextWhileQuiet(anybody))),
    inVote: (...heard: string[]) => rotation.nextInVote(anybody, new Set(heard))?.name,
  };
}
const all = [over('a', 'https'), over('b', 'https'), over('c', 'https')];

test('it goes round, beginning where the start says', () => {
  expect(stage(all, 0.5).quiet(4)).toEqual(['b', 'c', 'a', 'b']);
});

test('the turn goes on from whoever was asked, though it was not their turn', () => {
  const { rotation, quiet } = stage(all);

  const [, , c] = all;
  if (c) rotation.asked(c);

  expect(quiet(2)).toEqual(['a', 'b']);
});

test('while nothing changes, small questions come first by turns', () => {
  const voters = [over('web', 'https'), over('name', 'dns'), over('page', 'http'), over('packet', 'stun')];

  expect(stage(voters).quiet(3)).toEqual(['name', 'packet', 'name']);
});

test('small questions that could all be captured together come by turns with everybody', () => {
  const voters = [over('web', 'https'), over('name', 'dns'), over('other', 'dns')];

  expect(stage(voters).quiet(3)).toEqual(['web', 'name', 'other']);
});

test('who rests is asked after all others, even after those whose question is dear', () => {
  const { resting, quiet } = stage([over('name', 'dns'), over('packet', 'stun'), over('web', 'https')]);

  resting.add('name').add('packet');

  expect(quiet(1)).toEqual(['web']);
});

test('in a vote operators that said something already come after new ones, and before the resting', () => {
  const { resting, inVote } = stage([
    over('a', 'https', 'one'),
    over('b', 'dns', 'one'),
    over('c', 'https', 'two'),
  ]);

  const fresh = inVote('one');
  resting.add('c');
  const heard = inVote('one');

  expect([fresh, heard]).toEqual(['c', 'a']);
});

test('nobody is named when nobody may be asked', () => {
  const { rotation } = stage(all);

  expect(rotation.nextWhileQuiet(() => false)).toBeUndefined();
  expect(rotation.nextInVote(() => false, new Set())).toBeUndefined();
});
