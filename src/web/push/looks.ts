import type { Clock } from '../../base/clock.ts';
import type { Family } from '../../ip/address.ts';

/** What a router said of a line, in canonical form. */
export type Claim = Readonly<Partial<Record<Family, string>>>;

export interface LooksOptions {
  readonly clock: Clock;
  /** Looks at the line now, with what was said as one answer of the vote. */
  look(line: string, said: Claim): void;
  /** Whether the newest looks have agreed on what was said; with nothing said, on anything since that moment. */
  isAgreed(line: string, said: Claim, since: number): boolean;
}

export interface Looks {
  /** A router called: a look is due. */
  due(line: string, said: Claim): void;
  stop(): void;
}

/** Milliseconds after a call; at a reconnect the own line is often not up yet. */
const repeats = [5_000, 15_000, 30_000, 60_000, 120_000];
/** What comes within this time is one look. */
const together = 3_000;
/** The same again and again, with nothing to find by it. */
const quiet = 30_000;

interface Line {
  lookedAt: number;
  /** What was said last. */
  said: Claim;
  /** Looks are still repeated for it. */
  isOpen: boolean;
  /** All of them are over, and it was not agreed. */
  isRefuted: boolean;
  cancel(): void;
}

/** Which looks a router's calls lead to: one at once, and more while what it said is not agreed. */
export function createLooks({ clock, look, isAgreed }: LooksOptions): Looks {
  const lines = new Map<string, Line>();

  function lineOf(id: string): Line {
    const known = lines.get(id);
    if (known) return known;
    const lookedAt = Number.NEGATIVE_INFINITY;
    const made: Line = { lookedAt, said: {}, isOpen: false, isRefuted: false, cancel: () => {} };
    lines.set(id, made);
    return made;
  }

  function go(id: string, line: Line): void {
    line.lookedAt = clock.monotonic();
    look(id, line.said);
  }

  /** Looks now or as soon as it may, and again after each of the waits, as long as it is not agreed. */
  function begin(id: string, line: Line): void {
    const calledAt = clock.monotonic();
    const waits = [...repeats];
    line.isOpen = true;
    line.isRefuted = false;
    const step = () => {
      if (isAgreed(id, line.said, calledAt)) {
        line.isOpen = false;
        return;
      }
      go(id, line);
      later(waits.shift());
    };
    const later = (after: number | undefined) => {
      line.isOpen = after !== undefined;
      line.isRefuted = !line.isOpen;
      if (after !== undefined) line.cancel = clock.after(calledAt + after - clock.monotonic(), step);
    };
    const wait = line.lookedAt + together - calledAt;
    if (wait > 0) line.cancel = clock.after(wait, step);
    else step();
  }

  return {
    due(id, said) {
      const line = lineOf(id);
      const now = clock.monotonic();
      // One call tells IPv4 and the next one IPv6.
      const all = now - line.lookedAt < together ? { ...line.said, ...said } : said;
      const isNew = !isSame(all, line.said);
      line.said = all;
      const isSettled = isAgreed(id, all, now);
      const since = now - line.lookedAt;
      if (isNew && !isSettled) {
        line.cancel();
        begin(id, line);
      } else if (isNew) {
        if (since >= together) go(id, line);
      } else if (!line.isOpen && since >= quiet) {
        if (isSettled || line.isRefuted) go(id, line);
        else begin(id, line);
      }
    },
    stop() {
      for (const line of lines.values()) line.cancel();
    },
  };
}

function isSame(a: Claim, b: Claim): boolean {
  return a.ipv4 === b.ipv4 && a.ipv6 === b.ipv6;
}
