import type { Clock } from '../../base/clock.ts';
import type { Source } from '../../sources/source.ts';
import type { Vote } from '../vote.ts';

/**
 * Finds out whether two addresses take turns: a home with two balanced lines. Suspected is a former address that one
 * and the same source says after it had said the present one, once a former address has come back within a day.
 */
export interface Turns {
  /** Each answer, in the order in which they come. `agreed` is the address held now. */
  heard(vote: Vote, agreed: string | undefined): void;
  /** A look agreed on `address`; `before` was agreed until then. */
  agreed(address: string, before: string | undefined): void;
  suspects(address: string): boolean;
  /** Whether answers are being counted, so that the next looks should follow soon. */
  isContested(): boolean;
  /** Whether a suspected address may be published if it wins: nobody says the held one any more, or its time is over. */
  mayReturn(address: string): boolean;
  /** Whether this is news for the owner: the first time that an address is held back, until a day without a change of turns. */
  tell(): boolean;
}

const day = 24 * 3_600_000;
const shortest = 10 * 60_000;
const longest = 6 * 3_600_000;
/** Nobody has said the held address in so many answers and for so long. */
const enough = { answers: 12, time: 60_000 };

export function createTurns(clock: Clock): Turns {
  /** When addresses were given up. */
  const formers = new Map<string, number>();
  /** The last word of each source. */
  const words = new Map<Source, string>();
  /** Who said the held address since it was agreed. */
  const followers = new Set<Source>();
  /** Former addresses that a follower came back to. */
  const suspects = new Set<string>();
  let swings = 0;
  let swungAt = Number.NEGATIVE_INFINITY;
  let agreedAt = clock.monotonic();
  let told = false;
  /** What was said since somebody began to say another address; only the held one and suspects. */
  let contest: { readonly since: number; readonly votes: Vote[] } | undefined;

  const isFormer = (address: string) =>
    clock.monotonic() - (formers.get(address) ?? Number.NEGATIVE_INFINITY) <= day;
  const holdTime = () => Math.min(longest, shortest * 2 ** Math.max(0, swings - 1));

  function fallBack(): void {
    if (clock.monotonic() - swungAt <= day) return;
    swings = 0;
    told = false;
  }

  /** The held address, said by more than one source that says nothing else, ends the contest. One alone may be stuck. */
  function isHeldStill(held: string, votes: readonly Vote[]): boolean {
    const saying = new Set(votes.filter(({ address }) => address === held).map(({ source }) => source));
    if (saying.size > 1) return true;
    return votes.some(({ source, address }) => address !== held && saying.has(source));
  }

  function contend(vote: Vote, held: string): void {
    if (vote.address !== held && !suspects.has(vote.address)) return;
    if (!contest && vote.address === held) return;
    contest ??= { since: clock.monotonic(), votes: [] };
    contest.votes.push(vote);
    if (isHeldStill(held, contest.votes)) contest = undefined;
  }

  return {
    heard(vote, agreed) {
      fallBack();
      const { source, address } = vote;
      words.set(source, address);
      if (agreed === undefined) return;
      if (address === agreed) followers.add(source);
      else if (followers.has(source) && isFormer(address)) suspects.add(address);
      contend(vote, agreed);
    },
    agreed(address, before) {
      if (address === before) return;
      if (isFormer(address)) {
        swings += 1;
        swungAt = clock.monotonic();
      }
      formers.delete(address);
      for (const [former, at] of formers) if (clock.monotonic() - at > day) formers.delete(former);
      if (before !== undefined) formers.set(before, clock.monotonic());
      agreedAt = clock.monotonic();
      followers.clear();
      for (const [source, said] of words) if (said === address) followers.add(source);
      suspects.clear();
      contest = undefined;
    },
    suspects: (address) => swings > 0 && suspects.has(address) && isFormer(address),
    isContested: () => swings > 0 && contest !== undefined,
    mayReturn(address) {
      if (clock.monotonic() - agreedAt >= holdTime()) return true;
      if (!contest || clock.monotonic() - contest.since < enough.time) return false;
      return contest.votes.filter((vote) => vote.address === address).length >= enough.answers;
    },
    tell() {
      const isNews = !told;
      told = true;
      return isNews;
    },
  };
}
