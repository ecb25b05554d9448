/** An address of `NOTIFY_URLS`, taken apart. */
export interface NotifyAddress {
  readonly scheme: string;
  /** How its server is reached; undefined where that is left to the service. */
  readonly said: 'https' | 'http' | undefined;
  readonly user: string;
  readonly password: string;
  readonly hostname: string;
  /** With its port, as it is written. */
  readonly host: string;
  /** Decoded, without those that are empty. */
  readonly path: readonly string[];
  /** As it is written. */
  readonly rawPath: string;
  /** The whole address, as it is written. */
  readonly text: string;
  readonly query: readonly (readonly [key: string, value: string])[];
  /** Decoded; what stands behind a `#`. */
  readonly fragment: string;
}

const unreadable =
  'cannot be read as a URL; in a user, a password or a token write %23 for #, %2F for /, %3A for :, %3F for ? and %40 for @';

/** Throws an Error whose message continues "NOTIFY_URLS …". */
export function parseAddress(text: string): NotifyAddress {
  const [, scheme = '', said = '', rest = ''] = /^([a-z\d.-]+)(?:\+(https?))?:\/\/(.*)$/is.exec(text) ?? [];
  // With a scheme that the parser does not know, it leaves host and port as they are.
  const url = /\s/.test(rest) ? undefined : URL.parse(`notify://${rest}`);
  if (scheme === '' || !url) throw new Error(unreadable);
  try {
    return {
      scheme: scheme.toLowerCase(),
      said: said === '' ? undefined : said.toLowerCase() === 'http' ? 'http' : 'https',
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      hostname: url.hostname,
      host: url.host,
      ...{ rawPath: url.pathname, text },
      path: url.pathname.split('/').filter(Boolean).map(decodeURIComponent),
      query: [...url.searchParams],
      fragment: decodeURIComponent(url.hash.slice(1)),
    };
  } catch {
    throw new Error(unreadable);
  }
}

/** The value of a query parameter, whatever the case of its key; the first of these names that is there. */
export function parameter({ query }: NotifyAddress, ...names: readonly string[]): string | undefined {
  return query.find(([key]) => names.includes(key.toLowerCase()))?.[1];
}

/** Entries of a query parameter between commas. */
export function listIn(address: NotifyAddress, ...names: readonly string[]): string[] {
  const text = parameter(address, ...names) ?? '';
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

export function isYes(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(yes|true|1|on)$/i.test(text)) return true;
  if (/^(no|false|0|off)$/i.test(text)) return false;
  throw new Error('has something else than yes or no in a query parameter that is one of both');
}

/** The parameters by which a server of one's own is reached without TLS. */
export const tlsParameters = ['scheme', 'disabletls'] as const;

/** The base of the server that an address names, by TLS unless it says something else: `https://HOST:PORT`. */
export function serverOf(address: NotifyAddress): { readonly base: string; readonly isGuessed: boolean } {
  const { said, host } = address;
  const scheme = parameter(address, 'scheme')?.toLowerCase();
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http')
    throw new Error('has a ?scheme= that is neither https nor http');
  const plain = isYes(parameter(address, 'disabletls'));
  const chosen = said ?? scheme ?? (plain === undefined ? undefined : plain ? 'http' : 'https');
  const base = URL.parse(`${chosen ?? 'https'}://${host}`);
  if (host === '' || !base) throw new Error('names no server');
  return { base: base.origin, isGuessed: chosen === undefined };
}

/** The value of the header that basic authentication needs; undefined without credentials. */
export function basicAuth({ user, password }: Pick<NotifyAddress, 'user' | 'password'>): string | undefined {
  if (user === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A path of these segments, each of them encoded, with a slash in front of each. */
export function pathOf(...segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
}
