import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../../src/dns/message.ts';
import {
  parseTsigAlgorithm,
  sign,
  type TsigKey,
  verify,
} from '../../../../src/providers/hosts/rfc2136/tsig.ts';
import { type Vector, vectors } from './vectors.ts';

const secrets: Readonly<Record<string, string>> = { ddns: 'b3VyIHNlY3JldCBpbiB0aGUgdGVzdHMgb2YgaG9tZSE=' };
const otherSecret = 'YSBrZXkgZm9yIG9uZSBuYW1lIG9ubHk=';

function parsed(bytes: Buffer) {
  const message = readMessage(bytes);
  if (!message) throw new Error('malformed');
  return message;
}

/** The recorded exchange taken apart: the request without its signature, when it was signed, and by what. */
function exchange({ key: name, algorithm, request, answer }: Vector) {
  const signed = Buffer.from(request, 'hex');
  const tsig = parsed(signed).additionals.at(-1);
  if (!tsig) throw new Error('not signed');
  const plain = Buffer.from(signed.subarray(0, tsig.start));
  plain.writeUInt16BE(0, 10);
  const key: TsigKey = { name, algorithm, secret: Buffer.from(secrets[name] ?? otherSecret, 'base64') };
  // The time stands behind the algorithm's name.
  const timeAt = signed.indexOf(0, tsig.dataStart) + 1;
  const now = signed.readUIntBE(timeAt, 6) * 1000;
  return { signed, plain, key, now, answer: Buffer.from(answer, 'hex'), mac: sign(plain, key, now).mac };
}

const [first] = vectors.filter(({ key }) => key === 'ddns').map(exchange);
if (!first) throw new Error('no vector');

describe('TSIG', () => {
  test.each(vectors.map((vector) => [vector.algorithm, vector] as const))(
    'signs with %s as nsupdate does, byte for byte',
    (_, vector) => {
      const { plain, key, now, signed } = exchange(vector);

      const { bytes } = sign(plain, key, now + 999);

      expect(bytes.toString('hex')).toBe(signed.toString('hex'));
    },
  );

  test.each(vectors.map((vector) => [vector.algorithm, vector] as const))(
    'takes the answer that BIND signed with %s',
    (_, vector) => {
      const { answer, key, mac, now } = exchange(vector);

      expect(verify(parsed(answer), key, mac, now)).toEqual({ is: 'valid' });
    },
  );

  test('takes no answer in which anything at all is changed', () => {
    const { answer, key, mac, now } = first;
    const place = fc.nat(answer.length * 8 - 1);

    fc.assert(
      fc.property(place, (bit) => {
        const changed = Buffer.from(answer);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const message = readMessage(changed);
        // The id on the wire is not signed: a forwarder may change it, and the connection looks after it.
        const isId = bit >> 3 < 2;
        // Only case of a name can change without changing the name.
        const isCase =
          message && JSON.stringify(namesIn(message)) === JSON.stringify(namesIn(parsed(answer)));
        const verdict = message && verify(message, key, mac, now).is;
        if (!isId && !(isCase && isLetter(answer, bit))) expect(verdict).not.toBe('valid');
      }),
      { numRuns: 2000 },
    );
  });

  test('takes the answer to no other request', () => {
    const { answer, key, plain, now } = first;
    const other = sign(plain, key, now + 1000);

    expect(verify(parsed(answer), key, other.mac, now)).toEqual({ is: 'wrong' });
  });

  test('takes an answer 300 seconds apart, and none beyond', () => {
    const { answer, key, mac, now } = first;
    const at = (seconds: number) => verify(parsed(answer), key, mac, now + seconds * 1000);

    expect([at(300).is, at(-300).is]).toEqual(['valid', 'valid']);
    expect([at(301), at(-301)]).toEqual([
      { is: 'stale', seconds: -301 },
      { is: 'stale', seconds: 301 },
    ]);
  });

  test('knows an answer without a signature, one that is cut and one by another key', () => {
    const { answer, key, plain, mac, now } = first;
    const cut = Buffer.from(answer);
    // The length of the signature says more than there is.
    cut.writeUInt16BE(0xffff, answer.length - 6 - 32 - 2);

    expect(verify(parsed(plain), key, mac, now)).toEqual({ is: 'missing' });
    expect(verify(parsed(cut), key, mac, now)).toEqual({ is: 'malformed' });
    expect(verify(parsed(answer), { ...key, name: 'other' }, mac, now)).toEqual({ is: 'wrong' });
    expect(verify(parsed(answer), { ...key, algorithm: 'hmac-sha512' }, mac, now)).toEqual({ is: 'wrong' });
  });

  test.each([
    ['hmac-sha256.', 'hmac-sha256'],
    ['HMAC-SHA512', 'hmac-sha512'],
    ['hmac-md5.sig-alg.reg.int.', 'hmac-md5'],
    ['hmac-md5', 'hmac-md5'],
    ['sha256', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('reads the algorithm %s as %s', (text, algorithm) => {
    expect(parseTsigAlgorithm(text)).toBe(algorithm);
  });
});

function namesIn(message: ReturnType<typeof parsed>) {
  return [message.question?.name, message.additionals.map(({ name, end }) => [name, end])];
}

function isLetter(bytes: Buffer, bit: number): boolean {
  return (bit & 7) === 5 && /[a-z]/i.test(String.fromCharCode(bytes.readUInt8(bit >> 3)));
}
