import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../support/seeded-random.ts';
import { grows, type Sample, trendOf } from './trend.ts';

const minute = 60_000;

/** A sample each five seconds for half an hour: 20, this much more in an hour, and noise of this width. */
function samples(more: number, noise: number): Sample[] {
  const random = seededRandom(1);
  return Array.from({ length: 360 }, (_, n) => {
    const at = (n * minute) / 12;
    return { at, value: 20 + (more * at) / (60 * minute) + noise * (random() - 0.5) };
  });
}

describe('a trend', () => {
  it('is what it grows by in an hour', () => {
    const { slope, margin, first, last } = trendOf(samples(4, 0));
    expect(slope).toBeCloseTo(4, 6);
    expect(margin).toBeCloseTo(0, 6);
    expect(last - first).toBeCloseTo(4 * 0.5 * 0.8, 1);
  });

  it('is seen through noise, as far as its margin tells', () => {
    const { slope, margin } = trendOf(samples(4, 2));
    expect(Math.abs(slope - 4)).toBeLessThan(margin);
    expect(margin).toBeLessThan(2);
  });
});

it.each([
  ['noise alone', 0, 2, false],
  ['a leak beneath the noise', 4, 2, true],
  ['less than is allowed', 0.5, 0.1, false],
  ['what shrinks', -4, 0.5, false],
])('%s grows: %#', (_, more, noise, expected) => {
  expect(grows(trendOf(samples(more, noise)), 1)).toBe(expected);
});
