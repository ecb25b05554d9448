/** One updater of the race. */
export interface Program {
  /** As `--program NAME=PATH` has it. */
  readonly name: string;
  /** Where Debian's package puts it; those without one are given by path. */
  readonly path?: string;
  /** What it is asked for its version with. */
  readonly version?: readonly string[];
  /** Seconds between two looks at the address: its default, the shortest that it takes, and the one of the faults. */
  readonly periods: Readonly<Record<Pace, number>>;
  start(place: Place): Start;
  /** Files that it needs beside those that the system maps for it. */
  files?(place: Place): readonly string[];
}

export type Pace = 'usual' | 'shortest' | 'quick';

/** Where and how it is started. */
export interface Place {
  readonly binary: string;
  /** Its own, empty, and it may write there. */
  readonly folder: string;
  /** A file of PEM certificates to trust, and the world's authority alone. */
  readonly trusted: string;
  readonly authority: string;
  /** Seconds; undefined: its default. */
  readonly period: number | undefined;
  /** Settings of this benchmark for our program alone. */
  readonly more: Readonly<Record<string, string>>;
}

export interface Start {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files for its folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What its image runs once a minute. */
  readonly healthCheck?: readonly string[];
}
