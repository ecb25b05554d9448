import type { ProviderSetting, ProviderValues } from './provider.ts';

/** A credential that travels in a header or a URL. */
export function credential(name: string, meaning: string): ProviderSetting {
  return {
    name,
    meaning,
    secret: true,
    accepted: 'visible ASCII characters without a space',
    valid: (value) => /^[\x21-\x7e]+$/.test(value),
  };
}

/** Where the API is, for a sandbox or a test. */
export function apiUrl(name: string, url: string | undefined, meaning = 'where the API is'): ProviderSetting {
  return {
    name,
    meaning,
    ...(url !== undefined && { default: url }),
    accepted: 'an http:// or https:// URL without user name, query or fragment',
    valid: isBaseUrl,
  };
}

/** A `check` of settings that must all be given. */
export function allOf(...names: readonly string[]): (values: ProviderValues) => string[] {
  return (values) => names.filter((name) => !values[name]).map((name) => `${name} is required`);
}

function isBaseUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && username + password + search + hash === '';
}
