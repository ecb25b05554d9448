import type { Source } from '../sources/source.ts';

/** One source's answer: an address in canonical form. */
export interface Vote {
  readonly source: Source;
  readonly address: string;
  /** Whether it is the word of a witness that does not depend on the resolver; absent: it was not asked as one. */
  readonly independent?: boolean | undefined;
}

/** Counts votes. Everything here is pure; `open` are sources whose answer is still to come. */
export interface Ballot {
  /** Whether a new address needs a witness: somebody authenticated whom no lookup led to. */
  readonly needsWitness: boolean;
  /**
   * The address that is agreed: a quorum of voices said it, more than said any other, and one of them is a witness.
   * The `agreed` one, known before, needs none.
   */
  winner(votes: readonly Vote[], agreed?: string): string | undefined;
  /** The address that has the voices, with a witness or without. */
  leader(votes: readonly Vote[]): string | undefined;
  /** Whether `open` could still make some address win. */
  canWin(votes: readonly Vote[], open: readonly Source[], agreed?: string): boolean;
  /** Whether the address wins whatever `open` say. */
  isCertain(address: string, votes: readonly Vote[], open: readonly Source[]): boolean;
  /** Whether the source's vote would be one voice more for some answer if `open` voted for the same. */
  adds(source: Source, votes: readonly Vote[], open: readonly Source[]): boolean;
  /** Whether it would be one voice more, or the witness that is lacking. */
  counts(source: Source, votes: readonly Vote[], open: readonly Source[]): boolean;
}

/** `witnessed`: a new address needs a witness, where one of the sources can be one. */
export function createBallot(sources: readonly Source[], quorum: number, witnessed = true): Ballot {
  const needsWitness = witnessed && sources.some(canWitness);

  function leader(votes: readonly Vote[]): string | undefined {
    const [first, second] = addressesOf(votes)
      .map((address) => ({ address, weight: voices(saying(address, votes)) }))
      .sort((a, b) => b.weight - a.weight);
    if (!first || first.weight < quorum) return undefined;
    return second && second.weight === first.weight ? undefined : first.address;
  }

  const ballot: Ballot = {
    needsWitness,
    leader,
    winner(votes, agreed) {
      const address = leader(votes);
      const isFree = !needsWitness || address === agreed;
      return isFree || hasWitness(address, votes) ? address : undefined;
    },
    canWin: (votes, open, agreed) =>
      [...addressesOf(votes), newAddress].some(
        (address) => ballot.winner([...votes, ...all(open, address)], agreed) === address,
      ),
    isCertain: (address, votes, open) =>
      [...addressesOf(votes), newAddress]
        .filter((other) => other !== address)
        .every((other) => ballot.winner([...votes, ...all(open, other)]) === address),
    adds: (source, votes, open) =>
      answersTo(votes).some((address) => {
        const said = [...saying(address, votes), ...open];
        return voices([...said, source]) > voices(said);
      }),
    counts(source, votes, open) {
      if (ballot.adds(source, votes, open)) return true;
      if (!needsWitness || !canWitness(source) || open.some(canWitness)) return false;
      return answersTo(votes).some((address) => !hasWitness(address, votes));
    },
  };
  return ballot;
}

// Stands for an answer that nobody gave yet.
const newAddress = 'another address';

const addressesOf = (votes: readonly Vote[]) => [...new Set(votes.map(({ address }) => address))];
const answersTo = (votes: readonly Vote[]) => (votes.length > 0 ? addressesOf(votes) : [newAddress]);
const all = (sources: readonly Source[], address: string): Vote[] =>
  sources.map((source) => ({ source, address, independent: canWitness(source) }));
const canWitness = (source: Source) => source.witness !== undefined;

function hasWitness(address: string | undefined, votes: readonly Vote[]): boolean {
  return votes.some((vote) => vote.address === address && vote.independent === true);
}

function saying(address: string, votes: readonly Vote[]): Source[] {
  return votes.filter((vote) => vote.address === address).map(({ source }) => source);
}

/**
 * How many voices the sources have together: one for each operator that is heard over HTTPS, and a single one for
 * all the others, because whoever answers our lookups can forge DNS, STUN and plain HTTP alike.
 */
export function voices(sources: readonly Pick<Source, 'operator' | 'transport'>[]): number {
  const overHttps = new Set(
    sources.filter(({ transport }) => transport === 'https').map(({ operator }) => operator),
  );
  return overHttps.size + (sources.some(({ operator }) => !overHttps.has(operator)) ? 1 : 0);
}
