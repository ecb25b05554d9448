import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonKey, privateKey } from '../../src/settings/keys.ts';
import { rereadSecrets } from '../../src/settings/secrets.ts';
import { isUsable } from '../../src/settings/setting.ts';
import { testKey } from '../support/rsa-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = privateKey('A key.');
const file = jsonKey('A key file.', 'a key file', (read) => {
  const { name }: { name?: unknown } = Object(read);
  return typeof name === 'string' ? name : undefined;
});

describe('a private key', () => {
  it.each([
    ['as it is', testKey],
    ['with the line ends of Windows', testKey.replaceAll('\n', '\r\n')],
    ['on one line of the environment', testKey.replaceAll('\n', '\\n')],
    ['with space around it', `\n  ${testKey}\n`],
  ])('is taken %s', (_, given) => {
    expect(key._parse(given)).toBe(testKey);
  });

  it.each([
    ['a public key', testKey.replaceAll('PRIVATE', 'PUBLIC')],
    ['one with a passphrase', testKey.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE')],
    ['half a key', testKey.slice(0, 200)],
    ['a token', 's3cret'],
  ])('is not %s', (_, given) => {
    expect(isUsable(key, given)).toBe(false);
  });
});

describe('a key file', () => {
  it.each([
    ['JSON of several lines', '{\n "name": "it"\n}'],
    ['the same in base64', Buffer.from('{"name":"it"}').toString('base64')],
  ])('is taken as %s', (_, given) => {
    expect(file._parse(given)).toBe('it');
  });

  it.each([
    ['cut', '{"name":"it"'],
    ['of another kind', '{"other":"it"}'],
    ['no JSON', 's3cret'],
  ])('is refused where it is %s', (_, given) => {
    expect(isUsable(file, given)).toBe(false);
  });
});

describe('a secret of several lines', () => {
  it('is read again from its file like any other', () => {
    const path = join(folder, 'key.pem');
    writeFileSync(path, testKey);

    const { texts, changed, trouble } = rereadSecrets({ KEY: 'old' }, { KEY: path }, { KEY: key });

    expect([texts.KEY, changed, trouble]).toEqual([testKey.trimEnd(), true, undefined]);
  });
});
