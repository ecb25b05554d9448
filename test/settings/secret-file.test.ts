import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { looksLikePath } from '../../src/settings/secret-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'modes-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));
const isRoot = process.getuid?.() === 0;

/** What the user of the image is told of a file. Only root can become that user. */
function toldOf(path: string): string {
  const script = `import { readSecretFile } from '${new URL('../../src/settings/secret-file.ts', import.meta.url).pathname}';
    process.setgroups?.([]); process.setgid?.(65532); process.setuid?.(65532);
    try { console.log('read ' + readSecretFile(process.argv[1], 'X').secret); } catch (error) { console.log(error.message); }`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script, path], {
    encoding: 'utf8',
  }).stdout.trim();
}

describe.runIf(isRoot)('a secret file and the user of the image', () => {
  it('may be read by all', () => {
    const path = join(folder, 'open');
    writeFileSync(path, 'secret\n', { mode: 0o644 });

    expect(toldOf(path)).toBe('read secret');
  });

  it('may be closed to it: the message says who it is and what to do', () => {
    const path = join(folder, 'closed');
    writeFileSync(path, 'secret\n', { mode: 0o600 });

    expect(toldOf(path)).toBe(
      'this user (65532) may not read it; on the host: chmod 644 for the file, or chown 65532 for it to stay private',
    );
  });

  it('may lie in a folder that is closed', () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner, { mode: 0o700 });
    writeFileSync(join(inner, 'open'), 'secret\n', { mode: 0o644 });

    expect(toldOf(join(inner, 'open'))).toBe(
      'this user (65532) may not enter the folder that it is in; on the host: chmod o+x for that folder',
    );
  });
});

describe('what may be shown as a path', () => {
  it.each([
    '/run/secrets/godaddy_token',
    '/nowhere/secret',
    './secrets/cf',
    '/mnt/user/appdata/ddns/token.txt',
    tmpdir(),
    folder,
  ])('is %s', (path) => {
    expect(looksLikePath(path)).toBe(true);
  });

  it.each([
    'gd_pat_secret',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    '/wJalrXUtnFEMI/K7MDENG',
    '/run/0123456789abcdef',
    'token',
    '/abc12345',
    '/x/verylongwordwithoutanydigits',
  ])('is not %s', (path) => {
    expect(looksLikePath(path)).toBe(false);
  });
});
