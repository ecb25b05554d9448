import { describe, expect, test } from 'vitest';
import { allPages, countedPages, inLink, nextLink, type Page } from '../../../src/providers/api/paging.ts';
import { failureOf } from '../contract/provided.ts';

/** Pages by where they begin; the first one by `start`. */
const of = (pages: Record<string, Page<string>>) => {
  const asked: (string | number | undefined)[] = [];
  const read = async (at: string | number | undefined): Promise<Page<string>> => {
    asked.push(at);
    return pages[String(at ?? 'start')] ?? { items: [] };
  };
  return { asked, list: () => allPages('the list', read) };
};

describe('a listing of pages that are counted', () => {
  const letters = ['a', 'b', 'c', 'd', 'e'];
  const list = (perPage: number, total = letters.length) => {
    const asked: number[] = [];
    const read = async (page: number) => {
      asked.push(page);
      return { items: letters.slice((page - 1) * perPage, page * perPage), total };
    };
    return { asked, found: () => countedPages('the list', read) };
  };

  test('is read until all have come, however few are on a page', async () => {
    const { asked, found } = list(2);

    expect(await found()).toEqual(letters);
    expect(asked).toEqual([1, 2, 3]);
  });

  test('is not taken for complete where fewer come than it says', async () => {
    expect((await failureOf(list(2, 7).found())).message).toMatch(/does not come to an end/);
    expect((await failureOf(list(9, 7).found())).message).toMatch(/does not come to an end/);
  });
});

describe('a listing of several pages', () => {
  test('is read to its end', async () => {
    const { list, asked } = of({
      start: { items: ['a', 'b'], next: 2 },
      2: { items: ['c'], next: 'x' },
      x: { items: ['d'], total: 4 },
    });

    expect(await list()).toEqual(['a', 'b', 'c', 'd']);
    expect(asked).toEqual([undefined, 2, 'x']);
  });

  test('ends at an empty cursor', async () => {
    expect(await of({ start: { items: ['a'], next: '' } }).list()).toEqual(['a']);
  });

  test.each<[title: string, pages: Record<string, Page<string>>, says: RegExp]>([
    [
      'a page that repeats the one before',
      { start: { items: ['a'], next: 2 }, 2: { items: ['a'], next: 3 } },
      /does not come to an end/,
    ],
    [
      'a cursor that leads to itself',
      { start: { items: ['a'], next: 'x' }, x: { items: ['b'], next: 'x' } },
      /end/,
    ],
    [
      'fewer items than it says',
      { start: { items: ['a'], next: 2, total: 3 }, 2: { items: ['b'], total: 3 } },
      /changed while it was read/,
    ],
    [
      'a record deleted while it was read, that moved another to the page before',
      { start: { items: ['a', 'b'], next: 2, total: 4 }, 2: { items: ['d'], total: 3 } },
      /changed while it was read/,
    ],
    [
      'a page less than the first one says, where the last counts itself',
      { start: { items: ['a', 'b'], next: 2, total: 4 }, 2: { items: ['d'], total: 1 } },
      /changed while it was read/,
    ],
    [
      'more items than it says',
      { start: { items: ['a', 'd'], next: 2 }, 2: { items: ['b', 'c'], total: 3 } },
      /changed while/,
    ],
  ])('proves nothing when there is %s', async (_, pages, says) => {
    const failure = await failureOf(of(pages).list());

    expect(failure.kind).toBe('transient');
    expect(failure.message).toMatch(says);
  });

  test('does not go on for ever', async () => {
    let calls = 0;

    const failure = await failureOf(
      allPages('the list', async () => ({ items: [++calls], next: calls + 1 })),
    );

    expect(failure.kind).toBe('transient');
    expect(calls).toBe(1000);
  });

  test('goes by the pages where a later one counts only what is on it', async () => {
    const pages = of({
      start: { items: ['a', 'b'], next: 2, total: 2 },
      2: { items: ['c', 'd'], next: 3, total: 2 },
      3: { items: ['e'], total: 1 },
    });

    expect(await pages.list()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('takes only the number out of a link', () => {
    expect(inLink('https://elsewhere.example/records?page=3&per_page=20', 'page')).toBe('3');
    expect(inLink('/records?cursor=abc%3D', 'cursor')).toBe('abc=');
    expect(inLink('https://elsewhere.example/records', 'page')).toBeUndefined();
    expect(inLink('', 'page')).toBeUndefined();
    expect(inLink(null, 'page')).toBeUndefined();
  });

  test('finds the link to the next page among others', () => {
    const others = '<https://a.example/?cursor=>; rel="first", <https://a.example/?cursor=b>; rel="prev"';

    expect(nextLink(`${others}, <https://a.example/?cursor=c>; rel="next"`)).toBe(
      'https://a.example/?cursor=c',
    );
    expect(nextLink('<https://a.example/?page=2>; title="x"; rel=next')).toBe('https://a.example/?page=2');
    expect(nextLink(others)).toBeUndefined();
    expect(nextLink('')).toBeUndefined();
    expect(nextLink(undefined)).toBeUndefined();
  });
});
