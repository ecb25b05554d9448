import { hmac, sha256Hex } from './digests.ts';
import type { Outgoing } from './rest-api.ts';

export interface Tc3Key {
  readonly secretId: string;
  readonly secretKey: string;
  /** The part of Tencent Cloud that is called. */
  readonly service: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
  readonly contentType: string;
}

/**
 * The headers of a POST whose parameters are its body, signed by TC3-HMAC-SHA256.
 * https://www.tencentcloud.com/document/product/1145/49287 (Signature v3)
 */
export function tc3Headers(
  { method, url, body = '' }: Outgoing,
  key: Tc3Key,
): Readonly<Record<string, string>> {
  const { host, pathname } = new URL(url);
  const signed = 'content-type;host';
  const headers = `content-type:${key.contentType}\nhost:${host}\n`;
  const canonical = [method, pathname, '', headers, signed, sha256Hex(body)].join('\n');
  const timestamp = String(Math.floor(key.now / 1000));
  const day = new Date(key.now).toISOString().slice(0, 10);
  const scope = `${day}/${key.service}/tc3_request`;
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256Hex(canonical)].join('\n');
  const ofDay = hmac('sha256', `TC3${key.secretKey}`, day);
  const signing = hmac('sha256', hmac('sha256', ofDay, key.service), 'tc3_request');
  const signature = hmac('sha256', signing, text).toString('hex');
  return {
    'x-tc-timestamp': timestamp,
    authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}
