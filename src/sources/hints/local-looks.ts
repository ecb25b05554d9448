import { networkInterfaces } from 'node:os';
import { type Clock, sleep } from '../../base/clock.ts';
import { familyOf, notPublic } from '../../ip/address.ts';
import { bytesOf } from '../../ip/address-bytes.ts';
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
const everySlow = 60_000;
const hourly = 3_600_000;
const silentProbes = 3;

/**
 * Looks at what the home itself shows of its addresses: this machine's own ones, which costs no packet, and the
 * router's, where it answers; else once an hour. A change is a reason to look and nothing more.
 */
export function startLocalLooks(options: LocalLooksOptions): LocalLooks {
  const { clock, onHint, interfaces = networkInterfaces, askQuickly, askSlowly } = options;
  const over = new AbortController();
  const { signal } = over;
  const hint = spaced(clock, onHint);
  /** Undefined: not known yet. */
  let isQuick: boolean | undefined;

  async function repeat({ pace, ask, isNeeded = () => true }: Repeated): Promise<void> {
    let known: string | undefined;
    let silent = 0;
    while (!signal.aborted) {
      const shown = isNeeded() ? await ask() : '';
      silent = shown === undefined ? silent + 1 : 0;
      // The first one is news to nobody, and an address that is gone for a while is no new one.
      if (shown) {
        if (known !== undefined && known !== shown && !signal.aborted) hint.give();
        known = shown;
      }
      await sleep(clock, silent >= silentProbes ? hourly : pace, signal);
    }
  }

  async function quickly(): Promise<string | undefined> {
    const shown = await askQuickly(signal).catch(() => undefined);
    isQuick = shown !== undefined;
    return shown;
  }

  const own = ownPrefixes(interfaces);
  void repeat({ pace: every, ask: async () => own() });
  void repeat({ pace: every, ask: quickly });
  void repeat({
    pace: everySlow,
    ask: () => askSlowly(signal).catch(() => undefined),
    isNeeded: () => isQuick === false,
  });
  return {
    stop() {
      hint.stop();
      over.abort();
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

/** The public IPv4 addresses and the /64 prefixes of the IPv6 ones: the rest of those rotates (RFC 8981). */
function ownPrefixes(interfaces: typeof networkInterfaces): () => string {
  let before = '';
  let known = '';
  return () => {
    const own = Object.values(listed(interfaces)).flatMap((list) => list ?? []);
    const outer = own.filter(({ internal }) => !internal).map(({ address }) => address);
    // Mostly nothing has changed, and that is seen soonest by the text.
    if (outer.join() !== before) known = [...new Set(outer.flatMap(prefixOf))].sort().join(' ');
    before = outer.join();
    return known;
  };
}

function prefixOf(address: string): string[] {
  const family = familyOf(address);
  if (family === undefined || notPublic(address, family) !== undefined) return [];
  return [family === 'ipv4' ? address : bytesOf(address).subarray(0, 8).toString('hex')];
}

function listed(interfaces: typeof networkInterfaces): ReturnType<typeof networkInterfaces> {
  try {
    return interfaces();
  } catch {
    return {};
  }
}
