import { canonicalQuery, hmac, strictlyEncoded } from './digests.ts';
import type { Outgoing } from './rest-api.ts';

export interface RpcKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** When it is signed, in milliseconds since 1970. */
  readonly now: number;
  /** Never used before. */
  readonly nonce: string;
}

/**
 * A request with Alibaba Cloud's signature of RPC calls (HMAC-SHA1) in its query.
 * https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism
 */
export function rpcSigned(request: Outgoing, key: RpcKey): Outgoing {
  const url = new URL(request.url);
  const fields = [
    ...url.searchParams,
    ['AccessKeyId', key.accessKeyId],
    ['SignatureMethod', 'HMAC-SHA1'],
    ['SignatureNonce', key.nonce],
    ['SignatureVersion', '1.0'],
    ['Timestamp', `${new Date(key.now).toISOString().slice(0, 19)}Z`],
  ] as const satisfies readonly (readonly string[])[];
  const query = canonicalQuery(fields.map(([name = '', value = '']) => [name, value]));
  const text = `${request.method}&${strictlyEncoded('/')}&${strictlyEncoded(query)}`;
  const signature = hmac('sha1', `${key.accessKeySecret}&`, text).toString('base64');
  return { ...request, url: `${url.origin}${url.pathname}?${query}&Signature=${strictlyEncoded(signature)}` };
}
