import type { Family } from '../../src/ip/address.ts';
import type { SourceFacts } from '../../src/sources/source.ts';

/** One answer as the program heard it; `at` on the monotonic clock. */
export interface Heard {
  /** The line that it was asked for. */
  readonly line: string;
  readonly source: SourceFacts;
  readonly family: Family;
  readonly address: string;
  readonly at: number;
  readonly isIndependent: boolean;
}

/**
 * Whether what one run heard during one look allows it to agree on a new address; `pushed`: the router has said it of
 * its own accord. The one place that states the rule.
 */
export function mayAgree(
  address: string,
  heard: readonly Heard[],
  quorum: number,
  pushed: ReadonlySet<string>,
): boolean {
  const saying = heard.filter((one) => one.address === address);
  // Whoever calls, or makes us look, decides nothing alone.
  if (saying.length === 0) return false;
  if (saying.some(({ source }) => source.transport === 'local')) return true;
  const https = saying.filter(({ source }) => source.transport === 'https');
  const isForgeable = https.length < saying.length || pushed.has(address);
  const voices = new Set(https.map(({ source }) => source.operator)).size + (isForgeable ? 1 : 0);
  return quorum === 1 || (voices >= quorum && https.some(({ isIndependent }) => isIndependent));
}
