import { parse } from 'tldts';

const options = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;

/**
 * What `PublicSuffixes` promises. The tables take 1.4 MB as soon as this file is read, so nobody imports it but
 * `loadPublicSuffixes`.
 */
export function registrableDomain(name: string): string | undefined {
  const { domain, isIcann, isPrivate } = parse(name.replace(/\.$/, '').toLowerCase(), options);
  return (isIcann || isPrivate) && domain !== null ? domain : undefined;
}
