import { shownUrl } from '../../base/url-text.ts';
import { type Family, familyOf } from '../../ip/address.ts';
import { hostOf } from '../../net/server.ts';
import type { RegistrableDomain } from '../operator.ts';
import { familyNames } from '../server.ts';
import { type HttpSourceSpec, httpText } from './http-text.ts';

/** Any web address whose answer is the address, as text or as JSON with a field `ip`. Throws an Error that says what is wrong. */
export function url(entry: string, family: Family, registrableDomain?: RegistrableDomain): HttpSourceSpec {
  if (!URL.canParse(entry)) throw new Error(`${shownUrl(entry)} is no URL`);
  const parsed = new URL(entry);
  const literal = familyOf(hostOf(parsed));
  if (literal !== undefined && literal !== family)
    throw new Error(
      `${shownUrl(entry)} is an ${familyNames[literal]} server, which cannot tell an ${familyNames[family]} address`,
    );
  return httpText({ name: shownUrl(entry), url: parsed, mayBePrivate: true, registrableDomain });
}
