import { sha1Hex } from '../../api/digests.ts';
import type { Outgoing } from '../../api/rest-api.ts';

export interface NfsnKey {
  readonly login: string;
  readonly apiKey: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
  /** 16 letters and digits, never used before. */
  readonly salt: string;
}

/**
 * The value of X-NFSN-Authentication for one request: a hash over path and body with the key in it, which the API takes for
 * some seconds. https://members.nearlyfreespeech.net/wiki/API/Introduction
 */
export function nfsnAuthentication(
  { url, body = '' }: Pick<Outgoing, 'url' | 'body'>,
  { login, apiKey, now, salt }: NfsnKey,
): string {
  const known = `${login};${Math.floor(now / 1000)};${salt}`;
  return `${known};${sha1Hex(`${known};${apiKey};${new URL(url).pathname};${sha1Hex(body)}`)}`;
}
