import { expect, it } from 'vitest';
import { blocksOf } from '../support/blocks.ts';
import { text } from '../support/deployments.ts';
import { dockerCommands, machineCommands, whyNotRun } from '../support/page-commands.ts';
import { pages } from '../support/pages.ts';

const forms = ['sh', 'yaml', 'ini', 'json', 'text', 'mermaid'];

it.each(pages)('no command of %s stands in a block that is not run', (page) => {
  const blocks = blocksOf(page);
  const fences = text(page).match(/^ *(?:```|~~~).*$/gm) ?? [];

  expect(fences).toHaveLength(2 * blocks.length);
  expect(blocks.map(({ language }) => language).filter((language) => !forms.includes(language))).toEqual([]);
  const shown = blocks.filter(({ language }) => language !== 'sh').map(({ code }) => code);
  expect(
    shown.filter((code) => /^[$#]? ?(?:docker|npm|git|curl|node|sudo|kubectl|podman) /m.test(code)),
  ).toEqual([]);
});

it.each(pages)('every command of %s is run by a test once, or says why not', (page) => {
  const run = [...machineCommands, ...dockerCommands]
    .filter((one) => one.page === page)
    .flatMap(({ blocks }) => blocks.map(({ line }) => line));
  const commands = blocksOf(page).filter(({ language }) => language === 'sh');
  const told = commands.filter((block) => whyNotRun(block) === undefined).map(({ line }) => line);

  expect(run.sort()).toEqual(told.sort());
});

it('a comment before a block says why it is not run, or says nothing about it', () => {
  const marks = pages.flatMap((page) => blocksOf(page).flatMap(({ mark }) => (mark === '' ? [] : mark)));

  expect(marks.filter((mark) => !/^not run: .{10,}$/.test(mark))).toEqual([]);
});
