import type { Clock } from '../../base/clock.ts';
import type { Http } from '../../http/client.ts';
import { type DefaultRoute, defaultRoute } from '../gateway/default-route.ts';
import { type EpochReading, hasLostState } from '../gateway/epoch.ts';
import { gatewayUpnp } from '../gateway/gateway-upnp.ts';
import { addressRequest, readNatPmp } from '../gateway/nat-pmp.ts';
import { announceRequest, readEpoch } from '../gateway/pcp-epoch.ts';
import { otherProtocol, type RouterAnswer, routerPort } from '../gateway/router.ts';
import { type KeptQuestion, keptSocket } from './kept-socket.ts';

/** What the router shows of its outer address: good for nothing but to see that it is another one. Rejects where it is silent. */
export type RouterLook = (signal: AbortSignal) => Promise<string>;

export interface RouterLookOptions {
  readonly clock: Clock;
  /** The default route; the system's own by default. */
  readonly route?: () => Promise<DefaultRoute | undefined>;
  /** Another port than the protocol's own, only in tests. */
  readonly port?: number;
}

// Milliseconds: a router on the home network answers within a few.
const patience = 1_500;
/** How long the way to the router counts as known, while it answers. */
const routeAge = 60_000;

/** One small packet and its answer: over NAT-PMP, or over PCP where the router knows that alone. */
export function quickLook({
  clock,
  port = routerPort,
  route = () => defaultRoute('ipv4'),
}: RouterLookOptions): RouterLook {
  const ask = keptSocket(clock, patience);
  let isOverPcp = false;
  let last: EpochReading | undefined;
  let restarts = 0;
  let router: { readonly address: string; readonly since: number } | undefined;

  async function overNatPmp(at: Place): Promise<string> {
    const answer = await ask({ ...at, packet: () => addressRequest, read: readNatPmp });
    if (answer === otherProtocol) throw new Error('the router knows no NAT-PMP');
    return shown(answer);
  }

  async function overPcp(at: Place): Promise<string> {
    const epoch = await ask({ ...at, packet: announceRequest, read: readEpoch });
    const now = { epoch, at: clock.monotonic() };
    if (last && hasLostState(last, now)) restarts += 1;
    last = now;
    return `its count, begun anew ${restarts} times`;
  }

  return async (signal) => {
    if (!router || clock.monotonic() - router.since >= routeAge)
      router = { address: await gatewayOf(route), since: clock.monotonic() };
    const ways = isOverPcp ? [overPcp, overNatPmp] : [overNatPmp, overPcp];
    for (const way of ways) {
      const answer = await way({ address: router.address, port, signal }).catch(() => undefined);
      if (answer === undefined) continue;
      isOverPcp = way === overPcp;
      return answer;
    }
    router = undefined;
    throw new Error('the router answers neither NAT-PMP nor PCP');
  };
}

type Place = Pick<KeptQuestion<unknown>, 'address' | 'port' | 'signal'>;

/** One HTTP request, once the router is found. */
export function upnpLook({
  clock,
  http,
  port,
  route = () => defaultRoute('ipv4'),
}: RouterLookOptions & { readonly http: Http }): RouterLook {
  const upnp = gatewayUpnp({ http, clock, searchPort: port });
  return async (signal) => shown(await upnp.ask(await gatewayOf(route), 'ipv4', undefined, signal));
}

async function gatewayOf(route: () => Promise<DefaultRoute | undefined>): Promise<string> {
  const found = await route();
  if (!found) throw new Error('there is no router');
  return found.gateway;
}

/** What it says instead of an address is as good to see a change by. */
function shown(answer: RouterAnswer): string {
  return 'address' in answer ? answer.address : answer.unusable;
}
