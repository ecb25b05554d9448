import { canonicalQuery, hmac, sha256Hex } from '../../api/digests.ts';
import type { Outgoing } from '../../api/rest-api.ts';

export interface VolcengineKey {
  readonly accessKey: string;
  readonly secretKey: string;
  /** The part of Volcengine that is called, and the region where it is. */
  readonly service: string;
  readonly region: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
  readonly contentType: string;
}

const signed = 'content-type;host;x-content-sha256;x-date';

/**
 * The headers of a request to `/` signed by Volcengine's HMAC-SHA256, with its content type, which is signed for requests
 * without a body too. https://www.volcengine.com/docs/6369/67269
 */
export function volcengineHeaders({ method, url, body = '' }: Outgoing, key: VolcengineKey) {
  const { host, pathname, searchParams } = new URL(url);
  const date = new Date(key.now).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const digest = sha256Hex(body);
  const headers = `content-type:${key.contentType}\nhost:${host}\nx-content-sha256:${digest}\nx-date:${date}\n`;
  const canonical = [method, pathname, canonicalQuery(searchParams), headers, signed, digest].join('\n');
  const scope = `${day}/${key.region}/${key.service}/request`;
  const text = ['HMAC-SHA256', date, scope, sha256Hex(canonical)].join('\n');
  const ofRegion = hmac('sha256', hmac('sha256', key.secretKey, day), key.region);
  const signing = hmac('sha256', hmac('sha256', ofRegion, key.service), 'request');
  const signature = hmac('sha256', signing, text).toString('hex');
  return {
    'content-type': key.contentType,
    'x-date': date,
    'x-content-sha256': digest,
    authorization: `HMAC-SHA256 Credential=${key.accessKey}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}
