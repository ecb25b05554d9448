import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { faultWait, jittered, waitAfter } from '../../src/core/retry-delay.ts';

const most = () => 1;
const seconds = (waits: readonly number[]) => waits.map((wait) => wait / 1_000);

test('a fault of the host is tried each quarter of a minute at first, then ever more seldom', () => {
  const waits = Array.from({ length: 20 }, (_, attempt) => faultWait(attempt, most));
  expect(seconds(waits)).toEqual([
    1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15, 15, 30, 60, 120, 240, 300, 300, 300, 300,
  ]);
  expect(faultWait(1_000_000, most)).toBe(300_000);
});

test('what fails by itself doubles from a second to five minutes', () => {
  const waits = Array.from({ length: 11 }, (_, attempt) => jittered(attempt, most));
  expect(seconds(waits)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('no draw makes a wait of nothing', () => {
  expect(faultWait(0, () => 0)).toBe(250);
  expect(jittered(30, () => 0)).toBe(250);
});

test('a fault of the host is waited for as such', () => {
  expect(waitAfter(new Failure('transient', 'has a fault of its own'), 9, most)).toBe(15_000);
});
