import { parsed } from './rows.ts';
import type { RequiredSetting } from './setting.ts';

// Rows of secrets that have several lines. In the environment, `\n` may stand for the end of each.

const pem = /^-----BEGIN ((?:RSA )?PRIVATE KEY)-----\s+([\w+/=\s]+?)\s*-----END \1-----$/;

/** An RSA private key in PEM, without a passphrase (RFC 7468; PKCS #8 or PKCS #1). */
export function privateKey(about: string): RequiredSetting<string> {
  const accepted = 'an RSA private key in PEM without a passphrase, from -----BEGIN to -----END';
  return ofLines(parsed(about, accepted, pemKey));
}

/** The key with its line ends, or undefined where it is none. */
export function pemKey(given: string): string | undefined {
  const text = given.replaceAll('\\r', '').replaceAll('\\n', '\n').replaceAll('\r', '').trim();
  return pem.test(text) ? `${text}\n` : undefined;
}

/** A key file in JSON, as it is or in base64; `read` gives undefined where it is not such a file. */
export function jsonKey<T>(
  about: string,
  accepted: string,
  read: (file: unknown) => T | undefined,
): RequiredSetting<T> {
  return ofLines(
    parsed(about, accepted, (given) => {
      const text = given.trimStart().startsWith('{') ? given : Buffer.from(given, 'base64').toString();
      try {
        return read(JSON.parse(text));
      } catch {
        return undefined;
      }
    }),
  );
}

function ofLines<T>(row: RequiredSetting<T>): RequiredSetting<T> {
  return Object.assign(row, { secret: true as const, lines: true as const });
}
