import type { Source, Transport } from '../sources/source.ts';

/** One source's answer: an address in canonical form. */
export interface Vote {
  readonly source: Source;
  readonly address: string;
}

/** Counts votes. Everything here is pure; `open` are sources whose answer is still to come. */
export interface Ballot {
  /** The address that is agreed: a quorum said it, and more than said any other. */
  winner(votes: readonly Vote[]): string | undefined;
  /** Whether `open` could still make some address win. */
  canWin(votes: readonly Vote[], open: readonly Source[]): boolean;
  /** Whether the address wins whatever `open` say. */
  isCertain(address: string, votes: readonly Vote[], open: readonly Source[]): boolean;
  /** Whether the source's vote would strengthen some answer if `open` voted for the same. */
  counts(source: Source, votes: readonly Vote[], open: readonly Source[]): boolean;
}

/**
 * How votes count. Sources of one operator count once, and so do all answers over one unauthenticated
 * transport, if the sources given span enough independent groups to reach the quorum that way. If they do
 * not, operators count, though an answer still needs as many independent groups as the sources can give.
 */
export function createBallot(sources: readonly Source[], quorum: number): Ballot {
  const span = independentGroups(sources);
  const groupsNeeded = Math.min(quorum, span);
  const weigh = span >= quorum ? independentGroups : operatorCount;

  const ballot: Ballot = {
    winner(votes) {
      const [first, second] = addressesOf(votes)
        .map((address) => ({ address, said: saying(address, votes) }))
        .map(({ address, said }) => ({ address, weight: weigh(said), groups: independentGroups(said) }))
        .sort((a, b) => b.weight - a.weight);
      if (!first || first.weight < quorum || first.groups < groupsNeeded) return undefined;
      return second && second.weight === first.weight ? undefined : first.address;
    },
    canWin: (votes, open) =>
      [...addressesOf(votes), newAddress].some(
        (address) => ballot.winner([...votes, ...all(open, address)]) === address,
      ),
    isCertain: (address, votes, open) =>
      [...addressesOf(votes), newAddress]
        .filter((other) => other !== address)
        .every((other) => ballot.winner([...votes, ...all(open, other)]) === address),
    counts: (source, votes, open) =>
      (votes.length > 0 ? addressesOf(votes) : [newAddress]).some((address) => {
        const said = [...saying(address, votes), ...open];
        const more = [...said, source];
        return weigh(more) > weigh(said) || independentGroups(more) > independentGroups(said);
      }),
  };
  return ballot;
}

// Stands for an answer that nobody gave yet.
const newAddress = 'another address';

const addressesOf = (votes: readonly Vote[]) => [...new Set(votes.map(({ address }) => address))];
const all = (sources: readonly Source[], address: string) => sources.map((source) => ({ source, address }));

function saying(address: string, votes: readonly Vote[]): Source[] {
  return votes.filter((vote) => vote.address === address).map(({ source }) => source);
}

function operatorCount(sources: readonly Source[]): number {
  return new Set(sources.map(({ operator }) => operator)).size;
}

/**
 * The most voices among the sources of which no two share an operator or an unauthenticated transport:
 * every operator heard over HTTPS, and for each other transport one more operator (a maximum matching).
 */
export function independentGroups(sources: readonly Source[]): number {
  const overHttps = new Set(
    sources.filter(({ transport }) => transport === 'https').map(({ operator }) => operator),
  );
  const others = sources.filter(({ operator }) => !overHttps.has(operator));
  const transports = [...new Set(others.map(({ transport }) => transport))];
  const transportOf = new Map<string, Transport>();

  const place = (transport: Transport, tried: Set<string>): boolean =>
    others
      .filter((source) => source.transport === transport)
      .some(({ operator }) => {
        if (tried.has(operator)) return false;
        tried.add(operator);
        const taken = transportOf.get(operator);
        if (taken !== undefined && !place(taken, tried)) return false;
        transportOf.set(operator, transport);
        return true;
      });
  return overHttps.size + transports.filter((transport) => place(transport, new Set())).length;
}
