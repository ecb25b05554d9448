import { createHash, createHmac } from 'node:crypto';
import type { PretendRequest } from '../../../world/pretend-server.ts';

export interface AwsKey {
  readonly id: string;
  readonly secret: string;
  /** Where the credentials are temporary. */
  readonly session?: string;
}

/** What AWS finds wrong with a signature: the code and the message of its 403. */
export type SignatureFault = readonly [code: string, message: string];

const fiveMinutes = 300_000;

/**
 * Holds a request against Signature Version 4, worked out anew from what arrived.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureFault(
  request: PretendRequest,
  key: AwsKey,
  { region, service, now }: { readonly region: string; readonly service: string; readonly now: number },
): SignatureFault | undefined {
  const given = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(
    text(request, 'authorization'),
  );
  if (!given) return ['MissingAuthenticationToken', 'Missing Authentication Token'];
  const [, id, scope = '', signed = '', signature] = given;
  const session = text(request, 'x-amz-security-token');
  if (id !== key.id || session !== (key.session ?? ''))
    return ['InvalidClientTokenId', 'The security token included in the request is invalid.'];
  const at = text(request, 'x-amz-date');
  const date = at.slice(0, 8);
  const expected = `${date}/${region}/${service}/aws4_request`;
  if (scope !== expected) return ['SignatureDoesNotMatch', `Credential should be scoped to ${expected}`];
  const needed = ['host', 'x-amz-date', ...(session ? ['x-amz-security-token'] : [])];
  if (!needed.every((name) => signed.split(';').includes(name)))
    return ['SignatureDoesNotMatch', `these headers must be signed: ${needed.join()}`];
  const canonical = canonicalRequest(request, signed);
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
  const signingKey = [date, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${key.secret}`));
  if (hmac(signingKey, toSign).toString('hex') !== signature)
    return [
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    ];
  return datedFault(at, now);
}

function datedFault(at: string, now: number): SignatureFault | undefined {
  const time = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const short = (ms: number) => new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const code = 'SignatureDoesNotMatch';
  if (time < now - fiveMinutes)
    return [
      code,
      `Signature expired: ${at} is now earlier than ${short(now - fiveMinutes)} (${short(now)} - 5 min.)`,
    ];
  if (time > now + fiveMinutes)
    return [
      code,
      `Signature not yet current: ${at} is still later than ${short(now + fiveMinutes)} (${short(now)} + 5 min.)`,
    ];
  return undefined;
}

function canonicalRequest(request: PretendRequest, signed: string): string {
  const query = [...request.query]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const headers = signed.split(';').map((name) => `${name}:${text(request, name).trim()}\n`);
  // The path is encoded once more as it stands, except at S3.
  const path = request.path.split('/').map(encoded).join('/');
  return [request.method, path, query, headers.join(''), signed, sha256(request.body)].join('\n');
}

function encoded(given: string): string {
  return encodeURIComponent(given).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function text({ headers }: PretendRequest, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
