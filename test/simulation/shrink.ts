import type { Drawn } from './chance.ts';
import { type Life, live, relive } from './life.ts';

/** A life with as few faults as still break the same. */
export interface Shrunk {
  /** The places of its faults in those of the whole life. */
  readonly only: readonly number[];
  readonly life: Life;
}

/** A life that is written down: it needs no seed, and is the same whatever else lives draw by then. */
export interface WrittenLife {
  /** The first invariant that it breaks. */
  readonly breaks: string;
  /** The draws that it takes; all others are the calmest. */
  readonly draws: ReadonlyMap<string, Drawn>;
}

const breaksAny = ({ violations }: Life, broken: ReadonlySet<string>) =>
  violations.some(({ invariant }) => broken.has(invariant));

const brokenBy = ({ violations }: Life) => new Set<string>(violations.map(({ invariant }) => invariant));

/** Leaves out faults of a life, half of them at once and then one by one, as long as it breaks what it broke. */
export async function shrink(whole: Life): Promise<Shrunk> {
  const broken = brokenBy(whole);
  let life = whole;
  const only = await fewest([...whole.faults.keys()], async (left) => {
    const tried = await live(whole.seed, new Set(left));
    const isAsBad = breaksAny(tried, broken);
    if (isAsBad) life = tried;
    return isAsBad;
  });
  return { only, life };
}

/** Leaves out every draw that the shrunk life can do without; undefined where the calmest way between them breaks nothing. */
export async function writeDown({ only, life }: Shrunk): Promise<WrittenLife | undefined> {
  const broken = brokenBy(life);
  const drawn = new Map<string, Drawn>();
  await live(life.seed, new Set(only), drawn);
  const isAsBad = async (names: readonly string[]) =>
    breaksAny(await relive(pickedFrom(drawn, names)), broken);
  const names = [...drawn.keys()];
  if (!(await isAsBad(names))) return undefined;
  const draws = pickedFrom(drawn, await fewest(names, isAsBad));
  const [first] = (await relive(draws)).violations;
  return first && { breaks: first.invariant, draws };
}

function pickedFrom(drawn: ReadonlyMap<string, Drawn>, names: readonly string[]): Map<string, Drawn> {
  const picked = new Set(names);
  return new Map([...drawn].filter(([name]) => picked.has(name)));
}

/** What is left of the items when halves of them, and smaller and smaller parts, are left out as long as it is as bad. */
async function fewest<T>(
  items: readonly T[],
  isAsBad: (left: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const left = kept.filter((_, index) => index < at || index >= at + size);
      if (await isAsBad(left)) kept = left;
      else at += size;
    }
  }
  return kept;
}

/** The faults that are left, and how to see that life again. */
export function shrunkText({ only, life }: Shrunk): string {
  const { seed, faults, violations } = life;
  const [first] = violations;
  const left = only.map((fault) => faults[fault]).join(', ') || 'no fault at all';
  const why = first ? `${first.invariant}, at ${first.at} ms: ${first.what.slice(0, 300)}` : 'nothing';
  return `SEED=${seed} ONLY=${only.join()} breaks ${why}\n  with ${left}`;
}

/** The file that a written life stands in, to be put into `test/simulation/found`. */
export function fileText({ breaks, draws }: WrittenLife, about: string): string {
  return `${JSON.stringify({ about, breaks, draws: Object.fromEntries(draws) }, null, 2)}\n`;
}
