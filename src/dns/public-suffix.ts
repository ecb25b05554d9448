/** What the public suffix list (publicsuffix.org) says, ICANN's part and the private one. */
export interface PublicSuffixes {
  /**
   * The shortest part of a name that somebody can register: `example.co.uk` of `a.example.co.uk`. Undefined where no
   * rule of the list covers the name (`nas.lan`), where the name is a suffix itself (`co.uk`), and for addresses.
   */
  registrableDomain(name: string): string | undefined;
  /** Whether others register their domains directly below this name (`co.uk`, `duckdns.org`). */
  isPublicSuffix(name: string): boolean;
}

/** Reads the list, which lies in a file of its own and stays in memory: only for settings that need it. */
export async function loadPublicSuffixes(): Promise<PublicSuffixes> {
  const { isPublicSuffix, registrableDomain } = await import('./public-suffix-list.ts');
  return { isPublicSuffix, registrableDomain };
}
