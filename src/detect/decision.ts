import type { Source } from '../sources/source.ts';
import type { HoldDown } from './hold-down.ts';
import type { Look } from './look.ts';
import type { ByName } from './safeguards/by-name.ts';
import type { Turns } from './safeguards/turns.ts';
import type { Ballot } from './vote.ts';

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
  const { agreed, votes } = look;
  // While the wins of a held address are counted, one source alone must not end the count.
  if (votes.length > 0 && !holdDown.isContested() && votes.every(({ address }) => address === agreed))
    return agreed;
  const winner = ballot.winner(votes, agreed) ?? byName.ripe(ballot.leader(votes), look);
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
