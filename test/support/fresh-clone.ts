import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './deployments.ts';

const leftOut = ['.git', 'node_modules', 'dist'];

/** Git alone, whatever this machine or its user has set. */
export function gitIn(folder: string): (...args: string[]) => string {
  const { PATH } = process.env;
  const who = { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@example.com' };
  const env = {
    PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    ...who,
    GIT_COMMITTER_NAME: who.GIT_AUTHOR_NAME,
    GIT_COMMITTER_EMAIL: who.GIT_AUTHOR_EMAIL,
  };
  return (...args) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' });
}

/** The project as it is on this disk, as a repository to clone: `homemade-ddns.git` in the folder. Returns its path. */
export function projectRepository(folder: string): string {
  const work = join(realpathSync(folder), 'work');
  mkdirSync(work);
  const filter = (path: string) => !leftOut.includes(basename(path));
  cpSync(root, work, { recursive: true, verbatimSymlinks: true, filter });
  const git = gitIn(work);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'The project');
  const bare = join(realpathSync(folder), 'homemade-ddns.git');
  git('clone', '--quiet', '--bare', work, bare);
  return bare;
}

export function clone(repository: string, folder: string): string {
  gitIn(folder)('clone', '--quiet', repository, 'homemade-ddns');
  return join(folder, 'homemade-ddns');
}
