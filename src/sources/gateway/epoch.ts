/** When a router began to count: an answer of it, and when that came. */
export interface EpochReading {
  /** Seconds that the router has counted. */
  readonly epoch: number;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
}

// Seconds by which clocks may differ.
const tolerance = 2;

/**
 * Whether the router began anew in between: its count fell behind. It does so when it restarts, and over PCP when its
 * outer address changes too (RFC 6886, section 3.6; RFC 6887, section 8.5).
 */
export function hasLostState(before: EpochReading, now: EpochReading): boolean {
  const elapsed = (now.at - before.at) / 1000;
  return now.epoch + tolerance < before.epoch + (elapsed * 7) / 8;
}
