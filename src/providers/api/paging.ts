import { Failure } from '../../base/failure.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins (a page number, an offset or a cursor); absent on the last one. */
  readonly next?: string | number | undefined;
  /** How many items all pages hold, where the service says so. */
  readonly total?: number | undefined;
}

const maxPages = 1000;

/**
 * All items of a listing. `what` is listed, for messages. A listing that repeats itself, does not end or holds
 * another number of items than it says (it changed while it was read) is a transient Failure: what is not on
 * it is then not known to be absent.
 */
export async function allPages<T>(
  what: string,
  read: (at: string | number | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  const seen = new Set<string>();
  let at: string | number | undefined;
  let counted: number | undefined;
  for (let page = 1; page <= maxPages; page++) {
    const { items, next, total } = await read(at);
    const fresh = items.filter((item) => isNew(JSON.stringify(item), seen));
    found.push(...fresh);
    const ended = next === undefined || next === '';
    // Some services count on a page what is on that page alone, and not what is on all.
    const all = total === items.length ? undefined : total;
    // What was deleted meanwhile moves others to a page that was read already, and the last count may fit by then.
    const isOther = counted !== undefined && all !== undefined && all !== counted;
    counted ??= all;
    if (page > 1 && (isOther || (ended && counted !== undefined && found.length !== counted)))
      throw new Failure('transient', `${what} changed while it was read`);
    if (ended) return found;
    if (fresh.length === 0 || next === at) break;
    at = next;
  }
  throw new Failure('transient', `${what} does not come to an end`);
}

/**
 * The same of pages that are counted from 1, until as many items have come as the service says that there are: it may put fewer
 * on a page than it was asked for.
 */
export function countedPages<T>(
  what: string,
  read: (page: number) => Promise<Required<Omit<Page<T>, 'next'>>>,
): Promise<T[]> {
  let come = 0;
  return allPages(what, async (at = 1) => {
    const { items, total } = await read(Number(at));
    come += items.length;
    return { items, total, next: total !== undefined && come < total ? Number(at) + 1 : undefined };
  });
}

/**
 * The number or cursor in a "next page" link. The link itself is never followed: it may lead to a foreign
 * host, and the credentials would go along.
 */
export function inLink(link: string | null | undefined, parameter: string): string | undefined {
  if (!link) return undefined;
  return new URL(link, 'http://link').searchParams.get(parameter) ?? undefined;
}

/** The link to the next page in a `Link` header (RFC 8288), if there is one. */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, link, parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^,<]*)/g))
    if (/;\s*rel="?next"?\s*(;|$)/.test(parameters)) return link;
  return undefined;
}

function isNew(text: string, seen: Set<string>): boolean {
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}
