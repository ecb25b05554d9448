import { readdirSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect, it } from 'vitest';
import { root, text } from '../support/deployments.ts';

const folders = ['', ...readdirSync(`${root}test/integration`).map((name) => `test/integration/${name}/`)];
const dockerfiles = folders.flatMap((folder) =>
  readdirSync(`${root}${folder}`).includes('Dockerfile') ? `${folder}Dockerfile` : [],
);

it.each(dockerfiles)('%s has no mistake that a validator sees', (file) => {
  const found = validate(text(file)).map(({ message, range }) => `${range.start.line + 1}: ${message}`);

  expect(found).toEqual([]);
});

it('the image is built with no floating base and run without a shell', () => {
  const lines = text('Dockerfile').split('\n');
  const bases = lines.flatMap((line) => /^FROM (?:--platform=\S+ )?(\S+)/.exec(line)?.[1] ?? []);

  expect(bases.filter((base) => !/^[\w./-]+:(?!latest)[\w.-]+$/.test(base))).toEqual([]);
  expect(lines.filter((line) => /^(?:ENTRYPOINT|CMD) (?!\[)/.test(line))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 65532:65532']);
});

it('the image opens no debugger at a signal', () => {
  const entrypoint = /^ENTRYPOINT (?<command>.*)$/m.exec(text('Dockerfile'))?.groups?.command ?? '[]';

  expect(JSON.parse(entrypoint)).toContain('--disable-sigusr1');
});
