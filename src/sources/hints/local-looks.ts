import type { networkInterfaces } from 'node:os';
import { type Clock, sleep } from '../../base/clock.ts';
import { machine, ownPrefixes } from './own-prefixes.ts';
import type { RouterLook } from './router-looks.ts';
import { spaced } from './spaced.ts';

export interface LocalLooksOptions {
  readonly clock: Clock;
  /** A look at the address is due: what the home itself shows is another one than before. Ever less often while it goes on. */
  onHint(): void;
  /** This machine's; the system's own by default. */
  readonly interfaces?: typeof networkInterfaces;
  /** The router by one small packet. */
  readonly askQuickly: RouterLook;
  /** The router by a way that costs more, for when it is silent on the other one. */
  readonly askSlowly: RouterLook;
}

export interface LocalLooks {
  stop(): void;
}

/** Milliseconds. */
const every = 5_000;
/** The start has more to do. */
const first = 1_000;
const everySlow = 60_000;
const hourly = 3_600_000;
const silentProbes = 3;

/**
 * Looks at what the home itself shows of its addresses: this machine's own ones, which costs no packet, and the
 * router's, where it answers; else once an hour. A change is a reason to look and nothing more.
 */
export function startLocalLooks(options: LocalLooksOptions): LocalLooks {
  const { clock, onHint, interfaces, askQuickly, askSlowly } = options;
  const over = new AbortController();
  const { signal } = over;
  const hint = spaced(clock, onHint);
  /** Undefined: not known yet. */
  let isQuick: boolean | undefined;

  /** What is due by then is looked at: looks that fall on one moment wake the processor once. */
  function repeated({ pace, ask, isNeeded = () => true }: Repeated): (now: number) => Promise<void> {
    let known: string | undefined;
    let silent = 0;
    let due = Number.NEGATIVE_INFINITY;
    return async (now) => {
      if (now < due - every / 2) return;
      // Not again while it is under way.
      due = Number.POSITIVE_INFINITY;
      const shown = isNeeded() ? await ask() : '';
      silent = shown === undefined ? silent + 1 : 0;
      // The first one is news to nobody, and an address that is gone for a while is no new one.
      if (shown) {
        if (known !== undefined && known !== shown && !signal.aborted) hint.give();
        known = shown;
      }
      due = now + (silent >= silentProbes ? hourly : pace);
    };
  }

  async function quickly(): Promise<string | undefined> {
    const shown = await askQuickly(signal).catch(() => undefined);
    isQuick = shown !== undefined;
    return shown;
  }

  const here = machine(interfaces);
  const own = ownPrefixes(clock, here);
  const looks = [
    repeated({ pace: every, ask: async () => own() }),
    repeated({ pace: every, ask: quickly }),
    repeated({
      pace: everySlow,
      ask: () => askSlowly(signal).catch(() => undefined),
      isNeeded: () => isQuick === false,
    }),
  ];
  async function keepLooking(): Promise<void> {
    await sleep(clock, first, signal);
    while (!signal.aborted) {
      const now = clock.monotonic();
      for (const look of looks) void look(now);
      await sleep(clock, every, signal);
    }
  }
  void keepLooking();
  return {
    stop() {
      hint.stop();
      over.abort();
      here.close();
    },
  };
}

interface Repeated {
  /** Milliseconds from one to the next, while there are answers. */
  readonly pace: number;
  /** Never rejects. Empty: nothing is shown; undefined: no answer. */
  ask(): Promise<string | undefined>;
  isNeeded?(): boolean;
}
