import type { NewRecord, ZoneRecord } from '../../world/zone.ts';
import type { Seen, Trouble } from './home.ts';

// What the benchmark and the world, a process of its own in its own network namespace, say to each other.

export type RouterKind = 'silent' | 'nat-pmp' | 'announces' | 'pushes';

export type Command =
  | {
      readonly do: 'open';
      readonly home: number;
      readonly address: string;
      readonly records: readonly NewRecord[];
      readonly router: RouterKind;
      readonly trouble: Trouble;
    }
  /** A new address; the answer's `at` is when. */
  | { readonly do: 'move'; readonly home: number; readonly address: string }
  | { readonly do: 'trouble'; readonly home: number; readonly trouble: Trouble }
  /** Somebody puts these in the place of the name's records by hand. */
  | { readonly do: 'edit'; readonly home: number; readonly records: readonly NewRecord[] }
  | { readonly do: 'tell'; readonly home: number };

/** How a home is, at `at`, milliseconds since the epoch. */
export interface HomeReport {
  readonly at: number;
  readonly address: string;
  readonly seen: readonly Seen[];
  readonly calls: readonly number[];
  readonly asked: number;
  readonly connections: number;
  readonly records: readonly ZoneRecord[];
}

export interface Order {
  readonly id: number;
  readonly command: Command;
}

/** The first message has no id: the world is there, and this authority signs its certificates (PEM). */
export type Reply =
  | { readonly authority: string }
  | { readonly id: number; readonly report: HomeReport }
  | { readonly id: number; readonly problem: string };
