import { parse } from 'tldts';

const options = { allowPrivateDomains: true, extractHostname: false, validateHostname: false } as const;

// What `PublicSuffixes` promises. The tables take 1.4 MB as soon as this file is read, so nobody imports it but
// `loadPublicSuffixes`.

export function registrableDomain(name: string): string | undefined {
  const { domain, isListed } = lookUp(name);
  return isListed && domain !== null ? domain : undefined;
}

export function isPublicSuffix(name: string): boolean {
  const { domain, isListed } = lookUp(name);
  return isListed && domain === null;
}

function lookUp(name: string) {
  const { domain, isIcann, isPrivate } = parse(name.replace(/\.$/, '').toLowerCase(), options);
  return { domain, isListed: isIcann === true || isPrivate === true };
}
