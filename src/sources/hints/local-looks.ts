import type { networkInterfaces } from 'node:os';
import type { Clock } from '../../base/clock.ts';
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

  /** Takes what is shown each time, and tells that it is another thing. */
  function changes(): (shown: string) => void {
    let known = '';
    return (shown) => {
      // The first one is news to nobody, and an address that is gone for a while is no new one.
      if (shown === '' || shown === known) return;
      if (known !== '' && !signal.aborted) hint.give();
      known = shown;
    };
  }

  /** Asks when it is due. */
  function asked({ pace, ask, isNeeded = () => true }: Asked): (now: number) => void {
    const see = changes();
    let silent = 0;
    let due = Number.NEGATIVE_INFINITY;
    async function look(now: number): Promise<void> {
      // Not again while it is under way.
      due = Number.POSITIVE_INFINITY;
      const shown = isNeeded() ? await ask() : '';
      silent = shown === undefined ? silent + 1 : 0;
      see(shown ?? '');
      due = now + (silent >= silentProbes ? hourly : pace);
    }
    return (now) => {
      if (now >= due - every / 2) void look(now);
    };
  }

  async function quickly(): Promise<string | undefined> {
    const shown = await askQuickly(signal).catch(() => undefined);
    isQuick = shown !== undefined;
    return shown;
  }

  const here = machine(interfaces);
  const own = ownPrefixes(clock, here);
  const see = changes();
  const looks = [
    asked({ pace: every, ask: quickly }),
    asked({
      pace: everySlow,
      ask: () => askSlowly(signal).catch(() => undefined),
      isNeeded: () => isQuick === false,
    }),
  ];
  let cancel = clock.after(first, look);

  /** All that falls on one moment, by one timer and without promises: nothing is as dear as to wake the processor. */
  function look(): void {
    cancel = clock.after(every, look);
    see(own());
    const now = clock.monotonic();
    for (const ask of looks) ask(now);
  }
  return {
    stop() {
      cancel();
      hint.stop();
      over.abort();
      here.close();
    },
  };
}

interface Asked {
  /** Milliseconds from one to the next, while there are answers. */
  readonly pace: number;
  /** Never rejects. Empty: nothing is shown; undefined: no answer. */
  ask(): Promise<string | undefined>;
  isNeeded?(): boolean;
}
