import type { Clock } from '../base/clock.ts';
import { parseAddress } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { Detection } from './detection.ts';
import { isConnected, type NatVerdict, natVerdict } from './nat-verdict.ts';
import { createBallot, type Vote, voices } from './vote.ts';

type Agreed = Extract<Detection, { kind: 'agreed' }>;

const mostAsked = 3;

export interface NatCheckOptions {
  /** The IPv4 sources; without a `gateway` among them there is nothing to compare. */
  readonly sources: readonly Source[];
  readonly clock: Clock;
  /** Milliseconds between two comparisons while the address stays. */
  readonly every: number;
}

/** Compares what the router says of itself with what the world sees, at start, at every change and now and then. */
export interface NatCheck {
  /** Never rejects. Without an agreed address, or one that the router has, the last verdict stands. */
  look(detection: Detection | undefined, signal: AbortSignal): Promise<NatVerdict | undefined>;
}

export function createNatCheck({ sources, clock, every }: NatCheckOptions): NatCheck {
  const gateway = sources.find(({ router }) => router !== undefined);
  const world = ofDifferentOperators(sources.filter(({ transport }) => transport !== 'local')).slice(
    0,
    mostAsked,
  );
  // One of them alone may lie, so it takes most of those that are asked.
  const ballot = createBallot(world, Math.floor(voices(world) / 2) + 1, false);
  let verdict: NatVerdict | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lookedFor: string | undefined;

  async function answerOf(source: Source, signal: AbortSignal): Promise<string | undefined> {
    try {
      return parseAddress((await source.ask('ipv4', signal)).trim(), 'ipv4');
    } catch {
      return undefined;
    }
  }

  /** What the world sees: the address that was agreed, unless a local source alone told it. */
  async function seenFrom({ address, witnesses }: Agreed, signal: AbortSignal): Promise<string | undefined> {
    const isLocal = (name: string) =>
      sources.some((source) => source.name === name && source.transport === 'local');
    return witnesses.some(isLocal) ? mostOfTheWorld(signal) : address;
  }

  async function mostOfTheWorld(signal: AbortSignal): Promise<string | undefined> {
    const decided = new AbortController();
    const either = AbortSignal.any([signal, decided.signal]);
    const votes: Vote[] = [];
    try {
      return await new Promise<string | undefined>((resolve) => {
        const answers = world.map(async (source) => {
          const address = await answerOf(source, either);
          if (address !== undefined) votes.push({ source, address });
          const most = ballot.winner(votes);
          if (most !== undefined) resolve(most);
        });
        void Promise.all(answers).then(() => resolve(undefined));
      });
    } finally {
      decided.abort();
    }
  }

  return {
    async look(detection, signal) {
      if (!gateway) return undefined;
      // The router was asked for nothing, or just now in vain; asking again would only make the round longer.
      if (detection?.kind !== 'agreed') return verdict;
      const { address } = detection;
      const isDue = clock.monotonic() - lookedAt >= every || address !== lookedFor;
      if (!isDue) return verdict;
      lookedAt = clock.monotonic();
      lookedFor = address;
      const router = await answerOf(gateway, signal);
      if (router !== undefined && isConnected(router)) {
        const seen = await seenFrom(detection, signal);
        // Whether the world sees another address is not known then, so a difference found before is not disproved.
        const isOpen = seen === undefined && verdict?.kind === 'mismatch';
        verdict = natVerdict(router, seen) ?? (isOpen ? verdict : undefined);
      }
      return verdict;
    },
  };
}

/** The first source of each operator. */
function ofDifferentOperators(sources: readonly Source[]): Source[] {
  return sources.filter(
    ({ operator }, index) => sources.findIndex((other) => other.operator === operator) === index,
  );
}
