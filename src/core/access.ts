import type { Provider } from '../providers/provider.ts';

/** The way to a DNS host, with credentials that may change while the program runs. */
export interface Access {
  /** The DNS host, asked with the credentials as they were read last. */
  readonly provider: Provider;
  /** Reads again what the credentials are now. Never throws. */
  refresh(): Credentials;
}

/** What a look at the credentials came to. */
export interface Credentials {
  /** Grows with every change. */
  readonly version: number;
  /** Why a file that could be used before cannot be used now; its last content stays in use. */
  readonly trouble: string | undefined;
}

/** Access whose credentials never change. */
export function fixedAccess(provider: Provider): Access {
  return { provider, refresh: () => ({ version: 1, trouble: undefined }) };
}
