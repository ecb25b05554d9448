/** What the public suffix list (publicsuffix.org) says, ICANN's part and the private one. */
export interface PublicSuffixes {
  /**
   * The shortest part of a name that somebody can register: `example.co.uk` of `a.example.co.uk`. Undefined where no
   * rule of the list covers the name (`nas.lan`), where the name is a suffix itself (`co.uk`), and for addresses.
   */
  registrableDomain(name: string): string | undefined;
}

/** Reads the list, which lies in a file of its own and stays in memory: only for settings that need it. */
export async function loadPublicSuffixes(): Promise<PublicSuffixes> {
  const { registrableDomain } = await import('./public-suffix-list.ts');
  return { registrableDomain };
}
