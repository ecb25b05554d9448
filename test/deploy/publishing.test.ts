import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { appFolder } from '../support/app-config.ts';
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

describe('the script that publishes the app of Home Assistant', () => {
  function published() {
    const parent = newFolder();
    const repository = join(parent, 'homemade-ddns.git');
    gitIn(parent)('clone', '--quiet', '--bare', project, repository);
    const git = gitIn(repository);
    return {
      show: (file: string) => git('show', `home-assistant:${file}`),
      log: () => git('log', '--format=%s', 'home-assistant').trim().split('\n'),
      files: () => git('ls-tree', '-r', '--name-only', 'home-assistant').trim().split('\n'),
      release(folder: string) {
        execFileSync('bash', ['.ci/app-branch', 'Some-Account', repository], { cwd: folder, stdio: 'pipe' });
      },
    };
  }

  it('makes its folder a branch of its own, with the account and the changelog', () => {
    const { show, log, files, release } = published();
    const { folder } = freshClone();
    const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

    release(folder);

    expect(files()).toEqual(
      expect.arrayContaining(['repository.yaml', 'homemade_ddns/config.yaml', 'homemade_ddns/icon.png']),
    );
    expect(files().filter((file) => /(^|\/)config\.\w+$/.test(file))).toEqual(['homemade_ddns/config.yaml']);
    expect(parse(show('homemade_ddns/config.yaml')).image).toBe('ghcr.io/some-account/homemade-ddns-app');
    expect(files().filter((file) => /\.(md|ya?ml)$/.test(file) && /\bOWNER\b/.test(show(file)))).toEqual([]);
    expect(show('homemade_ddns/CHANGELOG.md')).toBe(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'));
    expect(log()).toEqual([`Homemade DDNS ${version}`]);
  });

  it('adds each release to it, and nothing where nothing is new', () => {
    const { show, log, files, release } = published();
    const { folder } = freshClone();
    const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
    release(folder);
    release(folder);
    execFileSync('bash', ['.ci/version', '12.3.4'], { cwd: folder });
    rmSync(join(folder, appFolder, 'logo.svg'));

    release(folder);

    expect(log()).toEqual(['Homemade DDNS 12.3.4', `Homemade DDNS ${version}`]);
    expect(parse(show('homemade_ddns/config.yaml')).version).toBe('12.3.4');
    expect(files()).not.toContain('homemade_ddns/logo.svg');
  });

  it('does nothing without a repository', () => {
    const { folder, git } = freshClone();
    const call =
      (...given: string[]) =>
      () =>
        execFileSync('bash', ['.ci/app-branch', ...given], { cwd: folder, stdio: 'pipe' });

    expect(call()).toThrow('Name the account');
    expect(git('status', '--porcelain')).toBe('');
    expect(call('some-account', join(folder, 'nowhere'))).toThrow();
  });
});

it('the script for a new version changes it everywhere', () => {
  const { folder } = freshClone();
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');

  execFileSync('bash', ['.ci/version', '12.3.4'], { cwd: folder });

  expect(JSON.parse(read('package.json')).version).toBe('12.3.4');
  const lock = JSON.parse(read('package-lock.json'));
  expect([lock.version, lock.packages[''].version]).toEqual(['12.3.4', '12.3.4']);
  expect(read('Dockerfile')).toContain('ARG VERSION=12.3.4\n');
  expect(read(`${appFolder}/Dockerfile`)).toMatch(/homemade-ddns:12\.3\.4\n[\s\S]*^ARG VERSION=12\.3\.4$/m);
  expect(parse(read(`${appFolder}/config.yaml`)).version).toBe('12.3.4');
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

/** Removed with its test: all of them at the end would take too long. */
function newFolder(): string {
  const folder = mkdtempSync(join(root, 'one-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
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
