import type { Clock, Random } from '../base/clock.ts';
import { type Family, families } from '../ip/address.ts';
import type { Source } from '../sources/source.ts';
import type { Detection } from './detection.ts';
import { createWatch } from './family-detector.ts';
import type { SourceHealth } from './source-health.ts';

export type { Detection } from './detection.ts';
export type { SourceHealth, Trouble } from './source-health.ts';

export interface Detector {
  /** Looks once; never rejects. After an abort it resolves at once with the reason `stopped`. One call a family at a time. */
  detect(family: Family, signal: AbortSignal): Promise<Detection>;
  sources(): readonly SourceHealth[];
}

export interface DetectorOptions {
  readonly sources: Readonly<Record<Family, readonly Source[]>>;
  /** How many independent voices must agree before a new address counts. */
  readonly quorum: Readonly<Record<Family, number>>;
  readonly allowPrivate: boolean;
  /** Milliseconds one request may take; a detection takes at most twice that. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Finds the public address of each family; the families know nothing of each other. */
export function createDetector({ sources, quorum, ...shared }: DetectorOptions): Detector {
  const watch = (family: Family) =>
    createWatch({ family, sources: sources[family], quorum: quorum[family], ...shared });
  const watches = { ipv4: watch('ipv4'), ipv6: watch('ipv6') };
  return {
    detect: (family, signal) => watches[family].detect(signal),
    sources: () => families.flatMap((family) => watches[family].health()),
  };
}
