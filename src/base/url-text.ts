import { secretMark } from './secret-text.ts';

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

/** What a URL gives away, as it is written and as it is meant: its credentials, its query and the values in it. */
export function secretsInUrl(text: string): string[] {
  const url = URL.parse(text);
  if (!url) return [];
  const credentials = credentialsIn(url);
  return [
    ...[url.password, url.username, url.search.slice(1)].flatMap((part) => [part, decoded(part)]),
    ...[...url.searchParams.values()].filter((value) => value.length >= 8),
    ...(credentials === undefined ? [] : [credentials]),
  ];
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
