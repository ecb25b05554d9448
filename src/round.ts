import { jittered } from './backoff.ts';
import type { Clock, Random } from './clock.ts';
import { type Family, families } from './dns/address.ts';
import type { RoundOutcome } from './outcome.ts';
import type { Addresses, Reconciler } from './reconcile.ts';
import type { Detection, Detector } from './sources/detector.ts';
import type { NatWatch } from './sources/nat-watch.ts';

export interface RoundOptions {
  /** The families that some target keeps. */
  readonly families: readonly Family[];
  readonly detector: Detector;
  readonly natWatch: NatWatch;
  readonly reconcilers: readonly Reconciler[];
  readonly clock: Clock;
  readonly random: Random;
}

/** The two ways to end a round early: detection stops at once, a write under way is given time. */
export interface RoundSignals {
  readonly detection: AbortSignal;
  readonly providers: AbortSignal;
}

/** Finds the addresses, then lets every target close its own difference; never throws. */
export type Round = (signals: RoundSignals) => Promise<RoundOutcome>;

export function createRound({
  families: wanted,
  detector,
  natWatch,
  reconcilers,
  clock,
  random,
}: RoundOptions): Round {
  const failuresInARow: Record<Family, number> = { ipv4: 0, ipv6: 0 };

  return async (signals) => {
    const startedAt = clock.monotonic();
    const found = await Promise.all(
      wanted.map(async (family) => [family, await detector.detect(family, signals.detection)] as const),
    );
    const detections: Partial<Record<Family, Detection>> = Object.fromEntries(found);

    let retryAt = Number.POSITIVE_INFINITY;
    for (const [family, detection] of found) {
      if (detection.kind === 'agreed') {
        if (failuresInARow[family] > 0) for (const reconciler of reconcilers) reconciler.networkIsBack();
        failuresInARow[family] = 0;
      } else {
        retryAt = Math.min(retryAt, clock.monotonic() + jittered(failuresInARow[family], random));
        failuresInARow[family] += 1;
      }
    }

    const addresses = agreedAddresses(detections);
    const [nat, ...targets] = await Promise.all([
      natWatch.look(detections.ipv4, signals.detection),
      ...reconcilers.map((reconciler) => reconciler.step(addresses, signals.providers)),
    ]);
    const found4all = wanted.every((family) => detections[family]?.kind === 'agreed');
    const confirmed = targets.every(({ records }) => records.every(({ state }) => state === 'in-sync'));
    return {
      detections,
      targets,
      sources: detector.sources(),
      nat,
      inSync: found4all && confirmed,
      wakeAt: Math.min(retryAt, ...reconcilers.map((reconciler) => reconciler.wakeAt())),
      took: clock.monotonic() - startedAt,
    };
  };
}

function agreedAddresses(detections: Readonly<Partial<Record<Family, Detection>>>): Addresses {
  const agreed = families.flatMap((family) => {
    const detection = detections[family];
    return detection?.kind === 'agreed' ? [[family, detection.address] as const] : [];
  });
  return Object.fromEntries(agreed);
}
