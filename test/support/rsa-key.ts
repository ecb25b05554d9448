import { constants, generateKeyPairSync, verify } from 'node:crypto';

// Short, since it has to be made for each run: nothing but pretend services trusts it.
const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });

/** A private key in PEM that services of the pretend internet know. */
export const testKey: string = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Whether a text was signed with that key. */
export function isSigned(alg: 'RS256' | 'RS512' | 'PS256', said: string, signature: Buffer): boolean {
  const padding = alg.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  const key = { key: pair.publicKey, ...padding };
  return verify(`RSA-SHA${alg.slice(2)}`, Buffer.from(said), key, signature);
}

/** What a JSON Web Token says, header and claims in one; undefined where it was not signed with that key. */
export function claimsOf(alg: 'RS256' | 'RS512' | 'PS256', jwt: string): Record<string, unknown> | undefined {
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  if (!isSigned(alg, `${header}.${claims}`, Buffer.from(signature, 'base64url'))) return undefined;
  const read = (part: string): object => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { ...read(header), ...read(claims) };
}
