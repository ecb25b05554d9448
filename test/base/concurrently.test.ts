import { expect, test } from 'vitest';
import { concurrently } from '../../src/base/concurrently.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('gives the results in the order of the items, whatever is done first', async () => {
  const waits = [3, 1, 2, 0];

  const results = await concurrently(waits, 2, async (wait) => {
    for (let n = 0; n < wait; n++) await turn();
    return wait;
  });

  expect(results).toEqual(waits);
});

test('does no more at a time than it may', async () => {
  let now = 0;
  let most = 0;

  await concurrently(Array.from({ length: 10 }), 3, async () => {
    most = Math.max(most, ++now);
    await turn();
    now--;
  });

  expect(most).toBe(3);
});

test('begins nothing more after a failure, and throws it', async () => {
  const begun: number[] = [];

  const work = concurrently([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item);
    await turn();
    if (item === 2) throw new Error('two is wrong');
  });

  await expect(work).rejects.toThrow('two is wrong');
  await turn();
  await turn();
  expect(begun).toEqual([1, 2, 3]);
});

test('has nothing to do for no items', async () => {
  expect(await concurrently([], 5, async () => 'never')).toEqual([]);
});
