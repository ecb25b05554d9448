import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** PEM texts of a TLS server. */
export interface ServerCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** A throw-away certificate authority, so that the pretend internet can bear the real names over TLS. */
export interface Authority {
  /** PEM, for `NODE_EXTRA_CA_CERTS`. */
  readonly certificate: string;
  /** A certificate for these host names or addresses, valid for a day, or in this time (milliseconds since the epoch). */
  issue(hosts: readonly string[], validity?: Validity): ServerCertificate;
}

export interface Validity {
  readonly from: number;
  readonly to: number;
}

export function createAuthority(name = 'Pretend internet'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name, key: keys.privateKey, id: keyId(keys.publicKey) };
  return {
    certificate: certificate(issuer, name, keys.publicKey, [
      extension('2.5.29.19', sequence(boolean(true)), true),
      extension('2.5.29.15', bitString(Buffer.from([0b00000110]), 1), true),
      extension('2.5.29.14', octetString(issuer.id)),
    ]),
    issue(hosts, validity) {
      const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternatives = hosts.map((host) =>
        isIP(host) === 4
          ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
          : tagged(0x82, Buffer.from(host, 'ascii')),
      );
      return {
        key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        certificate: certificate(
          issuer,
          hosts[0] ?? name,
          server.publicKey,
          [
            extension('2.5.29.17', sequence(...alternatives)),
            extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
            extension('2.5.29.35', sequence(tagged(0x80, issuer.id))),
          ],
          validity,
        ),
      };
    },
  };
}

interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
  readonly id: Buffer;
}

/** An X.509 v3 certificate (RFC 5280 section 4.1), signed with ECDSA over SHA-256, as PEM. */
function certificate(
  issuer: Issuer,
  subject: string,
  publicKey: KeyObject,
  extensions: Buffer[],
  { from, to }: Validity = { from: Date.now() - hour, to: Date.now() + 24 * hour },
): string {
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    distinguishedName(issuer.name),
    sequence(time(from), time(to)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  const der = sequence(body, algorithm, bitString(sign('sha256', body, issuer.key)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const hour = 3_600_000;

const keyId = (key: KeyObject) =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

// DER (ITU-T X.690): tag, length, value.
function tagged(tag: number, ...values: Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const size = value.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}
const sequence = (...values: Buffer[]) => tagged(0x30, ...values);
const integer = (value: Buffer) => tagged(0x02, value);
const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));
const octetString = (value: Buffer) => tagged(0x04, value);
const bitString = (value: Buffer, unused = 0) => tagged(0x03, Buffer.from([unused]), value);
const time = (at: number) =>
  tagged(
    0x17,
    Buffer.from(
      new Date(at)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2),
      'ascii',
    ),
  );
const distinguishedName = (name: string) =>
  sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(name)))));
const extension = (id: string, value: Buffer, critical = false) =>
  sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const base128 = (arc: number): number[] =>
    arc < 128 ? [arc] : [...base128(arc >> 7).map((b) => b | 0x80), arc & 0x7f];
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}
