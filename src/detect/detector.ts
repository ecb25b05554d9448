import type { Clock, Random } from '../base/clock.ts';
import { type Family, families } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { Detection } from './detection.ts';
import { createFamilyDetector } from './family-detector.ts';
import type { SourceHealth } from './source-health.ts';

export type { Detection, Notice } from './detection.ts';
export type { SourceHealth, Trouble } from './source-health.ts';

export interface Detector {
  /**
   * Looks once; never rejects. After an abort it resolves at once with the reason `stopped`. One call a family at a
   * time. `isAskedFor`: it may vote, however many votes failed before.
   */
  detect(family: Family, signal: AbortSignal, isAskedFor?: boolean): Promise<Detection>;
  sources(): readonly SourceHealth[];
}

export interface DetectorOptions {
  readonly sources: Readonly<Record<Family, readonly Source[]>>;
  /** How many independent voices must agree before a new address counts. */
  readonly quorum: Readonly<Record<Family, number>>;
  /** Whether a new address needs a witness who does not depend on the resolver, where a source can be one; default true. */
  readonly needsWitness?: Readonly<Record<Family, boolean>>;
  /** Milliseconds after which a witness is asked although nothing seems to have changed; default an hour. */
  readonly recheck?: number;
  /** What the router said of a family without being asked, for the look that begins now because of it. */
  said?(family: Family): string | undefined;
  readonly allowPrivate: boolean;
  /** Milliseconds one request may take; a detection takes at most twice that. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Finds the public address of each family over one line (one set of sources); the families know nothing of each other. */
export function createDetector({
  sources,
  quorum,
  needsWitness,
  said,
  ...shared
}: DetectorOptions): Detector {
  const of = (family: Family) =>
    createFamilyDetector({
      ...{ family, sources: sources[family], quorum: quorum[family] },
      needsWitness: needsWitness?.[family] ?? true,
      said: () => said?.(family),
      ...shared,
    });
  const detectors = { ipv4: of('ipv4'), ipv6: of('ipv6') };
  return {
    detect: (family, signal, isAskedFor) => detectors[family].detect(signal, isAskedFor),
    sources: () => families.flatMap((family) => detectors[family].sources()),
  };
}
