/** One request as it came: without a body, because nothing here needs one. */
export interface Request {
  /** In capitals, as it was written. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As it was written, without its question mark; empty where there is none. */
  readonly query: string;
  /** What the caller calls us: the name, without its port; undefined where it gives none. */
  readonly host: string | undefined;
  /** By lower-case name. A field that came twice is joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** The caller's address, an IPv4-mapped one as IPv4, without its zone; empty where it is gone already. */
  readonly from: string;
}

/** What the bytes that came so far are; `refused` with the status to answer and a line for the caller. */
export type Head =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'complete'; readonly request: Omit<Request, 'from'> }
  | { readonly kind: 'refused'; readonly status: 400 | 431 | 505; readonly reason: string };

/** Bytes; what a browser sends with its cookies is half of it. */
export const longestHead = 8192;

const startLine = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/(\d)\.\d$/;
const field = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;
const authority = /^(\[[\da-f:.]+(?:%[\w.~-]+)?\]|[^\s:/?#@[\]\\]+)?(?::\d{0,5})?$/i;

/** Reads the head of a request (RFC 9112, sections 2 to 5). Never throws, whatever the bytes are. */
export function readHead(bytes: Buffer): Head {
  // Empty lines in front are allowed (section 2.2). What begins otherwise than with a word is TLS, or no HTTP at all.
  const start = bytes.findIndex((byte) => byte !== 0x0d && byte !== 0x0a);
  if (start === -1) return bytes.length > longestHead ? tooLong : incomplete;
  if (!/[A-Za-z]/.test(String.fromCharCode(bytes[start] ?? 0))) return noHttp;
  const text = bytes.toString('latin1', start, longestHead);
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) return bytes.length > longestHead ? tooLong : incomplete;
  const [first = '', ...lines] = text.slice(0, end.index).split(/\r?\n/);
  const [, method, target, major] = startLine.exec(first) ?? [];
  if (method === undefined || target === undefined) return noHttp;
  if (major !== '1') return { kind: 'refused', status: 505, reason: 'Only HTTP/1 is spoken here.' };

  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = field.exec(line) ?? [];
    if (name === undefined || value === undefined || /[\0\r]/.test(value)) return noHttp;
    const key = name.toLowerCase();
    const before = headers.get(key);
    if (before !== undefined && key === 'host') return noHttp;
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  // A proxy writes the whole URL, and its host is the one that counts (section 3.2.2).
  const [, named, rest] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target) ?? [];
  const host = nameIn(named ?? headers.get('host') ?? '');
  if (host === undefined) return noHttp;
  const [, path, query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(rest ?? target) ?? [];
  const request = { method, path: path || '/', query, host: host === '' ? undefined : host, headers };
  return { kind: 'complete', request };
}

const incomplete = { kind: 'incomplete' } as const;
const noHttp = { kind: 'refused', status: 400, reason: 'That is no HTTP request.' } as const;
const tooLong = {
  kind: 'refused',
  status: 431,
  reason: `The head of a request holds at most ${longestHead} bytes here.`,
} as const;

/** The name in an authority, lower-case, without brackets, port and the dot of the root; undefined: it is none. */
function nameIn(text: string): string | undefined {
  const match = authority.exec(text);
  return match
    ? (match[1] ?? '')
        .toLowerCase()
        .replace(/^\[|\]$/g, '')
        .replace(/\.$/, '')
    : undefined;
}
