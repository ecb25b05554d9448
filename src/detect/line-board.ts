import { type Clock, withDeadline } from '../base/clock.ts';
import type { Family } from '../ip/address.ts';
import type { Detection } from './detection.ts';

/** What a line last found of a family. Times on the monotonic clock. */
export interface Finding {
  readonly startedAt: number;
  /** The last that was agreed, then or before. */
  readonly address: string | undefined;
  /** What was said without having been agreed, by whomever, and when last. */
  readonly heard: ReadonlyMap<string, number>;
}

/** Where the lines of a home see what the others find. */
export interface LineBoard {
  post(line: string, family: Family, startedAt: number, detection: Detection): void;
  last(line: string, family: Family): Finding | undefined;
  /** The new address with which a line waits for the others. */
  waiting(line: string, family: Family): string | undefined;
  /**
   * Resolves to true once `isSettled`, asked again whenever something changes; to false after `ms` or when the signal
   * aborts. Meanwhile the line waits with this address.
   */
  until(
    isSettled: () => boolean,
    as: { readonly line: string; readonly family: Family; readonly address: string },
    ms: number,
    signal: AbortSignal,
  ): Promise<boolean>;
}

/** Milliseconds: an address that is held back or disputed for so long is heard again meanwhile. */
const memory = 15 * 60_000;

export function createLineBoard(clock: Clock): LineBoard {
  const findings = new Map<string, Finding>();
  const waits = new Map<string, string>();
  const watchers = new Set<() => void>();
  const id = (line: string, family: Family) => `${family} ${line}`;
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };

  return {
    post(line, family, startedAt, detection) {
      const before = findings.get(id(line, family));
      const address = detection.kind === 'agreed' ? detection.address : before?.address;
      const now = clock.monotonic();
      const remembered = [...(before?.heard ?? [])].filter(([, at]) => now - at < memory);
      const heard = new Map([...remembered, ...(detection.heard ?? []).map((one) => [one, now] as const)]);
      findings.set(id(line, family), { startedAt, address, heard });
      changed();
    },
    last: (line, family) => findings.get(id(line, family)),
    waiting: (line, family) => waits.get(id(line, family)),
    async until(isSettled, { line, family, address }, ms, signal) {
      waits.set(id(line, family), address);
      changed();
      const done = await withDeadline(clock, ms, signal, (either) => settling(isSettled, watchers, either));
      waits.delete(id(line, family));
      return done;
    },
  };
}

function settling(
  isSettled: () => boolean,
  watchers: Set<() => void>,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (done: boolean) => {
      watchers.delete(watch);
      signal.removeEventListener('abort', stop);
      resolve(done);
    };
    const watch = () => {
      if (isSettled()) end(true);
    };
    const stop = () => end(false);
    watchers.add(watch);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    else watch();
  });
}
