import type { Clock } from '../base/clock.ts';
import type { Family } from '../ip/address.ts';
import type { Detection, Detector } from './detector.ts';
import type { LineBoard } from './line-board.ts';

export interface OwnWayOptions {
  readonly line: string;
  readonly board: LineBoard;
  /** The lines that look over another way. */
  readonly others: readonly string[];
  /** Whether lines look more than once. */
  canLookAgain(): boolean;
  lookAgain(line: string): void;
  /** Whether the system itself would leave by the same own address, so that the same public address is no wonder. */
  isUsual(family: Family): Promise<boolean>;
  /** The sentence for the owner when the same address is found as over another way. */
  explain(address: string, family: Family): Promise<string>;
  /** Milliseconds to wait for the other lines. */
  readonly patience: number;
  readonly clock: Clock;
}

/** The same detector, whose findings the other lines can see. */
export function posting(detector: Detector, line: string, board: LineBoard, clock: Clock): Detector {
  return {
    ...detector,
    async detect(family, signal, isAskedFor) {
      const startedAt = clock.monotonic();
      const detection = await detector.detect(family, signal, isAskedFor);
      if (!signal.aborted) board.post(line, family, startedAt, detection);
      return detection;
    },
  };
}

/**
 * A detector of a line that leaves by a way of its own. Without a routing rule its questions leave by the usual way
 * all the same, and what it hears is another line's address: a new one counts only once each other line has looked
 * after it was found and has not heard of it.
 */
export function withOwnWay(detector: Detector, options: OwnWayOptions): Detector {
  const { line, board, others, canLookAgain, lookAgain, isUsual, explain, patience, clock } = options;
  const passed: Partial<Record<Family, string>> = {};

  /** Whether another line has it, or has heard of it without agreeing on it. */
  const says = (family: Family, address: string) =>
    others.some((other) => {
      const found = board.last(other, family);
      return found?.address === address || found?.heard.has(address);
    });

  function isSettled(family: Family, address: string, since: number): boolean {
    if (says(family, address)) return true;
    return others.every((other) => {
      // Two lines that wait for each other have both just found what is new.
      if (board.waiting(other, family) !== undefined) return true;
      return (board.last(other, family)?.startedAt ?? Number.NEGATIVE_INFINITY) >= since;
    });
  }

  return {
    ...detector,
    async detect(family, signal, isAskedFor): Promise<Detection> {
      const detection = await detector.detect(family, signal, isAskedFor);
      if (detection.kind === 'none') return detection;
      const { address, troubles } = detection;
      if (passed[family] === address || (await isUsual(family))) {
        const changed = passed[family] !== address;
        passed[family] = address;
        return { ...detection, changed };
      }
      // Where each line looks once, that look is all that there is to wait for.
      const since = canLookAgain() ? clock.monotonic() : 0;
      if (!isSettled(family, address, since) && canLookAgain()) for (const other of others) lookAgain(other);
      const settled = await board.until(
        () => isSettled(family, address, since),
        { line, family, address },
        patience,
        signal,
      );
      const none = (reason: string): Detection => ({ kind: 'none', reason, split: false, troubles });
      if (signal.aborted) return none('stopped');
      if (says(family, address)) return none(await explain(address, family));
      if (!settled)
        return none(
          `the other lines of this home have not told their own address yet, so ${address} is not taken for that of this one`,
        );
      passed[family] = address;
      return { ...detection, changed: true };
    },
  };
}

/** The lines that look for this family over another way than this one. */
export function othersOf<T extends { readonly id: string; readonly via?: { readonly place: string } }>(
  line: T,
  lines: readonly T[],
): string[] {
  return lines.filter((one) => one.id !== line.id && one.via?.place !== line.via?.place).map(({ id }) => id);
}
