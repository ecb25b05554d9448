import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Problem, problemText } from '../../src/settings/problem.ts';
import { secret, text } from '../../src/settings/rows.ts';
import { rereadSecrets, secretsIn } from '../../src/settings/secrets.ts';
import { optional } from '../../src/settings/setting.ts';
import { readSettings } from '../../src/settings/values.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const table = {
  USER: text('Who.', 'a name'),
  TOKEN: secret('The token.'),
  OTHER: optional(secret('Another.')),
};

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function read(env: Readonly<Record<string, string>>) {
  const problems: Problem[] = [];
  const found = readSettings(env, table, { report: (problem) => problems.push(problem) });
  return { ...found, told: problems.map(problemText) };
}

describe('a secret of a table', () => {
  it('comes from a file as well, and nothing else does', () => {
    const path = file('token', 's3cret\n');

    const { texts, files, complete, told } = read({ USER: 'me', TOKEN_FILE: path, USER_FILE: path });

    expect(texts).toEqual({ USER: 'me', TOKEN: 's3cret' });
    expect(files).toEqual({ TOKEN: path });
    expect(complete?.TOKEN).toBe('s3cret');
    expect(told).toEqual([]);
  });

  it('is told once when its file cannot be read', () => {
    const { told, complete } = read({ USER: 'me', TOKEN_FILE: '/nowhere/token' });

    expect(told).toEqual([
      'TOKEN_FILE="/nowhere/token" cannot be read: there is no such file; accepted: the path of a file that holds the secret',
    ]);
    expect(complete).toBeUndefined();
  });

  it('is known by its row', () => {
    expect(secretsIn({ OTHER: 'o', USER: 'me', TOKEN: 't' }, table)).toEqual({ TOKEN: 't', OTHER: 'o' });
    expect(Object.keys(secretsIn({ OTHER: 'o', TOKEN: 't' }, table))).toEqual(['TOKEN', 'OTHER']);
    expect(secretsIn({ USER: 'me', TOKEN: 't', OTHER: undefined }, table)).toEqual({ TOKEN: 't' });
  });
});

describe('secret files that are read again', () => {
  const texts = { USER: 'me', TOKEN: 'old' };

  it('bring what is new in them', () => {
    const path = file('rotated', 'new\n');

    expect(rereadSecrets(texts, { TOKEN: path }, table)).toEqual({
      texts: { USER: 'me', TOKEN: 'new' },
      changed: true,
      trouble: undefined,
    });
  });

  it('change nothing while they hold the same', () => {
    const path = file('same', 'old');

    expect(rereadSecrets(texts, { TOKEN: path }, table)).toEqual({
      texts,
      changed: false,
      trouble: undefined,
    });
  });

  it.each([
    ['is not what the setting takes', 'a b', 'what it holds is not usable'],
    ['has more than one line', 'a\nb', 'it holds more than one line'],
    ['is empty for a moment', '', 'it is empty'],
  ])('keep the last value when what they hold %s', (_, content, why) => {
    const path = file('bad', content);

    expect(rereadSecrets(texts, { TOKEN: path }, table)).toEqual({
      texts,
      changed: false,
      trouble: `TOKEN_FILE (${path}) cannot be used: ${why}`,
    });
  });
});
