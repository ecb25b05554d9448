/** How a series of samples goes: what it grows by in an hour, and how far chance alone may make that differ. */
export interface Trend {
  /** The floor of the first and of the last fifth, in the samples' unit. */
  readonly first: number;
  readonly last: number;
  /** The samples' unit in an hour. */
  readonly slope: number;
  /** Half of the slope's 95 % interval. */
  readonly margin: number;
}

export interface Sample {
  /** Milliseconds since some moment. */
  readonly at: number;
  readonly value: number;
}

const hour = 3_600_000;
const blocks = 10;
// Student's t, two-sided 95 %, for as many degrees of freedom as blocks less the two of a line.
const t95 = 2.306;

/**
 * A line through the floors of ten blocks. What waits to be collected comes and goes above the floor, and samples that
 * follow each other closely are no hundred witnesses.
 */
export function trendOf(samples: readonly Sample[]): Trend {
  const points = Array.from({ length: blocks }, (_, n) => {
    const part = samples.slice(
      Math.floor((n * samples.length) / blocks),
      Math.floor(((n + 1) * samples.length) / blocks),
    );
    return { x: median(part.map(({ at }) => at)) / hour, y: floor(part.map(({ value }) => value)) };
  });
  const [x, y] = [mean(points.map((one) => one.x)), mean(points.map((one) => one.y))];
  const spread = sum(points.map((one) => (one.x - x) ** 2));
  const slope = sum(points.map((one) => (one.x - x) * (one.y - y))) / spread;
  const rest = sum(points.map((one) => (one.y - y - slope * (one.x - x)) ** 2));
  const values = samples.map(({ value }) => value);
  const fifth = Math.ceil(values.length / 5);
  return {
    first: floor(values.slice(0, fifth)),
    last: floor(values.slice(-fifth)),
    slope,
    margin: t95 * Math.sqrt(rest / (blocks - 2) / spread),
  };
}

/** Whether it grows by more than chance explains, and by more than `allowed` in an hour. */
export function grows({ slope, margin }: Trend, allowed: number): boolean {
  return slope - margin > 0 && slope > allowed;
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

const median = (values: readonly number[]) => quantile(values, 0.5);
/** The lower quartile. */
const floor = (values: readonly number[]) => quantile(values, 0.25);

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}
