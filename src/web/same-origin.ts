import type { Request } from './request.ts';

/**
 * Whether a request comes from a page of this very server: browsers say so by themselves (Fetch Metadata, or the Origin
 * of a POST), and no page can make them lie. Who says neither is no browser, and is not let in by this.
 */
export function isSameOrigin(request: Pick<Request, 'headers'>): boolean {
  const { headers } = request;
  const site = headers.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  // Over plain HTTP, as at home, browsers send the Origin alone.
  return isHost(headers.get('origin') ?? '', request);
}

/** Whether a browser says that a page of another place is behind the request. Routers and other programs say nothing of the kind. */
export function isForeign(request: Pick<Request, 'headers'>): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return ['origin', 'referer'].some((name) => {
    const from = request.headers.get(name);
    return from !== undefined && !isHost(from, request);
  });
}

function isHost(url: string, { headers }: Pick<Request, 'headers'>): boolean {
  return URL.canParse(url) && new URL(url).host === headers.get('host')?.toLowerCase();
}
