import { describe, expect, it } from 'vitest';
import { rsaSignature, signedJwt } from '../../../src/providers/api/jwt.ts';
import { claimsOf, isSigned, testKey } from '../../support/rsa-key.ts';
import { failureOf } from '../contract/provided.ts';

describe('a JSON Web Token', () => {
  it.each(['RS256', 'RS512', 'PS256'] as const)('is signed by %s, as its header says', async (alg) => {
    const jwt = await signedJwt({ pem: testKey, alg, kid: 'k1' }, { iss: 'me', exp: 1 });

    expect(claimsOf(alg, jwt)).toEqual({ alg, typ: 'JWT', kid: 'k1', iss: 'me', exp: 1 });
    expect(jwt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('is known by a change of a single letter', async () => {
    const signature = await rsaSignature(testKey, 'RS256', 'what is said');

    expect(isSigned('RS256', 'what is said', signature)).toBe(true);
    expect(isSigned('RS256', 'what is sald', signature)).toBe(false);
  });

  it('tells the owner of a key that is damaged', async () => {
    const damaged = testKey.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA');

    const failure = await failureOf(signedJwt({ pem: damaged, alg: 'RS256' }, {}));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/the private key cannot be used/);
    expect(failure.message).not.toContain(testKey.slice(60, 80));
  });
});
