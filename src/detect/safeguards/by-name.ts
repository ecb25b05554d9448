import type { Clock } from '../../base/clock.ts';
import type { Source } from '../../sources/source.ts';
import type { Look } from '../look.ts';

/**
 * Lets HTTPS by name stand in for a witness where none can be had: the resolver could be forged, so it has to say
 * the same for two minutes, and be all that there is.
 */
export interface ByName {
  /** The address, when the running look has no witness at all, enough operators say it by name, and have for long enough. */
  ripe(leader: string | undefined, look: Look): string | undefined;
  /** A look agreed on nothing. Returns the milliseconds until its leader would count, undefined when it would not. */
  undecided(leader: string | undefined, look: Look): number | undefined;
  /** A look agreed: what was waited for is over. */
  agreed(): void;
}

const longEnough = 120_000;

export function createByName(voters: readonly Source[], clock: Clock): ByName {
  const able = voters.filter(({ witness }) => witness !== undefined);
  const operatorsNeeded = Math.min(2, new Set(able.map(({ operator }) => operator)).size);
  let waiting: { readonly address: string; readonly since: number } | undefined;

  /** Whether all who could be a witness are through, none of them was one, and enough of them say the address. */
  function isBestThereIs(address: string, look: Look): boolean {
    const open = look.open();
    if (able.some((source) => open.includes(source) || !look.hasAsked(source))) return false;
    const votes = look.votes.filter(({ source }) => able.includes(source));
    if (votes.some(({ independent }) => independent !== false)) return false;
    const saying = votes.filter((vote) => vote.address === address);
    return (
      operatorsNeeded > 0 && new Set(saying.map(({ source }) => source.operator)).size >= operatorsNeeded
    );
  }
  const left = () => (waiting ? Math.max(0, waiting.since + longEnough - clock.monotonic()) : longEnough);

  return {
    ripe(leader, look) {
      const isRipe = leader !== undefined && leader === waiting?.address && left() === 0;
      return isRipe && isBestThereIs(leader, look) ? leader : undefined;
    },
    undecided(leader, look) {
      if (leader === undefined || !isBestThereIs(leader, look)) {
        // Who answers nothing says nothing against it.
        if (look.votes.some(({ address }) => address !== waiting?.address)) waiting = undefined;
        return undefined;
      }
      if (waiting?.address !== leader) waiting = { address: leader, since: clock.monotonic() };
      return left();
    },
    agreed() {
      waiting = undefined;
    },
  };
}
