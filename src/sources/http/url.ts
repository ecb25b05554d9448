import { type Family, familyOf } from '../../ip/address.ts';
import { familyNames } from '../server.ts';
import { type HttpSourceSpec, httpText } from './http-text.ts';

/** Any web address whose answer is the address, as text or as JSON with a field `ip`. Throws an Error that says what is wrong. */
export function url(entry: string, family: Family): HttpSourceSpec {
  if (!URL.canParse(entry)) throw new Error(`${shownUrl(entry)} is no URL`);
  const parsed = new URL(entry);
  const literal = familyOf(parsed.hostname.replace(/^\[|\]$/g, ''));
  if (literal !== undefined && literal !== family)
    throw new Error(
      `${shownUrl(entry)} is an ${familyNames[literal]} server, which cannot tell an ${familyNames[family]} address`,
    );
  return httpText({ name: shownUrl(entry), url: parsed, mayBePrivate: true });
}

/** A URL, or what was meant to be one, without credentials, query and fragment. */
export function shownUrl(text: string): string {
  const parsed = URL.parse(text);
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed.origin + parsed.pathname.replace(/^\/$/, '');
  return text.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//');
}
