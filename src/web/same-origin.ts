import type { Request } from './request.ts';

/**
 * Whether a request comes from a page of this very server: browsers say so by themselves (Fetch Metadata, or the Origin
 * of a POST), and no page can make them lie. Who says neither is no browser, and is not let in by this.
 */
export function isSameOrigin({ headers }: Pick<Request, 'headers'>): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  // Over plain HTTP, as at home, browsers send the Origin alone.
  const origin = headers.get('origin') ?? '';
  return URL.canParse(origin) && new URL(origin).host === headers.get('host')?.toLowerCase();
}
