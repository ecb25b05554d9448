import type { Failure } from '../base/failure.ts';
import type { Source } from '../sources/source.ts';
import { type HealthTable, silence } from './health-table.ts';
import { openQueries, type QueriesOptions, type QueryEvent } from './queries.ts';
import type { Trouble } from './source-health.ts';
import type { Vote } from './vote.ts';

/** One look: who was asked, what they said, who failed, and how it ended. */
export interface Look {
  /** The address that was agreed before it. */
  readonly agreed: string | undefined;
  readonly votes: readonly Vote[];
  readonly failures: ReadonlyMap<Source, Failure>;
  readonly troubles: readonly Trouble[];
  /** Whether votes are needed: something else than the agreed address may be true. Else one answer is enough. */
  isVote(): boolean;
  ask(source: Source): void;
  hasAsked(source: Source): boolean;
  /** Asked, the answer still to come. */
  open(): readonly Source[];
  /** The open ones that were not passed over. */
  awaited(): readonly Source[];
  /** The open ones that were passed over. */
  overdue(): readonly Source[];
  /** The look goes on as if the open ones would not answer, though they still may. */
  passOver(): void;
  /** The next thing that happens; `quiet` after that many milliseconds without any. */
  next(quietAfter?: number): Promise<QueryEvent>;
  count(vote: Vote): void;
  /** Why nothing more can come, or undefined while the look goes on. */
  end(): 'expired' | 'stopped' | undefined;
  /** Stops the requests still open. */
  close(): void;
}

export interface LookOptions extends QueriesOptions {
  readonly agreed: string | undefined;
  readonly health: HealthTable;
}

/** The caller must close it. */
export function openLook({ agreed, health, ...options }: LookOptions): Look {
  const queries = openQueries(options);
  const votes: Vote[] = [];
  const failures = new Map<Source, Failure>();
  const troubles: Trouble[] = [];
  const passedOver = new Set<Source>();
  let end: 'expired' | 'stopped' | undefined = options.signal.aborted ? 'stopped' : undefined;

  function failed(source: Source, failure: Failure): void {
    failures.set(source, failure);
    troubles.push(...health.failed(source, failure));
  }

  return {
    agreed,
    votes,
    failures,
    troubles,
    isVote: () => agreed === undefined || votes.length > 0,
    ask: queries.ask,
    hasAsked: queries.hasAsked,
    open: queries.open,
    awaited: () => queries.open().filter((source) => !passedOver.has(source)),
    overdue: () => queries.open().filter((source) => passedOver.has(source)),
    passOver() {
      for (const source of queries.open()) passedOver.add(source);
    },
    async next(quietAfter) {
      const event = await queries.next(quietAfter);
      if (event.kind === 'answered') health.answered(event.source);
      if (event.kind === 'failed') failed(event.source, event.failure);
      if (event.kind === 'expired' || event.kind === 'stopped') end = event.kind;
      if (event.kind === 'expired') for (const source of queries.open()) failed(source, silence);
      return event;
    },
    count(vote) {
      votes.push(vote);
    },
    end: () => end,
    close: queries.close,
  };
}
