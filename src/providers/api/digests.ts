import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of a text in UTF-8, in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-1 of a text in UTF-8, in lower-case hexadecimal, for APIs that have nothing newer. */
export function sha1Hex(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** The HMAC (RFC 2104) of a text in UTF-8. */
export function hmac(algorithm: 'sha1' | 'sha256', key: string | Uint8Array, text: string): Buffer {
  return createHmac(algorithm, key).update(text).digest();
}

/** Encoded as RFC 3986 has it, where all but letters, digits and `-._~` is escaped, in URLs as in what is signed. */
export function strictlyEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The fields of a query in the order of their names and encoded strictly, as most signatures want them. */
export function canonicalQuery(fields: Iterable<readonly [string, string]>): string {
  const encoded = [...fields].map(([name, value]) => `${strictlyEncoded(name)}=${strictlyEncoded(value)}`);
  return encoded.sort((a, b) => (a < b ? -1 : 1)).join('&');
}
