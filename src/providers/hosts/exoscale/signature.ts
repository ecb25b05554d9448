import { hmac } from '../../api/digests.ts';
import type { Outgoing } from '../../api/rest-api.ts';

export interface Exo2Key {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
}

// Milliseconds that a signature is good for.
const lifetime = 600_000;

/**
 * The header of a request without a query, signed by EXO2-HMAC-SHA256: method and path, body, no parameter, no header, and
 * the end of its life. https://openapi-v2.exoscale.com/topic/topic-api-request-signature
 */
export function exo2Headers({ method, url, body = '' }: Outgoing, { apiKey, apiSecret, now }: Exo2Key) {
  const expires = Math.floor((now + lifetime) / 1000);
  const text = [`${method} ${new URL(url).pathname}`, body, '', '', expires].join('\n');
  const signature = hmac('sha256', apiSecret, text).toString('base64');
  return { authorization: `EXO2-HMAC-SHA256 credential=${apiKey},expires=${expires},signature=${signature}` };
}
