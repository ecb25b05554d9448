import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { text } from '../support/deployments.ts';

const files = ['docker-compose.yml', 'deploy/compose/docker-compose.yml'];

describe.each(files)('the steps in %s', (file) => {
  const steps = [...text(file).matchAll(/^# {3}((?:mkdir|printf|docker) .*)$/gm)].map(
    ([, step = '']) => step,
  );
  const before = steps.filter((step) => !step.startsWith('docker'));

  it('make a secret that the user of the container can read, in a folder that nobody else can enter', () => {
    const folder = run(before, '077');

    expect(steps.at(-1)).toBe('docker compose up -d');
    expect(mode(join(folder, 'secrets'))).toBe('700');
    expect(mode(join(folder, 'secrets/godaddy_token'))).toBe('644');
    expect(readFileSync(join(folder, 'secrets/godaddy_token'), 'utf8')).toBe('YOUR_TOKEN');
  });

  it('write a new token into the same file, which is the one that the container has', () => {
    const folder = run(before, '022');
    const mounted = openSync(join(folder, 'secrets/godaddy_token'), 'r');
    onTestFinished(() => closeSync(mounted));
    const rotate = before.map((step) => step.replace('YOUR_TOKEN', 'NEW_TOKEN'));

    execute(rotate, folder, '022');

    expect(readFileSync(mounted, 'utf8')).toBe('NEW_TOKEN');
  });

  it('are those of the README and of its page', () => {
    const pages = [text('README.md'), text('docs/platforms/compose.md')];

    for (const step of before.filter((line) => line.includes('secrets')))
      for (const page of pages) expect(page).toContain(step);
  });
});

it.each([...files, 'deploy/portainer/docker-compose.yml'])(
  '%s has a network with IPv6 when its comment is taken away, and none that needs it before',
  (file) => {
    const without = parse(text(file));
    const withIpv6 = parse(text(file).replace(/^# (networks:| {2}default:| {4}enable_ipv6: true)$/gm, '$1'));

    expect(without.networks).toBeUndefined();
    expect(withIpv6).toEqual({ ...without, networks: { default: { enable_ipv6: true } } });
  },
);

function run(commands: readonly string[], umask: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execute(commands, folder, umask);
  return folder;
}

function execute(commands: readonly string[], folder: string, umask: string): void {
  execFileSync('sh', ['-ec', [`umask ${umask}`, ...commands].join('\n')], { cwd: folder });
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
