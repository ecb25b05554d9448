import { readdirSync, readFileSync } from 'node:fs';
import { array, boolean, number, object, parse, record, string, union } from 'valibot';
import { describe, expect, it } from 'vitest';
import { relive } from './life.ts';

// Lives in which the program broke what must hold, as `npm run bench -- simulation --seed 123 --write NAME` wrote them
// down before it was mended: they need no seed, so they stay what they are when others come to draw something else.
const folder = new URL('found/', import.meta.url);
const file = object({
  about: string(),
  breaks: string(),
  draws: record(string(), union([string(), number(), boolean(), array(string())])),
});
const found = readdirSync(folder).map((name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return { name, ...parse(file, JSON.parse(text)) };
});

describe('a life in which the program broke something once', () => {
  it.each(found)('holds every invariant now: $name', async ({ draws }) => {
    const life = await relive(new Map(Object.entries(draws)));

    expect(life.violations).toEqual([]);
  });

  it.each(found)('still meets the faults that lay in wait: $name', async ({ draws }) => {
    const { met, unfit } = await relive(new Map(Object.entries(draws)));

    const laid = Object.values(draws).flatMap((drawn) => (Array.isArray(drawn) ? drawn : []));
    expect(unfit).toEqual([]);
    // One that was to strike while the program does something may come when it does something else.
    const wordOf = (fault: string) => fault.replace(/ @.*/, '');
    const words = new Set([...met.keys()].map(wordOf));
    expect(laid.map(wordOf).filter((fault) => !words.has(fault))).toEqual([]);
  });

  it.each(found)('says what was wrong: $name', ({ about, breaks }) => {
    expect(about).toMatch(/\.$/);
    expect(breaks).not.toBe('');
  });
});
