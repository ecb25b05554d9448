import { expect, test } from 'vitest';
import { type Meanings, meaningOf } from '../../../src/providers/api/meanings.ts';

const meanings: Meanings = [
  [/^AUTH/, { status: 401 }],
  [/denied/i, { status: 403 }],
];

test.each([
  [['AUTH_ERROR'], { status: 401 }],
  [[undefined, 'Access Denied'], { status: 403 }],
  [['AUTH_ERROR', 'access denied'], { status: 401 }],
  [['something else'], undefined],
  [[undefined], undefined],
])('of %j the first row that fits is meant', (said, meaning) => {
  expect(meaningOf(meanings, ...said)).toEqual(meaning);
});
