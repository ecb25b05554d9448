import { type Clock, sleep } from '../base/clock.ts';
import type { Target } from '../core/target.ts';
import type { ZoneServers } from '../dns/authoritative.ts';
import { fqdn } from '../dns/name.ts';
import type { RecordType } from '../dns/records.ts';
import { type Cover, type HeldRecord, type Sight, sightOf } from './sight.ts';

/** The records of one target and type that a step has changed to one value. */
export interface Spread {
  readonly target: Target;
  readonly type: RecordType;
  readonly to: string;
  /** As their DNS host confirmed them; at least one. */
  readonly held: readonly HeldRecord[];
  /** What they held before; empty where it was nothing, or is not known. */
  readonly from: readonly string[];
  /** Seconds, of what they held before; undefined where its DNS host does not tell. */
  readonly ttl: number | undefined;
}

/** How far a change is. */
export type Stage =
  /** `asked`: so many of its names were asked about. `ttl` in seconds: for so long others may hold what was before. */
  | { readonly kind: 'served'; readonly asked: number; readonly ttl: number | undefined }
  /** It was not served within the time; it is asked on, ever less. */
  | { readonly kind: 'late' }
  | { readonly kind: 'hidden'; readonly as: Cover; readonly why: string };

export interface PropagationOptions {
  readonly servers: ZoneServers;
  readonly clock: Clock;
  /** Told of each stage that is reached; `ms` after the change. */
  reached(spread: Spread, stage: Stage, ms: number): void;
}

/** Follows changes until the servers of their zones serve them. */
export interface Propagation {
  /** A new change of the same target and type takes the place of the one before. */
  follow(spread: Spread): void;
  /** Resolves when nobody is being asked. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const second = 1_000;
const minute = 60 * second;
/** Milliseconds until a change that is not served is late. */
export const lateAfter = 10 * minute;
const waits = [1, 2, 4, 8, 15, 30, 60].map((seconds) => seconds * second);
const lateWait = 5 * minute;
const givenUpAfter = 24 * 60 * minute;
/** So often in a row nothing was to be seen, and it is told. */
const patience = 3;
/** So many names of one change are asked about, however many it has. */
const mostWitnesses = 3;
/** What passes by itself where a line was just connected anew, or a server is being loaded. */
const passing: readonly Cover[] = ['silent', 'refused'];

/** One question: about one record, at the first server that answers or at all of them. */
type Check = (signal: AbortSignal) => Promise<Sight>;

export function createPropagation({ servers, clock, reached }: PropagationOptions): Propagation {
  const underWay = new Map<string, { readonly over: AbortController; readonly ended: Promise<void> }>();
  const asking = new Set<Promise<unknown>>();

  async function run(spread: Spread, signal: AbortSignal): Promise<void> {
    const from = clock.monotonic();
    const age = () => clock.monotonic() - from;
    const tell = (stage: Stage) => reached(spread, stage, age());
    const witnesses = witnessesOf(spread.held);
    const seen: { ttlBefore?: number; ttlNow?: number } = {};
    const checks = checksOf(spread, witnesses, seen);
    let hiddenInARow = 0;
    let isLate = false;
    let isHidden = false;

    for (let step = 0; age() < givenUpAfter; step++) {
      const wait = isLate ? lateWait : (waits[step] ?? minute);
      await sleep(clock, isLate ? wait : Math.min(wait, Math.max(0, lateAfter - age())), signal);
      if (signal.aborted) return;
      const sight = await firstOpen(checks, signal);
      if (signal.aborted) return;
      if (sight === undefined) {
        const ttl = spread.from.length === 0 ? undefined : (spread.ttl ?? seen.ttlBefore ?? seen.ttlNow);
        return tell({ kind: 'served', asked: witnesses.length, ttl });
      }
      const cover = sight.kind === 'not-visible' && sight.as !== 'following' ? sight : undefined;
      hiddenInARow = cover ? hiddenInARow + 1 : 0;
      const isOver = age() >= lateAfter;
      if (cover && (isOver || (hiddenInARow >= patience && cover.as !== 'silent'))) {
        if (!isHidden) tell({ kind: 'hidden', as: cover.as, why: cover.why });
        isHidden = true;
        if (isOver || !passing.includes(cover.as)) return;
      } else if (isOver && !isLate) {
        isLate = true;
        tell({ kind: 'late' });
      }
    }
  }

  /** Puts the questions that are answered behind it; what the first one sees that is not. */
  async function firstOpen(checks: Check[], signal: AbortSignal): Promise<Sight | undefined> {
    for (let check = checks[0]; check; check = checks[0]) {
      const sight = await tracked(check(signal));
      if (signal.aborted || sight.kind !== 'same') return sight;
      checks.shift();
    }
    return undefined;
  }

  /** The first name until a server serves it, then all servers for it, then the other witnesses. */
  function checksOf(
    { target, from }: Spread,
    witnesses: readonly HeldRecord[],
    seen: { ttlBefore?: number; ttlNow?: number },
  ): Check[] {
    const replaced = from.length > 0 ? from : undefined;
    const look =
      (record: HeldRecord, how: 'find' | 'findEach'): Check =>
      async (signal) => {
        // Who can only be told an address never stands in for a name, and tells no TTL.
        const held = target.updateOnly ? { ...record, ttl: target.ttl } : record;
        const found = await servers[how](fqdn(held.name, target.zone), held.type, signal);
        const sights = [found].flat().map((finding) => {
          const sight = sightOf(held, finding, { asHeld: false, replaced });
          const { ttl } = finding;
          if (ttl !== undefined) seen[sight.kind === 'same' ? 'ttlNow' : 'ttlBefore'] = ttl;
          return sight;
        });
        return sights.find(({ kind }) => kind !== 'same') ?? { kind: 'same' };
      };
    return witnesses.flatMap((record, index) =>
      index === 0 ? [look(record, 'find'), look(record, 'findEach')] : [look(record, 'find')],
    );
  }

  async function tracked<T>(work: Promise<T>): Promise<T> {
    asking.add(work);
    try {
      return await work;
    } finally {
      asking.delete(work);
    }
  }

  return {
    follow(spread) {
      const id = `${spread.target.id} ${spread.type}`;
      underWay.get(id)?.over.abort();
      const over = new AbortController();
      underWay.set(id, { over, ended: run(spread, over.signal) });
    },
    async idle() {
      while (asking.size > 0) await Promise.all(asking);
    },
    async stop() {
      for (const { over } of underWay.values()) over.abort();
      await Promise.all([...underWay.values()].map(({ ended }) => ended));
    },
  };
}

/** The first, the middle and the last one, so that few packets tell of many names. */
function witnessesOf(held: readonly HeldRecord[]): readonly HeldRecord[] {
  if (held.length <= mostWitnesses) return held;
  return [0, held.length >> 1, held.length - 1].flatMap((index) => held[index] ?? []);
}
