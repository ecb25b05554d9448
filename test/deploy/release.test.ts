import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { text } from '../support/deployments.ts';

interface Workflow {
  readonly jobs: {
    readonly release: { readonly steps: readonly { readonly id?: string; readonly run?: string }[] };
  };
}

const { release } = (parse(text('.github/workflows/image.yml')) as Workflow).jobs;
const script = release.steps.find(({ id }) => id === 'tag')?.run ?? '';

it.each([
  { found: 'the newest release', tags: ['v1.0.9', 'v1.0.10', 'v1.0.2'], tag: 'v1.0.10' },
  { found: 'no candidate of the next release', tags: ['v1.0.0', 'v1.1.0-rc.1'], tag: 'v1.0.0' },
  { found: 'nothing that only looks like a release', tags: ['v1.0.0', 'v2', 'v2.0.0.1'], tag: 'v1.0.0' },
])('the weekly image is made of $found', ({ tags, tag }) => {
  const outputs = run({ tags });

  expect(outputs).toBe(`tag=${tag}\nlatest=true\nmajor=true\nminor=true\n`);
});

it('a release that is pushed becomes the latest of its version, its line and all', () => {
  const outputs = run({ tags: ['v1.0.0', 'v1.1.0', 'v10.0.0'], pushed: 'v10.0.0' });

  expect(outputs).toBe('tag=v10.0.0\nlatest=true\nmajor=true\nminor=true\n');
});

it.each([
  { pushed: 'v1.0.5', older: 'of a maintained line', moved: 'latest=false\nmajor=false\nminor=true' },
  { pushed: 'v1.1.0', older: 'of a former major', moved: 'latest=false\nmajor=true\nminor=true' },
  { pushed: 'v1.0.4', older: 'that has a successor', moved: 'latest=false\nmajor=false\nminor=false' },
])('an older release $older takes no name from a newer one', ({ pushed, moved }) => {
  const outputs = run({ tags: ['v1.0.4', 'v1.0.5', 'v1.1.0', 'v1.10.0-rc.1', 'v10.0.0'], pushed });

  expect(outputs).toBe(`tag=${pushed}\n${moved}\n`);
});

it.each([
  { why: 'it is a candidate', tags: ['v1.0.0', 'v1.1.0-rc.1'], pushed: 'v1.1.0-rc.1' },
  { why: 'package.json has another version', tags: ['v1.0.0'], pushed: 'v1.0.0', version: '1.0.1' },
])('a tag is refused when $why', ({ tags, pushed, version }) => {
  expect(() => run({ tags, pushed, ...(version && { version }) })).toThrow('::error::');
});

it('without a release nothing is made', () => {
  expect(run({ tags: ['v1.1.0-rc.1'] })).toBe('');
});

/** What the step hands on, in a repository with these tags, each on a commit with its version. */
function run({
  tags,
  pushed = '',
  version,
}: {
  tags: readonly string[];
  pushed?: string;
  version?: string;
}): string {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const { PATH } = process.env;
  const who = { name: 'test', email: 'test@example.com' };
  const env = {
    PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: who.name,
    GIT_AUTHOR_EMAIL: who.email,
    GIT_COMMITTER_NAME: who.name,
    GIT_COMMITTER_EMAIL: who.email,
    GITHUB_OUTPUT: output,
    PUSHED: pushed,
  };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env });
  git('init', '--quiet');
  for (const tag of tags) {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: version ?? tag.slice(1) }));
    git('add', 'package.json');
    git('commit', '--quiet', '--message', tag);
    git('tag', tag);
  }
  try {
    // As GitHub runs it.
    execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    throw new Error(`${stdout}${stderr}`);
  }
  return readFileSync(output, 'utf8');
}
