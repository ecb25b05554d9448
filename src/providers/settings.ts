import { parsed } from '../settings/rows.ts';
import {
  ofServer,
  type RequiredSetting,
  type SettingsTable,
  type Texts,
  withDefault,
} from '../settings/setting.ts';

/** Where the API of a host is, for a sandbox or a test. */
export function apiUrl(url: string, about?: string): RequiredSetting<string> {
  return withDefault(url, baseUrl(about));
}

/** The same of a host that is everywhere else. */
export function baseUrl(about = 'where the API is'): RequiredSetting<string> {
  const accepted = 'an http:// or https:// URL without user name, query or fragment';
  return ofServer(parsed(about, accepted, (given) => (isBaseUrl(given) ? given : undefined)));
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}

/** Which server holds the zones of a target, as one text. */
export function serverOf(settings: SettingsTable, given: Texts): string {
  const rows = Object.entries(settings).filter(([, { server }]) => server);
  return rows.map(([name, { defaultText }]) => placeText(given[name] ?? defaultText ?? '')).join(' ');
}

/** The same with what tells two zones of one name apart there. */
export function holderOf(settings: SettingsTable, given: Texts): readonly string[] {
  const ids = Object.entries(settings).flatMap(([name, { perZone }]) => (perZone ? (given[name] ?? '') : []));
  return [serverOf(settings, given), ...ids];
}

/** Whether a zone of one name is the same zone with these settings and with those. */
export function isSameHolder(settings: SettingsTable, one: Texts, other: Texts): boolean {
  if (serverOf(settings, one) !== serverOf(settings, other)) return false;
  const ids = Object.entries(settings).filter(([, { perZone }]) => perZone);
  // Without an id a zone is looked up, and may be the very one.
  return ids.every(([name]) => !one[name] || !other[name] || one[name] === other[name]);
}

/** A URL or a host in one spelling. */
function placeText(text: string): string {
  const url = /^https?:/i.test(text) ? URL.parse(text)?.href : undefined;
  return url?.replace(/\/+$/, '') ?? text.toLowerCase().replace(/\.?(:53)?$/, '');
}
