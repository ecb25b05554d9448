import { secretMark } from './secret-mark.ts';

/** A URL, or what was meant to be one, as it may be shown: without credentials, query and fragment. */
export function shownUrl(text: string): string {
  const parsed = URL.parse(text);
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed.origin + parsed.pathname.replace(/^\/$/, '');
  return text.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//');
}

/**
 * A setting, which may be a list with URLs in it, with a mark where a URL carries credentials or a query, with or
 * without its scheme. A password may hold a comma, a slash or an @, so all up to the last @ goes, even where that
 * takes another entry of the list with it.
 */
export function withoutUrlSecrets(setting: string): string {
  return setting
    .replace(/\/\/.*@/s, `//${secretMark}@`)
    .replace(/(^|,)(?!\s*(?:dns|stun|gateway|interface|static):)[^,@/]*:[^/].*@/s, `$1${secretMark}@`)
    .replace(/\?.*/s, `?${secretMark}`);
}

/** A text with a mark for each segment in the paths of its URLs that is long enough to be a token. */
export function withoutUrlTokens(text: string): string {
  // A host follows the scheme; `http://…/rootDesc.xml` is our own example.
  return text.replace(/(:\/\/[^\s,/…"]+)((?:\/[^\s,/"?#]*)+)/g, (_, host: string, path: string) =>
    host.concat(path.replace(/[^/]{12,}/g, secretMark)),
  );
}

/**
 * What a URL gives away, as it is written and as it is meant: its credentials, its query and the values in it, and
 * the segments of its path that are long enough to be a token.
 */
export function secretsInUrl(text: string): string[] {
  const url = URL.parse(text);
  if (!url) return [];
  const credentials = credentialsIn(url);
  const segments = url.pathname.split('/').filter((segment) => segment.length >= 12);
  return [
    ...[url.password, url.username, url.search.slice(1), ...segments].flatMap((part) => [
      part,
      decoded(part),
    ]),
    ...[...url.searchParams.values()].filter(couldBeToken),
    ...(credentials === undefined ? [] : [credentials]),
  ];
}

// A short one such as `json` is a word of the service.
function couldBeToken(value: string): boolean {
  return value.length >= 8 || (value.length >= 3 && /\d/.test(value) && /[a-z]/i.test(value));
}

/** `user:password` as basic authentication sends them; undefined when the URL has neither. */
export function credentialsIn({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `${decoded(username)}:${decoded(password)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
