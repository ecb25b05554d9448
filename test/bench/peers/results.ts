import type { Seen } from './home.ts';

// What a race has found, as one JSON; times in seconds where nothing else is said.

export interface Results {
  readonly when: string;
  readonly minutes: number;
  /** One-minute load of the machine, each ten seconds. */
  readonly load: readonly number[];
  readonly programs: readonly RunnerFacts[];
  readonly starts: ByProgram<Starts>;
  /** From a change to the confirmed record; null: not before the next change. */
  readonly changes: Readonly<Record<string, ByProgram<readonly (number | null)[]>>>;
  readonly quiet: ByProgram<Quiet>;
  readonly sizes: ByProgram<Size>;
  /** The same of ours with a recheck each five minutes. */
  readonly rechecking?: Quiet;
  readonly faults: Readonly<Record<string, ByProgram<Outcome>>>;
  readonly stops: Readonly<Record<string, ByProgram<Stop>>>;
}

export type ByProgram<T> = Readonly<Record<string, T>>;

export interface RunnerFacts {
  readonly name: string;
  readonly version: string;
  readonly period: number;
  readonly shortest: number;
}

/** Bytes of a program and of the files that it loads, as they are and packed. */
export interface Size {
  readonly size: number;
  readonly gzip: number;
}

export interface Starts {
  readonly ms: readonly number[];
  readonly cpu: readonly number[];
}

/** What was counted of a program in a home whose address never changes. */
export interface Quiet {
  readonly seconds: number;
  readonly bytes: number;
  readonly packets: number;
  readonly calls: number;
  readonly asked: number;
  readonly connections: number;
  readonly rss: number;
  readonly anonymous: number;
  /** Milliseconds. */
  readonly cpu: number;
  /** Milliseconds of one health check of its image. */
  readonly healthCheck?: number;
}

export interface Outcome {
  /** For how long something wrong stood in the record while it lasted, and how often anew. */
  readonly wrong: number;
  readonly wrongs: number;
  /** Calls of the DNS host while it lasted. */
  readonly calls: number;
  readonly lasted: number;
  /** From its end until the record was right for good, negative while it lasted; null: not while it was watched. */
  readonly after: number | null;
  readonly watched: number;
  /** It ended by itself. */
  readonly ended?: string;
  /** The name's records at last. */
  readonly records: readonly string[];
}

export interface Stop {
  readonly ms: number | null;
  readonly how: string;
}

export interface Move {
  readonly at: number;
  readonly address: string;
}

/** Seconds from each change to the record that holds it and nothing else; null: not before the next change. */
export function followed(seen: readonly Seen[], moves: readonly Move[]): (number | null)[] {
  return moves.map(({ at, address }, nth) => {
    const until = moves[nth + 1]?.at ?? Number.POSITIVE_INFINITY;
    const first = seen.find((one) => one.at >= at && one.at < until && one.values.join() === address);
    return first ? (first.at - at) / 1000 : null;
  });
}

export interface Watched {
  readonly begin: number;
  readonly end: number;
  readonly address: string;
  /** What may stand in the record: what was true at any time, and what it held before the program came. */
  readonly allowed: ReadonlySet<string>;
}

/** How a record fared while something lasted, and after it. */
export function fared(seen: readonly Seen[], { begin, end, address, allowed }: Watched) {
  let wrong = 0;
  let wrongs = 0;
  for (const [nth, { at, values }] of seen.entries()) {
    const until = Math.min(seen[nth + 1]?.at ?? end, end);
    if (until <= begin || at >= end || values.every((value) => allowed.has(value))) continue;
    wrong += (until - Math.max(at, begin)) / 1000;
    wrongs += 1;
  }
  const last = seen.at(-1);
  const isRight = last?.values.join() === address;
  return { wrong, wrongs, after: last && isRight ? (last.at - end) / 1000 : null };
}

/** The value in the middle, of those that were missed as more than any; null where that is a missed one. */
export function middle(values: readonly (number | null)[]): number | null {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const value = sorted[Math.floor(sorted.length / 2)];
  return value === undefined || value === Number.POSITIVE_INFINITY ? null : value;
}
