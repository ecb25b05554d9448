import { networkInterfaces } from 'node:os';
import { type Clock, sleep } from '../../base/clock.ts';
import { familyOf, notPublic } from '../../ip/address.ts';
import { bytesOf } from '../../ip/address-bytes.ts';
import { defaultRoute } from '../gateway/default-route.ts';
import { askNatPmp } from '../gateway/nat-pmp.ts';

export interface LocalLooksOptions {
  readonly clock: Clock;
  /** A look at the address is due: what the home itself shows is another one than before. */
  onHint(): void;
  /** This machine's; the system's own by default. */
  readonly interfaces?: typeof networkInterfaces;
  /** What the router says is its outer IPv4 address; rejects where it does not answer. Default: over NAT-PMP. */
  askRouter?(signal: AbortSignal): Promise<string>;
}

export interface LocalLooks {
  stop(): void;
}

/** Milliseconds. */
const every = 5_000;
const hourly = 3_600_000;
const patience = 1_500;
const silentProbes = 3;

/**
 * Looks at what the home itself shows of its addresses: this machine's own ones, which costs no packet, and the
 * router's, where it answers; else once an hour. A change is a reason to look and nothing more.
 */
export function startLocalLooks(options: LocalLooksOptions): LocalLooks {
  const { clock, onHint, interfaces = networkInterfaces } = options;
  const { askRouter = (signal: AbortSignal) => overNatPmp(clock, signal) } = options;
  const over = new AbortController();

  async function repeat(look: () => Promise<Finding>): Promise<void> {
    let known: string | undefined;
    let silent = 0;
    while (!over.signal.aborted) {
      const found = await look();
      silent = found.isSilent ? silent + 1 : 0;
      // The first one is news to nobody, and an address that is gone for a while is no new one.
      if (found.shown !== '') {
        if (known !== undefined && known !== found.shown && !over.signal.aborted) onHint();
        known = found.shown;
      }
      await sleep(clock, silent >= silentProbes ? hourly : every, over.signal);
    }
  }

  void repeat(async () => ({ shown: ownPrefixes(interfaces), isSilent: false }));
  void repeat(async () => {
    const shown = await askRouter(over.signal).catch(() => '');
    return { shown, isSilent: shown === '' };
  });
  return { stop: () => over.abort() };
}

interface Finding {
  /** Empty: nothing is shown. */
  readonly shown: string;
  readonly isSilent: boolean;
}

/** The public IPv4 addresses and the /64 prefixes of the IPv6 ones: the rest of those rotates (RFC 8981). */
function ownPrefixes(interfaces: typeof networkInterfaces): string {
  const shown = new Set<string>();
  for (const { address, internal } of Object.values(listed(interfaces)).flatMap((list) => list ?? [])) {
    const family = familyOf(address);
    if (internal || family === undefined || notPublic(address, family) !== undefined) continue;
    shown.add(family === 'ipv4' ? address : bytesOf(address).subarray(0, 8).toString('hex'));
  }
  return [...shown].sort().join(' ');
}

function listed(interfaces: typeof networkInterfaces): ReturnType<typeof networkInterfaces> {
  try {
    return interfaces();
  } catch {
    return {};
  }
}

async function overNatPmp(clock: Clock, signal: AbortSignal): Promise<string> {
  const route = await defaultRoute('ipv4');
  if (!route) throw new Error('there is no router');
  const answer = await askNatPmp({
    ...{ gateway: route.gateway, family: 'ipv4', timeout: patience, clock, signal },
  });
  // What it says instead of an address is as good to see a change by.
  return 'address' in answer ? answer.address : answer.unusable;
}
