import { canonicalQuery, hmac, strictlyEncoded } from '../../api/digests.ts';
import type { Outgoing } from '../../api/rest-api.ts';

export interface BceKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
}

/** Seconds for which a signature counts: the vendor's default. */
const validFor = 1800;

/** The time as Baidu AI Cloud writes it: 2015-04-27T08:23:49Z. */
export function bceTime(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

/**
 * The Authorization of a request in which these headers are signed too, their names in lower case: bce-auth-v1.
 * https://cloud.baidu.com/doc/Reference/s/njwvz1yfu
 */
export function bceAuthorization(
  { method, url }: Outgoing,
  signedHeaders: Readonly<Record<string, string>>,
  { accessKeyId, secretAccessKey, now }: BceKey,
): string {
  const { pathname, searchParams } = new URL(url);
  const path = pathname
    .split('/')
    .map((part) => strictlyEncoded(decodeURIComponent(part)))
    .join('/');
  const names = Object.keys(signedHeaders).sort();
  const headers = names.map((name) => `${name}:${strictlyEncoded(signedHeaders[name]?.trim() ?? '')}`);
  const canonical = [method, path, canonicalQuery(searchParams), headers.join('\n')].join('\n');
  const prefix = `bce-auth-v1/${accessKeyId}/${bceTime(now)}/${validFor}`;
  const signing = hmac('sha256', secretAccessKey, prefix).toString('hex');
  const signature = hmac('sha256', signing, canonical).toString('hex');
  return `${prefix}/${names.join(';')}/${signature}`;
}

/** The headers that authenticate a request. */
export function bceHeaders(request: Outgoing, key: BceKey) {
  const date = bceTime(key.now);
  const signed = { host: new URL(request.url).host, 'x-bce-date': date };
  return { 'x-bce-date': date, authorization: bceAuthorization(request, signed, key) };
}
