import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { text } from '../support/deployments.ts';
import { clone, gitIn, projectRepository } from '../support/fresh-clone.ts';
import { owner } from '../support/project.ts';
import { unraidTemplate } from '../support/unraid.ts';

const root = mkdtempSync(join(tmpdir(), 'publishing-'));
afterAll(() => rmSync(root, { recursive: true }));
const project = projectRepository(root);
const forUsers = ['README.md', 'docs', 'deploy', 'package.json'];

describe('the script that fills in the account', () => {
  it('leaves no placeholder for users, and nothing else changed', () => {
    const { folder, git } = freshClone();

    execFileSync('bash', ['.ci/owner', 'Some-Account'], { cwd: folder });

    const changed = git('diff', '--name-only').trim().split('\n');
    expect(filesWith('OWNER', folder)).toEqual([]);
    expect(filesWith('ghcr.io/some-account/homemade-ddns', folder)).not.toEqual([]);
    expect(changed.filter((file) => !forUsers.some((part) => file.startsWith(part)))).toEqual([]);
    if (owner === 'OWNER')
      expect(readFileSync(join(folder, 'deploy/unraid/homemade-ddns.xml'), 'utf8')).toBe(
        unraidTemplate('some-account'),
      );
  });

  it.each([[], ['a/b'], ['$(id)']])('refuses what is no account (%j)', (...given) => {
    const { folder, git } = freshClone();

    expect(() => execFileSync('bash', ['.ci/owner', ...given], { cwd: folder, stdio: 'pipe' })).toThrow(
      'Name the account',
    );
    expect(git('status', '--porcelain')).toBe('');
  });
});

it('the release workflow commits the account to the branch main once, and then nothing more', () => {
  const parent = newFolder();
  const repository = join(parent, 'homemade-ddns.git');
  gitIn(parent)('clone', '--quiet', '--bare', project, repository);
  const { jobs } = parse(text('.github/workflows/image.yml')) as {
    readonly jobs: { readonly owner: { readonly steps: readonly { readonly run?: string }[] } };
  };
  const script = jobs.owner.steps.flatMap(({ run }) => run ?? []).join('\n');
  const release = (place: string) => {
    mkdirSync(join(parent, place));
    const folder = clone(repository, join(parent, place));
    const { PATH } = process.env;
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder,
      stdio: 'pipe',
      env: {
        ...{ PATH, HOME: parent, ACCOUNT: 'Some-Account', TOKEN: 'a-token' },
        REPOSITORY: 'https://github.com/Some-Account/homemade-ddns',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `url.${repository}.insteadOf`,
        GIT_CONFIG_VALUE_0: 'https://x-access-token:a-token@github.com/Some-Account/homemade-ddns',
      },
    });
    return gitIn(repository)('log', '--format=%s', 'main').trim().split('\n');
  };

  const first = release('first');

  const filled = owner === 'OWNER' ? ['Write the account of this repository into pages and files'] : [];
  expect(first).toEqual([...filled, 'The project']);
  expect(release('second')).toEqual(first);
});

it('the script for a new version changes it everywhere', () => {
  const { folder } = freshClone();
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  execFileSync('bash', ['.ci/version', '12.3.4'], { cwd: folder });

  expect(JSON.parse(read('package.json')).version).toBe('12.3.4');
  const lock = JSON.parse(read('package-lock.json'));
  expect([lock.version, lock.packages[''].version]).toEqual(['12.3.4', '12.3.4']);
  expect(read('Dockerfile')).toContain('ARG VERSION=12.3.4\n');
  expect(/^## (.+)$/m.exec(read('CHANGELOG.md'))?.[1]).toBe('12.3.4');
  const tags = filesWith('homemade-ddns:', folder).flatMap((file) =>
    [...read(file).matchAll(/ghcr\.io\/[\w-]+\/homemade-ddns:([\d.]+)/g)].map(([, tag]) => tag),
  );
  expect(tags.length).toBeGreaterThan(5);
  expect(tags.filter((tag) => tag !== '12.3.4' && tag !== '12.3')).toEqual([]);
});

function freshClone() {
  const folder = clone(project, newFolder());
  return { folder, git: gitIn(folder) };
}

function newFolder(): string {
  return mkdtempSync(join(root, 'one-'));
}

function filesWith(word: string, folder: string): string[] {
  const git = gitIn(folder);
  try {
    return git('grep', '-lw', word, '--', ...forUsers)
      .trim()
      .split('\n');
  } catch {
    return [];
  }
}
