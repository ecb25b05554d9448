import { Failure } from '../base/failure.ts';
import type { Source } from '../sources/source.ts';
import type { HoldDown } from './hold-down.ts';
import type { Look } from './look.ts';
import type { ByName } from './safeguards/by-name.ts';
import type { Turns } from './safeguards/turns.ts';
import type { Ballot, Vote } from './vote.ts';

/** What decides the votes of a look. */
export interface Rules {
  /** The sources that vote. */
  readonly voters: readonly Source[];
  readonly ballot: Ballot;
  readonly holdDown: HoldDown;
  readonly byName: ByName;
  readonly turns: Turns;
}

/** The address that the look found, or undefined while it needs to hear more. */
export function decide(look: Look, { voters, ballot, holdDown, byName, turns }: Rules): string | undefined {
  const { agreed, votes, said } = look;
  // While the wins of a held address are counted, one source alone must not end the count.
  const isQuiet = said === undefined && !holdDown.isContested();
  if (votes.length > 0 && isQuiet && votes.every(({ address }) => address === agreed)) return agreed;
  const winner = ballot.winner(withSaid(look), agreed) ?? byName.ripe(ballot.leader(votes), look);
  if (winner === undefined || winner === agreed) return winner;
  if (turns.suspects(winner)) return turns.mayReturn(winner) ? winner : undefined;
  if (!holdDown.holds(winner)) return winner;
  const silent = voters.filter((voter) => !votes.some(({ source }) => source === voter));
  const isOver = look.end() !== undefined || look.open().length === 0;
  const released = holdDown.releases(winner, {
    certain: ballot.isCertain(winner, votes, silent),
    allHeard: isOver && silent.every(look.hasAsked),
    unanimous: votes.every(({ address }) => address === winner),
  });
  return released ? winner : undefined;
}

/**
 * Whether the look has to end with the address that is held: what else was said takes turns with it, and may not come
 * back yet. To hear more would change nothing.
 */
export function isHeldBack({ agreed, votes }: Look, { turns }: Pick<Rules, 'turns'>): boolean {
  const others = votes.filter(({ address }) => address !== agreed);
  return (
    others.length > 0 && others.every(({ address }) => turns.suspects(address) && !turns.mayReturn(address))
  );
}

/**
 * The votes, with what the router said as one of them where somebody who was asked says the same. It came in without
 * being asked, from whoever knows a password, so it never stands alone, and never against the others.
 */
export function withSaid({ votes, said }: Pick<Look, 'votes' | 'said'>): readonly Vote[] {
  const isSupported = said !== undefined && votes.some(({ address }) => address === said);
  return isSupported ? [...votes, { source: router, address: said }] : votes;
}

/** Who tells by a call; a voice that can be forged, as those of DNS and plain HTTP are. */
const router: Vote['source'] = {
  ...{ name: 'the call of a router', operator: 'the call of a router', transport: 'http' },
  ask: () => Promise.reject(new Failure('permanent', 'the router is not asked, it calls')),
};
