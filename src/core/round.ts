import { type Clock, type Random, sleep } from '../base/clock.ts';
import type { Detection, Detector } from '../detect/detector.ts';
import type { NatCheck } from '../detect/nat-check.ts';
import { keyText } from '../dns/records.ts';
import { type Family, families } from '../ip/address.ts';
import type { RoundOutcome, TargetOutcome } from './outcome.ts';
import type { Addresses, Reconciler } from './reconciler.ts';
import { jittered } from './retry-delay.ts';

export interface RoundOptions {
  /** The families that some target keeps. */
  readonly families: readonly Family[];
  readonly detector: Detector;
  readonly natWatch: NatCheck;
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

// Both families mostly change together; waiting this long for the second saves a request and costs little.
const patience = 1_000;

export function createRound(options: RoundOptions): Round {
  const { families: wanted, detector, natWatch, reconcilers, clock, random } = options;
  const failuresInARow: Record<Family, number> = { ipv4: 0, ipv6: 0 };

  return async (signals) => {
    const startedAt = clock.monotonic();
    const detections: Partial<Record<Family, Detection>> = {};
    let retryAt = Number.POSITIVE_INFINITY;

    async function look(family: Family): Promise<void> {
      const detection = await detector.detect(family, signals.detection);
      detections[family] = detection;
      if (detection.kind === 'agreed') {
        if (failuresInARow[family] > 0) for (const reconciler of reconcilers) reconciler.networkIsBack();
        failuresInARow[family] = 0;
      } else {
        retryAt = Math.min(retryAt, clock.monotonic() + jittered(failuresInARow[family], random));
        failuresInARow[family] += 1;
      }
    }

    const looks = wanted.map(look);
    const settled = Promise.all(looks);
    const early = Promise.race([settled, firstAddress(looks)]).then(() => agreedAddresses(detections));

    /** A step with what was found early, and another one if more was found later. */
    async function keep(reconciler: Reconciler): Promise<TargetOutcome> {
      const first = await early;
      const stepped = found(first) > 0 ? await reconciler.step(first, signals.providers) : undefined;
      await settled;
      const all = agreedAddresses(detections);
      if (stepped && found(all) === found(first)) return stepped;
      const last = await reconciler.step(all, signals.providers);
      return stepped ? together(stepped, last) : last;
    }

    /** Resolves when an address was agreed and the other family has had its time, or never. */
    async function firstAddress(looks: readonly Promise<void>[]): Promise<void> {
      await Promise.race(
        looks.map(async (one) => {
          await one;
          if (found(agreedAddresses(detections)) === 0) await settled;
        }),
      );
      const over = new AbortController();
      void settled.then(() => over.abort());
      await sleep(clock, patience, over.signal);
    }

    async function judgeNat() {
      await looks[wanted.indexOf('ipv4')];
      return natWatch.look(detections.ipv4, signals.detection);
    }

    const [nat, ...targets] = await Promise.all([judgeNat(), ...reconcilers.map(keep)]);
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

const found = (addresses: Addresses): number => Object.keys(addresses).length;

/** Two steps of one round as one outcome: the state is the last one's, the writes are those of both. */
function together(first: TargetOutcome, last: TargetOutcome): TargetOutcome {
  const again = new Set(last.changes.map(keyText));
  // What was only planned is still to do, so the last step planned it once more.
  const before = first.changes.filter((change) => change.result !== 'planned' || !again.has(keyText(change)));
  return { ...last, changes: [...before, ...last.changes] };
}
