import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptText } from '../../src/base/kept-text.ts';
import { secretMark, secretRemover } from '../../src/base/secret-text.ts';

const secret = 'k3Y~/9b+Q=x"Zp&7<w\'Mu';
const remove = secretRemover([secret]);

const utf16 = (text: string, write: (code: number) => string) =>
  [...text].map((unit) => write(unit.charCodeAt(0))).join('');
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const percent = (text: string) => utf16(text, (code) => `%${hex(code, 2)}`);
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('/', '&#x2F;');
const json = (text: string) => JSON.stringify(text).slice(1, -1);

const spellings: Readonly<Record<string, string>> = {
  'as a URL has it': encodeURIComponent(secret),
  'with the tilde of a URL escaped': encodeURIComponent(secret).replaceAll('~', '%7E'),
  'with lower-case escapes': encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase()),
  'with every character escaped': percent(secret),
  'escaped twice': encodeURIComponent(encodeURIComponent(secret)),
  'as JSON has it': json(secret),
  'as JSON in JSON has it': json(json(secret)),
  'with escaped slashes': json(secret).replaceAll('/', '\\/'),
  'in code points of JSON': utf16(secret, (code) => `\\u${hex(code, 4)}`),
  'as HTML has it': html(secret),
  'in decimal references of HTML': utf16(secret, (code) => `&#${code};`),
  'in hexadecimal references of HTML': utf16(secret, (code) => `&#X${hex(code, 1)};`),
  'as HTML of a URL has it': html(encodeURIComponent(secret)),
  'as a URL of JSON has it': encodeURIComponent(json(secret)),
  'in lower case': secret.toLowerCase(),
  'in upper case': secret.toUpperCase(),
  'in base64': Buffer.from(secret).toString('base64'),
  'in the base64 of URLs': Buffer.from(secret).toString('base64url'),
  'in base64 in a URL': encodeURIComponent(Buffer.from(secret).toString('base64')),
  'in hexadecimal digits': Buffer.from(secret).toString('hex'),
};

describe('a remover of secrets finds one', () => {
  it.each(Object.entries(spellings))('%s', (_, spelling) => {
    expect(remove(`was "${spelling}" there`)).toMatch(/^was "\[secret\]=*" there$/);
  });

  it.each(['u', 'us', 'use', 'user', 'user:'])('behind "%s" in base64', (before) => {
    const encoded = Buffer.from(`${before}${secret}:${secret}\n`).toString('base64');

    const left = remove(encoded).replaceAll(secretMark, '');

    expect(left.length).toBeLessThan(encoded.length - 2 * secret.length);
    expect(left.length).toBeLessThan(16);
  });

  it('cut short, down to 8 characters, at either end', () => {
    for (let length = 8; length < secret.length; length++) {
      expect(remove(`<${secret.slice(0, length)}>`)).toBe('<[secret]>');
      expect(remove(`<${secret.slice(-length)}>`)).toBe('<[secret]>');
    }
    expect(remove(secret.slice(0, 7))).toBe(secret.slice(0, 7));
  });

  it('of several lines, as a whole, line by line and broken elsewhere', () => {
    const body = Array.from({ length: 6 }, (_, n) => `${n}AbC/dEf+${n}`.repeat(6)).join('\n');
    const pem = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
    const key = JSON.stringify({ type: 'service_account', private_key: pem, token_uri: 'https://t.example' });

    for (const given of [pem, key, pem.replaceAll('\n', '\\n')]) {
      const clean = secretRemover([given]);
      const echoes = [body, body.replaceAll('\n', ''), body.replaceAll('\n', '\\n'), body.slice(20, 40)];
      for (const echo of [...echoes, encodeURIComponent(body)])
        expect(clean(`: ${echo} .`)).toMatch(/^: (\[secret\](\n|\\n|%0A)*)+ \.$/);
      expect(clean('service_account at https://t.example -----BEGIN PRIVATE KEY-----')).not.toContain(
        secretMark,
      );
    }
  });

  it('in the tokens of a JSON key, and only there', () => {
    const clean = secretRemover([
      JSON.stringify({
        ...{
          client_email: 'someone@project.example',
          private_key_id: 'a1b2c3d4e5f6',
          type: 'authorized_user',
        },
        ...{
          refresh_token: 'r3fr3sh-4-1-2-3',
          client_secret: 'cl13nt-s3cr3t',
          more: { token: ['9z8y7x6w5v'] },
        },
      }),
    ]);
    const told = 'someone@project.example a1b2c3d4e5f6 authorized_user';

    expect(clean(`${told} r3fr3sh-4-1-2-3 cl13nt-s3cr3t 9z8y7x6w5v`)).toBe(
      `${told} [secret] [secret] [secret]`,
    );
  });

  it('in what grants access in a URL, and only there', () => {
    const clean = secretRemover([
      'https://us3r:p4ssw0rd9@hooks.example.net/services/T0KEN4567890ab?key=q1w2e3r4t5&n=1',
    ]);

    expect(clean('hooks.example.net/services us3r p4ssw0rd9 T0KEN4567890ab q1w2e3r4t5')).toBe(
      'hooks.example.net/services [secret] [secret] [secret] [secret]',
    );
  });
});

it('no escape, whatever it is, breaks a text without a secret', () => {
  const odd = fc.constantFrom('%', '\\', '&', ';', '#', 'u', 'x', 'amp', '2', 'ff', 'c3', 'é', '\ud800', ' ');
  fc.assert(
    fc.property(fc.array(odd), (parts) => {
      const text = parts.join('');

      expect(secretRemover(['Zq8Wn5Rt2Ky7'])(text)).toBe(text);
    }),
  );
});

it('a secret in a text of escapes goes, and nothing else', () => {
  const around = fc.array(fc.constantFrom('%', '\\n', '&amp;', ';', '%41', 'é', '-', ' '), { maxLength: 6 });
  fc.assert(
    fc.property(around, around, (before, behind) => {
      const [left, right] = [`${before.join('')} `, ` ${behind.join('')}`];

      expect(secretRemover(['Zq8Wn5Rt2Ky7'])(`${left}%5Aq8Wn5\\u0052t2Ky&#55;${right}`)).toBe(
        `${left}${secretMark}${right}`,
      );
    }),
  );
});

describe('what is public is left', () => {
  it.each([
    ['a setting that is no secret', 'example.com-4f9a', 'the zone EXAMPLE.com'],
    ['the words of our own messages', 'password', 'check the API password'],
    ['a part of a word of ours', 'credential-4f9a', 'does not accept the credentials'],
    ['a short word of ours', 'zone', 'no such zone'],
    ['a phrase of ours', 'the credentials 4f9a', 'not accept the credentials: check'],
    ['a word that begins as the secret', 'abc', 'abcd'],
  ])('%s', (_, chosen, text) => {
    expect(secretRemover([chosen], keptText(['example.com']))(text)).toBe(text);
  });

  it('but never more of the secret than that', () => {
    const clean = secretRemover(['example.com-4f9a', 'credential-4f9a'], keptText(['example.com']));

    expect(clean('example.com-4f9a and credential-4f9a')).toBe('[secret] and [secret]');
  });
});
