import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { liveLong } from './life.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** What a leak is made of: entries need a map, a set or an array, whoever waits has a promise, a signal or a closure. */
const kinds = { Map, Set, Array, Function, AbortController, AbortSignal, Promise };

function counts(): Record<string, number> {
  collect();
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, made]) => [kind, queryObjects(made, { format: 'count' })]),
  );
}

const half = 150;

it('keeps no more after many faults than after half of them', async () => {
  const seen: Record<string, number>[] = [];

  await liveLong(4, 2 * half, (episode) => {
    if (episode % half === 0) seen.push(counts());
  });

  const [before = {}, after = {}] = seen;
  // One of each episode that were kept would be as many more.
  const grown = Object.entries(after).filter(([kind, count]) => count - (before[kind] ?? 0) > half / 2);
  expect(seen).toHaveLength(2);
  expect(grown).toEqual([]);
});
