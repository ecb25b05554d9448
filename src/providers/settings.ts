import { parsed } from '../settings/rows.ts';
import { type RequiredSetting, withDefault } from '../settings/setting.ts';

/** Where the API of a host is, for a sandbox or a test. */
export function apiUrl(url: string, about?: string): RequiredSetting<string> {
  return withDefault(url, baseUrl(about));
}

/** The same of a host that is everywhere else. */
export function baseUrl(about = 'where the API is'): RequiredSetting<string> {
  const accepted = 'an http:// or https:// URL without user name, query or fragment';
  return parsed(about, accepted, (given) => (isBaseUrl(given) ? given : undefined));
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}
