import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { instanceAnswer, instanceMark } from '../../src/process/instance.ts';

it.runIf(existsSync('/proc/self/ns/mnt'))('the mark of a container is the same whenever it is read', () => {
  expect(instanceMark()).toMatch(/^[\da-f-]{36} pid:\[\d+\] mnt:\[\d+\]$/);
  expect(instanceMark()).toBe(instanceMark());
});

describe('who asks with a mark', () => {
  it.each([
    { mark: 'a', own: 'a', answer: 'this' },
    { mark: 'a', own: 'b', answer: 'another' },
    // Where the system does not tell, an answer of ours is all that can be asked for.
    { mark: '', own: 'b', answer: 'this' },
    { mark: 'a', own: undefined, answer: 'this' },
  ])('$mark of $own is told $answer', ({ mark, own, answer }) => {
    expect(instanceAnswer(mark, own)).toBe(answer);
  });
});
