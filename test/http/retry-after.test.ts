import { expect, test } from 'vitest';
import { retryAfterOf } from '../../src/http/answer.ts';

const now = Date.UTC(2026, 2, 11, 1, 48, 19);
const seconds = (from: number) => String(now / 1000 + from);

test.each<[title: string, status: number, headers: Record<string, string>, wait: number | undefined]>([
  ['seconds', 429, { 'retry-after': '7' }, 7000],
  ['a date', 503, { 'retry-after': new Date(now + 9000).toUTCString() }, 9000],
  ['a date in the past', 429, { 'retry-after': new Date(now - 9000).toUTCString() }, undefined],
  ['zero', 429, { 'retry-after': '0' }, undefined],
  ['less than zero', 429, { 'retry-after': '-1' }, undefined],
  ['parts of a second', 429, { 'retry-after': '1.5' }, 2000],
  ['spaces around', 503, { 'retry-after': ' 7 ' }, 7000],
  ['a number without end', 429, { 'retry-after': '9'.repeat(400) }, 86_400_000],
  ['nonsense with a year', 429, { 'retry-after': 'in 2030' }, undefined],
  ['a reset behind nonsense', 429, { 'retry-after': 'soon', 'ratelimit-reset': '30' }, 30_000],
  ['a reset with 503', 503, { 'ratelimit-reset': '30', 'x-ratelimit-reset': seconds(40) }, undefined],
  ['more than a day', 429, { 'retry-after': '999999' }, 86_400_000],
  ['nonsense', 429, { 'retry-after': 'soon' }, undefined],
  ['nothing', 429, {}, undefined],
  ['seconds with a success', 200, { 'retry-after': '98' }, undefined],
  ['a reset in seconds', 429, { 'ratelimit-reset': '30' }, 30_000],
  ['a reset as a time', 429, { 'x-ratelimit-reset': seconds(40) }, 40_000],
  ['a reset in the past', 429, { 'ratelimit-reset': seconds(-40) }, undefined],
  ['a reset of a year', 429, { 'ratelimit-reset': seconds(31_536_000) }, 86_400_000],
  ['both', 429, { 'retry-after': '7', 'ratelimit-reset': '30' }, 7000],
])('reads how long to wait out of %s', (_, status, headers, wait) => {
  expect(retryAfterOf({ status, headers, text: '' }, now)).toBe(wait);
});
