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
