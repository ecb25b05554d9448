import { expect, it } from 'vitest';
import { unknownArgument } from '../../src/commands/arguments.ts';

it.each(['frob', '--verbose', '-x', 'dry-run', 'toString'])('names %s and says what there is', (argument) => {
  const said = unknownArgument([argument]);

  expect(said).toContain(`"${argument}" is no command`);
  expect(said).toContain('healthcheck, --help and --version');
  expect(said).toContain('environment variables');
});

it.each([
  'gd_pat_0123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'GODADDY_TOKEN=gd_pat_0123456789',
  '--token=gd_pat_0123456789',
  '-e',
  '\u001b[31mred',
])('repeats nothing of %j that could be a secret', (argument) => {
  const said = unknownArgument([argument, 'gd_pat_0123456789']);

  expect(said).not.toMatch(/0123|xyz|\p{Cc}/u);
});

it.each(['DOMAIN=example.com', '-e=DOMAIN=example.com', '--env=DOMAIN=example.com'])(
  'says where the setting in %s belongs',
  (argument) => {
    expect(unknownArgument([argument])).toContain('write -e DOMAIN=… before the name of the image');
  },
);

it('takes one command at a time', () => {
  expect(unknownArgument(['--help', 'healthcheck'])).toContain(
    '"healthcheck" cannot stand behind another one',
  );
  expect(unknownArgument(['healthcheck', '--fast'])).toContain('"--fast" is no command');
});
