import { canonicalQuery, hmac, sha256Hex, strictlyEncoded } from '../../api/digests.ts';
import type { Outgoing } from '../../api/rest-api.ts';

export interface SdkKey {
  readonly accessKey: string;
  readonly secretKey: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
}

const signed = 'host;x-sdk-date';

/** What is signed of a request, by Huawei Cloud's SDK-HMAC-SHA256; the date as 20060102T150405Z. */
export function canonicalRequest({ method, url, body = '' }: Outgoing, date: string): string {
  const { host, pathname, searchParams } = new URL(url);
  const path = pathname
    .split('/')
    .map((part) => strictlyEncoded(decodeURIComponent(part)))
    .join('/')
    .replace(/\/*$/, '/');
  const headers = `host:${host}\nx-sdk-date:${date}\n`;
  return [method, path, canonicalQuery(searchParams), headers, signed, sha256Hex(body)].join('\n');
}

/**
 * The headers of a request signed by an access key (AK/SK).
 * https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
 */
export function sdkHeaders(request: Outgoing, { accessKey, secretKey, now }: SdkKey) {
  const date = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const text = `SDK-HMAC-SHA256\n${date}\n${sha256Hex(canonicalRequest(request, date))}`;
  const signature = hmac('sha256', secretKey, text).toString('hex');
  return {
    'x-sdk-date': date,
    authorization: `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}
