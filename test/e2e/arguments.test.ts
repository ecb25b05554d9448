import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bundle } from './house.ts';

function run(...args: string[]) {
  // The settings are wrong: who only asks for help is not troubled with that.
  const env = { DOMAIN: '192.168.1.1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it.each(['--help', '-h', 'help'])(
  '%s shows the page on the standard output, with exit code 0',
  (argument) => {
    const { status, stdout, stderr } = run(argument);

    expect(stdout).toContain('Keeps DNS records of your own domain');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  },
);

it.each([['frob'], ['--help', 'frob'], ['healthcheck', 'frob']])(
  'an argument that is none is told on the error output, with exit code 78: %s %s',
  (...args) => {
    const { status, stdout, stderr } = run(...args);

    expect(stderr).toContain('"frob" is no command');
    expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  },
);
