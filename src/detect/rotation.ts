import type { Source } from '../sources/source.ts';

/** Who is asked next among the sources that vote. `mayAsk` leaves out those who were asked or could not help. */
export interface Rotation {
  /** All of them, beginning with the one whose turn it is. */
  inTurn(): Source[];
  /** While nothing changes: the rested first, then those who cost little, or who can be a witness, then by turn. */
  nextWhileQuiet(mayAsk: (source: Source) => boolean, asWitness?: boolean): Source | undefined;
  /** In a vote: the rested first, then operators of whom nothing was `heard` yet, then by turn. */
  nextInVote(mayAsk: (source: Source) => boolean, heard: ReadonlySet<string>): Source | undefined;
  /** The source is asked now, so the turn goes on to the one after it. */
  asked(source: Source): void;
}

export interface RotationOptions {
  readonly voters: readonly Source[];
  /** Where it begins, in [0, 1), so that homes do not all ask the same source. */
  readonly start: number;
  isResting(source: Source): boolean;
}

export function createRotation({ voters, start, isResting }: RotationOptions): Rotation {
  const small = smallQuestions(voters);
  let turn = Math.floor(start * voters.length);

  const inTurn = () => [...voters.slice(turn), ...voters.slice(0, turn)];
  const best = (mayAsk: (source: Source) => boolean, isSecondChoice: (source: Source) => boolean) => {
    const rank = (source: Source) => (isResting(source) ? 2 : 0) + Number(isSecondChoice(source));
    return inTurn()
      .filter(mayAsk)
      .sort((a, b) => rank(a) - rank(b))[0];
  };
  return {
    inTurn,
    nextWhileQuiet: (mayAsk, asWitness) =>
      best(mayAsk, (source) => (asWitness ? source.witness === undefined : !small.has(source))),
    nextInVote: (mayAsk, heard) => best(mayAsk, ({ operator }) => heard.has(operator)),
    asked(source) {
      turn = (voters.indexOf(source) + 1) % voters.length;
    },
  };
}

/**
 * Who is asked while nothing changes: DNS and STUN cost a tenth of an HTTPS request. Only where both are there,
 * because one transport alone could be captured and say the old address for ever; else everybody in turn.
 */
function smallQuestions(voters: readonly Source[]): ReadonlySet<Source> {
  const small = voters.filter(({ transport }) => transport === 'dns' || transport === 'stun');
  const transports = new Set(small.map(({ transport }) => transport));
  return new Set(transports.size > 1 ? small : voters);
}
