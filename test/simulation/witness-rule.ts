import { voices } from '../../src/detect/vote.ts';
import type { Family } from '../../src/ip/address.ts';
import type { SourceFacts } from '../../src/sources/source.ts';

/** One answer as the program heard it; `at` on the monotonic clock. */
export interface Heard {
  readonly source: SourceFacts;
  readonly family: Family;
  readonly address: string;
  /** It was asked past the resolver, so nobody who answers lookups could have bent it. */
  readonly independent?: boolean;
  readonly at: number;
}

/** Whether what one run heard during one look allows it to agree on a new address. The one place that states the rule. */
export function mayAgree(address: string, heard: readonly Heard[], quorum: number): boolean {
  const saying = heard.filter((one) => one.address === address);
  if (saying.some(({ source }) => source.transport === 'local')) return true;
  if (voices(saying.map(({ source }) => source)) < quorum) return false;
  // By name alone two operators count too, after a while; how long is for the unit tests.
  const byName = saying.filter(({ source }) => source.transport === 'https');
  return (
    saying.some(({ independent }) => independent) ||
    new Set(byName.map(({ source }) => source.operator)).size > 1
  );
}
