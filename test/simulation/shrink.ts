import { type Life, live } from './life.ts';

/** A life with as few faults as still break the same. */
export interface Shrunk {
  /** The places of its faults in those of the whole life. */
  readonly only: readonly number[];
  readonly life: Life;
}

/** Leaves out faults of a life, half of them at once and then one by one, as long as it breaks what it broke. */
export async function shrink(whole: Life): Promise<Shrunk> {
  const broken = new Set(whole.violations.map(({ invariant }) => invariant));
  let shrunk: Shrunk = { only: [...whole.faults.keys()], life: whole };

  /** Whether it is as bad without these. */
  async function leaveOut(faults: readonly number[]): Promise<boolean> {
    const only = shrunk.only.filter((fault) => !faults.includes(fault));
    const life = await live(whole.seed, new Set(only));
    if (!life.violations.some(({ invariant }) => broken.has(invariant))) return false;
    shrunk = { only, life };
    return true;
  }

  for (let size = Math.ceil(shrunk.only.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < shrunk.only.length; ) {
      if (!(await leaveOut(shrunk.only.slice(at, at + size)))) at += size;
    }
  }
  return shrunk;
}

/** The faults that are left, and how to see that life again. */
export function shrunkText({ only, life }: Shrunk): string {
  const { seed, faults, violations } = life;
  const [first] = violations;
  const left = only.map((fault) => faults[fault]).join(', ') || 'no fault at all';
  const why = first ? `${first.invariant}, at ${first.at} ms: ${first.what.slice(0, 300)}` : 'nothing';
  return `SEED=${seed} ONLY=${only.join()} breaks ${why}\n  with ${left}`;
}
