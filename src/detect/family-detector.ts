import type { Clock, Random } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { Detection } from './detection.ts';
import { explain } from './explanation.ts';
import { createHoldDown } from './hold-down.ts';
import { openQueries, type Queries, type QueryEvent } from './queries.ts';
import { createHealthRecord, type HealthRecord, type SourceHealth, type Trouble } from './source-health.ts';
import { validate } from './validate.ts';
import { createBallot, type Vote } from './vote.ts';

export interface WatchOptions {
  readonly family: Family;
  readonly sources: readonly Source[];
  readonly quorum: number;
  readonly allowPrivate: boolean;
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** One look: what was asked and what came of it. */
interface Look {
  readonly queries: Queries;
  readonly votes: Vote[];
  readonly failures: Map<Source, Failure>;
  readonly troubles: Trouble[];
  /** Who let the look wait so long that another one was asked beside it. */
  readonly overdue: Set<Source>;
  ended?: 'expired' | 'stopped';
}

/** Milliseconds of silence until one more is asked. In a plain look a lost packet is sent again before that. */
const hedgeAfter = { vote: 1000, plain: 2000 };
const silence = new Failure('transient', 'did not answer in time');

/**
 * Follows the address of one family. While nothing changes it asks one source a look, in rotation; another
 * answer than the last agreed one, or having none yet, starts a vote among sources of different operators.
 */
export function createWatch(options: WatchOptions) {
  const { family, sources, quorum, clock } = options;
  const local = sources.filter(({ channel }) => channel === 'house');
  const voters = sources.filter(({ channel }) => channel !== 'house');
  const small = smallQuestions(voters);
  const ballot = createBallot(voters, quorum);
  const records = new Map(sources.map((source) => [source, createHealthRecord(source, family, clock)]));
  const holdDown = createHoldDown(clock);
  /** Who failed since an address was last agreed. */
  const failedSince = new Set<Source>();
  let agreed: string | undefined;
  let turn = Math.floor(options.random() * voters.length);

  async function detect(signal: AbortSignal): Promise<Detection> {
    const queries = openQueries({
      family,
      budget: 2 * options.timeout,
      clock,
      signal,
      validate: (source, answer) => validate(source, answer, family, options.allowPrivate),
    });
    const look: Look = { queries, votes: [], failures: new Map(), troubles: [], overdue: new Set() };
    if (signal.aborted) look.ended = 'stopped';
    try {
      const rested = local.filter((source) => !isResting(source));
      const found = (await askLocal(rested, look)) ?? (await poll(look)) ?? (await askLocal(local, look));
      return look.ended !== 'stopped' && found ? agree(found, look) : disagree(look);
    } finally {
      queries.close();
    }
  }

  /** What the home itself knows needs no vote; the first usable answer is taken. */
  async function askLocal(candidates: readonly Source[], look: Look): Promise<Found | undefined> {
    for (const source of candidates) {
      if (look.ended || look.queries.hasAsked(source)) continue;
      look.queries.ask(source);
      while (!look.ended && look.queries.open().includes(source)) {
        const event = await look.queries.next();
        note(event, look);
        if (event.kind === 'answered' && event.source === source)
          return { address: event.address, witnesses: [source] };
      }
    }
    return undefined;
  }

  async function poll(look: Look): Promise<Found | undefined> {
    const { queries, votes } = look;
    while (look.ended !== 'stopped') {
      const address = decided(look);
      if (address !== undefined)
        return {
          address,
          witnesses: votes.filter((vote) => vote.address === address).map(({ source }) => source),
        };
      if (look.ended) return undefined;
      askMore(look);
      if (queries.open().length === 0 || isHopeless(look)) return undefined;
      const spare = helpful(look, queries.open()) ?? helpful(look, []);
      const event = await queries.next(spare && hedgeAfter[isVote(look) ? 'vote' : 'plain']);
      if (event.kind === 'quiet' && spare) {
        if (!isVote(look)) for (const source of queries.open()) look.overdue.add(source);
        ask(spare, look);
      }
      note(event, look);
      if (event.kind === 'answered') votes.push(event);
    }
    return undefined;
  }

  function decided(look: Look): string | undefined {
    const { queries, votes } = look;
    // While the wins of a held address are counted, one source alone must not end the count.
    if (votes.length > 0 && !holdDown.isContested() && votes.every(({ address }) => address === agreed))
      return agreed;
    const winner = ballot.winner(votes);
    if (winner === undefined || !holdDown.holds(winner)) return winner;
    const silent = voters.filter((voter) => !votes.some(({ source }) => source === voter));
    const isOver = look.ended !== undefined || queries.open().length === 0;
    const released = holdDown.releases(winner, {
      certain: ballot.isCertain(winner, votes, silent),
      allHeard: isOver && silent.every((voter) => queries.hasAsked(voter)),
      unanimous: votes.every(({ address }) => address === winner),
    });
    return released ? winner : undefined;
  }

  const isVote = ({ votes }: Look) => agreed === undefined || votes.length > 0;

  function askMore(look: Look): void {
    const { queries, votes } = look;
    const winner = ballot.winner(votes);
    if (winner !== undefined && holdDown.holds(winner)) {
      for (const voter of unasked(look)) ask(voter, look);
      return;
    }
    const hopeful = () => queries.open().filter((source) => !look.overdue.has(source));
    const isEnough = () => (isVote(look) ? ballot.canWin(votes, hopeful()) : hopeful().length > 0);
    while (!isEnough()) {
      const next = helpful(look, hopeful());
      if (!next) return;
      ask(next, look);
    }
  }

  /** No answer that is still to come, or could be asked for, can make a quorum. */
  function isHopeless(look: Look): boolean {
    return isVote(look) && !ballot.canWin(look.votes, [...look.queries.open(), ...unasked(look)]);
  }

  function ask(source: Source, { queries }: Look): void {
    turn = (voters.indexOf(source) + 1) % voters.length;
    queries.ask(source);
  }

  /** Who to ask next: whose vote would count besides those of `open`; the rested first, then new operators, in turn. */
  function helpful(look: Look, open: readonly Source[]): Source | undefined {
    const heard = new Set(look.votes.map(({ source }) => source.operator));
    const rank = (source: Source) =>
      (isResting(source) ? 2 : 0) + Number(isVote(look) ? heard.has(source.operator) : !small.has(source));
    return unasked(look)
      .filter((source) => !isVote(look) || ballot.counts(source, look.votes, open))
      .sort((a, b) => rank(a) - rank(b))[0];
  }

  function unasked({ queries }: Look): Source[] {
    const inTurn = [...voters.slice(turn), ...voters.slice(0, turn)];
    return inTurn.filter((source) => !queries.hasAsked(source));
  }

  function note(event: QueryEvent, look: Look): void {
    if (event.kind === 'answered') recordOf(event.source).answered();
    if (event.kind === 'expired' || event.kind === 'stopped') look.ended = event.kind;
    if (event.kind === 'expired') for (const source of look.queries.open()) blame(source, silence, look);
    if (event.kind === 'failed') blame(event.source, event.failure, look);
  }

  function blame(source: Source, failure: Failure, look: Look): void {
    look.failures.set(source, failure);
    look.troubles.push(...recordOf(source).failed(failure));
    failedSince.add(source);
  }

  function agree({ address, witnesses }: Found, look: Look): Detection {
    const before = agreed;
    const names = witnesses.map(({ name }) => name);
    for (const source of witnesses) look.troubles.push(...recordOf(source).right());
    for (const source of look.queries.open()) if (look.overdue.has(source)) blame(source, silence, look);
    for (const { source, address: said } of look.votes) {
      if (said === address) continue;
      const late = address !== before && said === before;
      const reason = late
        ? `still says ${said}, the address before`
        : `says ${said}, but ${names.join(', ')} ${names.length === 1 ? 'says' : 'say'} ${address}`;
      look.troubles.push(...recordOf(source).wrong(reason, late));
    }
    const heard = look.votes.map((vote) => vote.address);
    holdDown.agreed(address, before, heard);
    agreed = address;
    forgiveIfNetworkFailed();
    return {
      kind: 'agreed',
      address,
      changed: address !== before,
      witnesses: names,
      troubles: look.troubles,
    };
  }

  function disagree(look: Look): Detection {
    const { votes, failures, troubles } = look;
    const stopped = look.ended === 'stopped';
    holdDown.undecided(ballot.winner(votes));
    const reason = stopped
      ? 'stopped'
      : explain({ family, sources: sources.length, quorum, votes, failures });
    return { kind: 'none', reason, split: votes.length > 0, troubles };
  }

  /** When every single source had failed, the network was away: the fault was none of theirs. */
  function forgiveIfNetworkFailed(): void {
    if (failedSince.size === sources.length) for (const one of records.values()) one.forgive();
    failedSince.clear();
  }

  function recordOf(source: Source): HealthRecord {
    const found = records.get(source);
    if (!found) throw new Error(`${source.name} is not watched`);
    return found;
  }
  const isResting = (source: Source) => recordOf(source).isResting();

  const health = (): SourceHealth[] => [...records.values()].map((one) => one.health());
  return { detect, health };
}

/**
 * Who is asked while nothing changes: DNS and STUN cost a tenth of an HTTPS request. Only where both are there,
 * because one channel alone could be captured and say the old address for ever; else everybody in turn.
 */
function smallQuestions(voters: readonly Source[]): ReadonlySet<Source> {
  const small = voters.filter(({ channel }) => channel === 'dns' || channel === 'stun');
  const channels = new Set(small.map(({ channel }) => channel));
  return new Set(channels.size > 1 ? small : voters);
}

interface Found {
  readonly address: string;
  readonly witnesses: readonly Source[];
}
