import type { Failure } from '../base/failure.ts';
import type { Source } from '../sources/source.ts';
import { type HealthTable, silence } from './health-table.ts';
import { openQueries, type QueriesOptions, type QueryEvent } from './queries.ts';
import type { Restraint } from './safeguards/vote-pace.ts';
import type { Trouble } from './source-health.ts';
import type { Vote } from './vote.ts';

/** One look: who was asked, what they said, who failed, and how it ended. */
export interface Look {
  /** The address that was agreed before it. */
  readonly agreed: string | undefined;
  readonly votes: readonly Vote[];
  /** Another address than the agreed one that the router said without being asked. */
  readonly said: string | undefined;
  readonly failures: ReadonlyMap<Source, Failure>;
  readonly troubles: readonly Trouble[];
  /** Whether votes are needed: something else than the agreed address may be true. Else one answer is enough. */
  isVote(): boolean;
  /** As a witness in a vote that needs one, and in a look that checks. */
  ask(source: Source): void;
  /** Asks one as a witness that was not asked so; its vote stands until it says more. False when it was. */
  askAgain(source: Source): boolean;
  /** Nothing more is to be heard of it: it was asked, or it asked to be left alone. */
  hasAsked(source: Source): boolean;
  readonly restraint: Restraint;
  /** Whether one who can be a witness is to be asked although nothing seems to have changed. */
  readonly isCheck: boolean;
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
  /** Whether a new address needs a witness; default false. */
  readonly needsWitness?: boolean;
  /** What the router said without being asked; default nothing. */
  readonly said?: string | undefined;
  /** Default false. */
  readonly isCheck?: boolean;
  /** Default `free`. */
  readonly restraint?: Restraint;
}

/** The caller must close it. */
export function openLook({ agreed, health, ...options }: LookOptions): Look {
  const { needsWitness = false, isCheck = false, restraint = 'free' } = options;
  const said = options.said === agreed ? undefined : options.said;
  const queries = openQueries(options);
  const votes: Vote[] = [];
  const failures = new Map<Source, Failure>();
  const troubles: Trouble[] = [];
  const passedOver = new Set<Source>();
  let end: 'expired' | 'stopped' | undefined = options.signal.aborted ? 'stopped' : undefined;

  const askedAsWitness = new Set<Source>();
  const ask = (source: Source, asWitness: boolean) => {
    if (asWitness) askedAsWitness.add(source);
    queries.ask(source, asWitness);
  };
  const isVote = () => agreed === undefined || votes.length > 0 || said !== undefined;

  function failed(source: Source, failure: Failure): void {
    failures.set(source, failure);
    troubles.push(...health.failed(source, failure));
  }

  return {
    agreed,
    votes,
    said,
    failures,
    troubles,
    isCheck,
    isVote,
    ask: (source) => ask(source, isCheck || (needsWitness && isVote())),
    askAgain(source) {
      if (askedAsWitness.has(source)) return false;
      ask(source, true);
      return true;
    },
    hasAsked: (source) => queries.hasAsked(source) || health.isBarred(source),
    restraint,
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
      const earlier = votes.findIndex(({ source }) => source === vote.source);
      if (earlier === -1) votes.push(vote);
      else votes[earlier] = vote;
    },
    end: () => end,
    close: queries.close,
  };
}
