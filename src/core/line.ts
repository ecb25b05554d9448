import { type Clock, type Random, sleep } from '../base/clock.ts';
import type { Detection, Detector } from '../detect/detector.ts';
import type { NatCheck } from '../detect/nat-check.ts';
import { type Family, families } from '../ip/address.ts';
import { lineSpellings, spelledDetection, spelledHealth } from './naming.ts';
import type { Observer } from './outcome.ts';
import { jittered } from './retry-delay.ts';
import type { Addresses, Target } from './target.ts';

export interface LineOptions {
  /** Tells it from every other line of the program. */
  readonly id: string;
  /** The families that some target of the line keeps. */
  readonly families: readonly Family[];
  /** Who publishes its addresses, and so how its settings are named; default nobody. */
  readonly targets?: readonly Target[];
  readonly detector: Detector;
  readonly natCheck: NatCheck;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: Observer;
  /** Told of what is agreed by now, at least once a look. */
  onFound(addresses: Addresses): void;
  /** Told when an address is agreed again after there was none: the network was the fault. */
  onNetworkBack(): void;
}

/** One way out of the home, with the set of sources that tell its addresses. */
export interface Line {
  readonly id: string;
  readonly families: readonly Family[];
  /**
   * Looks once; one call at a time. Resolves to the moment (monotonic clock) when to look again although no tick is
   * due. `isAskedFor`: somebody waits for it, so a vote is held although the last ones failed.
   */
  look(signal: AbortSignal, isAskedFor?: boolean): Promise<number>;
}

// Both families mostly change together; waiting this long for the second saves a request and costs little.
const patience = 1_000;

export function createLine({ id, families: kept, detector, natCheck, ...options }: LineOptions): Line {
  const { clock, random, observe, onFound, onNetworkBack, targets = [] } = options;
  const spellings = {
    ipv4: lineSpellings(targets, 'ipv4'),
    ipv6: lineSpellings(targets, 'ipv6'),
  };
  const failuresInARow: Record<Family, number> = { ipv4: 0, ipv6: 0 };

  async function look(signal: AbortSignal, isAskedFor = false): Promise<number> {
    const startedAt = clock.monotonic();
    const detections: Partial<Record<Family, Detection>> = {};
    const over = new AbortController();
    let retryAt = Number.POSITIVE_INFINITY;
    let published: Addresses | undefined;

    async function detect(family: Family): Promise<void> {
      const found = await detector.detect(family, signal, isAskedFor);
      const detection = spelledDetection(found, spellings[family]);
      // A look that was broken off says nothing of the address.
      if (signal.aborted && detection.kind === 'none') return;
      detections[family] = detection;
      observe({ kind: 'detected', line: id, family, detection });
      if (detection.again !== undefined) retryAt = Math.min(retryAt, clock.monotonic() + detection.again);
      if (detection.kind === 'agreed') {
        // A family that comes and goes beside one that stays says nothing of the way to a host.
        if (kept.every((one) => failuresInARow[one] > 0)) onNetworkBack();
        failuresInARow[family] = 0;
      } else {
        retryAt = Math.min(retryAt, clock.monotonic() + jittered(failuresInARow[family], random));
        failuresInARow[family] += 1;
      }
    }

    function publish(): void {
      const addresses = agreedAddresses(detections);
      if (published && count(published) === count(addresses)) return;
      published = addresses;
      onFound(addresses);
    }

    /** The first family that is found waits a moment for the other, so that one write can serve both. */
    async function publishEarly(detected: Promise<void>): Promise<void> {
      await detected;
      if (count(agreedAddresses(detections)) === 0) return;
      await sleep(clock, patience, over.signal);
      if (!over.signal.aborted) publish();
    }

    async function checkNat(detected: Promise<void> | undefined) {
      await detected;
      return natCheck.look(detections.ipv4, signal);
    }

    const looks = kept.map(detect);
    for (const one of looks) void publishEarly(one);
    const nat = checkNat(looks[kept.indexOf('ipv4')]);
    await Promise.all(looks);
    over.abort();
    if (!signal.aborted) publish();
    const verdict = await nat;
    if (signal.aborted) return Number.POSITIVE_INFINITY;
    const took = clock.monotonic() - startedAt;
    const sources = detector.sources().map((one) => spelledHealth(one, spellings[one.family]));
    observe({ kind: 'looked', line: id, sources, nat: verdict, took });
    return retryAt;
  }

  return { id, families: kept, look };
}

function agreedAddresses(detections: Readonly<Partial<Record<Family, Detection>>>): Addresses {
  const agreed = families.flatMap((family) => {
    const detection = detections[family];
    return detection?.kind === 'agreed' ? [[family, detection.address] as const] : [];
  });
  return Object.fromEntries(agreed);
}

const count = (addresses: Addresses): number => Object.keys(addresses).length;
