import { Failure, messageOf } from '../../base/failure.ts';

/** How a JSON Web Token is signed (RFC 7518, section 3.1). */
export type JwtAlgorithm = 'RS256' | 'RS512' | 'PS256';

export interface JwtKey {
  /** In PEM. */
  readonly pem: string;
  readonly alg: JwtAlgorithm;
  /** By which the service knows the key, where it has several. */
  readonly kid?: string | undefined;
}

/** What is signed (RFC 7519, section 4.1); times are Unix seconds. */
export type Claims = Readonly<Record<string, string | number>>;

/** A signed JSON Web Token in its compact form (RFC 7515, section 3.1). Throws a permanent Failure when the key is none. */
export async function signedJwt({ pem, alg, kid }: JwtKey, claims: Claims): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const said = `${part({ alg, typ: 'JWT', ...(kid !== undefined && { kid }) })}.${part(claims)}`;
  return `${said}.${(await rsaSignature(pem, alg, said)).toString('base64url')}`;
}

/** The RSA signature of a text. Throws a permanent Failure when the key is none. */
export async function rsaSignature(pem: string, alg: JwtAlgorithm, said: string): Promise<Buffer> {
  const { constants, sign } = await import('node:crypto');
  const padding = alg.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  try {
    return sign(`RSA-SHA${alg.slice(2)}`, Buffer.from(said), { key: pem, ...padding });
  } catch (thrown) {
    const message = `the private key cannot be used: it is no RSA key, or damaged (${messageOf(thrown)})`;
    throw new Failure('permanent', message);
  }
}
