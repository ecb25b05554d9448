import type { Clock } from '../clock.ts';
import { parseAddress } from '../dns/address.ts';
import type { Detection } from './detection.ts';
import { type NatVerdict, natVerdict } from './nat-verdict.ts';
import type { Source } from './source.ts';

export interface NatWatchOptions {
  /** The IPv4 sources; without a `gateway` among them there is nothing to compare. */
  readonly sources: readonly Source[];
  readonly clock: Clock;
  /** Milliseconds between two comparisons while the address stays. */
  readonly every: number;
}

/** Compares what the router says of itself with what the world sees, at start, at every change and now and then. */
export interface NatWatch {
  /** Never rejects. Without an answer of the router the last verdict stands. */
  look(detection: Detection | undefined, signal: AbortSignal): Promise<NatVerdict | undefined>;
}

export function createNatWatch({ sources, clock, every }: NatWatchOptions): NatWatch {
  const gateway = sources.find(({ operator }) => operator === 'gateway');
  const world = sources.filter(({ channel }) => channel !== 'house');
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

  async function seenFrom(
    detection: Detection | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const fromHouse = (name: string) =>
      sources.some((source) => source.name === name && source.channel === 'house');
    // They were just asked and did not agree; asking again would only make the round longer.
    if (detection?.kind !== 'agreed') return undefined;
    if (!detection.witnesses.some(fromHouse)) return detection.address;
    const answers = world.slice(0, 3).map(async (source) => {
      const seen = await answerOf(source, signal);
      return seen ?? Promise.reject(new Error(`${source.name} says nothing`));
    });
    return Promise.any(answers).catch(() => undefined);
  }

  return {
    async look(detection, signal) {
      if (!gateway) return undefined;
      const address = detection?.kind === 'agreed' ? detection.address : undefined;
      const isDue = clock.monotonic() - lookedAt >= every || address !== lookedFor;
      if (!isDue) return verdict;
      lookedAt = clock.monotonic();
      lookedFor = address;
      const router = await answerOf(gateway, signal);
      if (router !== undefined) verdict = natVerdict(router, await seenFrom(detection, signal));
      return verdict;
    },
  };
}
