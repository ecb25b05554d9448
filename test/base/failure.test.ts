import { expect, it } from 'vitest';
import { asFailure, codeOf, Failure, messageOf } from '../../src/base/failure.ts';

it('takes a Failure as it is, and anything else for a transient one that leaves the write unconfirmed', () => {
  const failure = new Failure('record', 'refused');
  const bug = new RangeError('a bug');

  expect(asFailure(failure)).toBe(failure);
  expect(asFailure(bug)).toMatchObject({
    kind: 'transient',
    message: 'a bug',
    unconfirmed: true,
    cause: bug,
  });
  expect(asFailure('a text')).toMatchObject({ kind: 'transient', message: 'a text', unconfirmed: true });
});

it('says what something thrown says, whatever it is', () => {
  expect([new Error('cut off'), 'cut off', undefined, 7].map(messageOf)).toEqual([
    ...['cut off', 'cut off', 'undefined', '7'],
  ]);
});

it('knows the code of an error that has one, and takes no number for it', () => {
  const errors = [
    Object.assign(new Error('no file'), { code: 'ENOENT' }),
    new DOMException('stopped', 'AbortError'),
    new Error('none'),
    { code: 'ENOENT' },
  ];

  expect(errors.map(codeOf)).toEqual(['ENOENT', undefined, undefined, undefined]);
});

it('says what went wrong in one line of visible characters, whoever wrote a part of it', () => {
  const forged = 'no address\n{"level":"info","msg":"All is well"}\x1b[2J\u202e';

  expect(new Failure('transient', forged).message).toBe(
    'no address {"level":"info","msg":"All is well"} [2J',
  );
  expect(asFailure(new Error(forged)).message).not.toMatch(/\p{C}/u);
  expect(new Failure('transient', 'x'.repeat(100_000)).message.length).toBeLessThanOrEqual(4000);
});
