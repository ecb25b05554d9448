import { withDeadline } from '../../base/clock.ts';
import { asFailure, Failure } from '../../base/failure.ts';
import { type Family, familyOf, isLocalAddress } from '../../ip/address.ts';
import { hostOf } from '../../net/server.ts';
import { addressBook, familyNames } from '../server.ts';
import { type Source, type SourceDependencies, type SourceSpec, sourceSpec } from '../source.ts';
import { type DefaultRoute, defaultRoute } from './default-route.ts';
import { type GatewayPlace, gatewayName, parseGateway } from './gateway-place.ts';
import { gatewayUpnp } from './gateway-upnp.ts';
import { notOfHome, ownAddresses } from './home-prefix.ts';
import { askNatPmp } from './nat-pmp.ts';
import { askPcp } from './pcp.ts';
import type { RouterAnswer, RouterQuestion } from './router.ts';

export interface GatewayOptions extends SourceDependencies {
  /** The routing table; the system's own by default. */
  readonly route?: (family: Family, over?: string) => Promise<DefaultRoute | undefined>;
  /** Other ports than the protocols' own, only in tests. */
  readonly ports?: { readonly router?: number; readonly search?: number };
  /** The IPv6 addresses of this machine; the system's own by default. */
  readonly own?: () => readonly string[];
}

type Protocol = 'NAT-PMP' | 'PCP' | 'UPnP';

/** Where the router is in this round. */
interface Router {
  readonly address: string;
  /** Its IPv6 address, for PCP, when the routing table has one that other than link-local packets can be sent to. */
  readonly ipv6?: string;
  readonly description?: URL;
}

// A router on the home network answers in milliseconds; three tries at 250 ms doubling are enough to tell silence.
const silence = 1750;

const elsewhere = '; interface:NAME or a source on the internet can';

/** A source `gateway[:ADDRESS|:URL]`. Throws an Error that says what is accepted when the entry is none. */
export function gatewaySource(entry: string): SourceSpec<GatewayOptions> {
  const place = parseGateway(entry);
  const facts = { name: gatewayName(place), operator: 'gateway', transport: 'local' } as const;
  return sourceSpec(facts, (options) => routerAt(place, options));
}

function routerAt(place: GatewayPlace, options: GatewayOptions): Pick<Source, 'ask' | 'router'> {
  const {
    http,
    clock,
    timeout,
    ports,
    route = defaultRoute,
    own = ownAddresses,
    homePrefix,
    ownInterface,
  } = options;
  const book = addressBook(clock);
  const upnp = gatewayUpnp({ http, clock, searchPort: ports?.search });
  // What answered last, so that a steady tick is one small exchange.
  const worked = new Map<string, Protocol>();

  return { ask, router };

  async function router(): Promise<string | undefined> {
    const found = await locate(place, 'ipv4', AbortSignal.timeout(timeout)).catch(() => undefined);
    return found?.address;
  }

  function ask(family: Family, signal: AbortSignal): Promise<string> {
    return withDeadline(clock, timeout, signal, async (either) => {
      try {
        const router = await locate(place, family, either);
        return await askRouter(router, family, either);
      } catch (error) {
        if (signal.aborted || !either.aborted) throw error;
        throw new Failure('transient', `the router did not answer within ${timeout / 1000} s`, {
          cause: error,
        });
      }
    });
  }

  async function askRouter(router: Router, family: Family, signal: AbortSignal): Promise<string> {
    const key = `${family} ${router.address}`;
    const reasons: string[] = [];
    let spoke = false;
    let toldForeign = false;
    for (const protocol of inOrder(protocolsFor(router, family), worked.get(key))) {
      try {
        const answer = await askOver(protocol, router, family, signal);
        spoke = true;
        if (!('address' in answer)) {
          reasons.push(`${protocol}: ${answer.unusable}`);
          continue;
        }
        const foreign = foreignTo(answer.address, family);
        if (foreign === undefined) {
          worked.set(key, protocol);
          return answer.address;
        }
        toldForeign = true;
        reasons.push(`${protocol}: ${foreign}`);
      } catch (error) {
        if (signal.aborted) throw error;
        reasons.push(`${protocol}: ${asFailure(error).message}`);
      }
    }
    const what = `${familyNames[family]} address${toldForeign ? ' of the home' : ''}`;
    const said = `the router ${router.address} told no ${what} (${reasons.join('; ')})`;
    const advice = toldForeign ? elsewhere : adviceFor(router, family, spoke);
    throw new Failure('transient', said + advice);
  }

  function foreignTo(address: string, family: Family): string | undefined {
    return family === 'ipv6' && homePrefix !== undefined ? notOfHome(address, own(), homePrefix) : undefined;
  }

  function askOver(
    protocol: Protocol,
    { address: gateway, ipv6, description }: Router,
    family: Family,
    signal: AbortSignal,
  ): Promise<RouterAnswer> {
    if (protocol === 'UPnP') return upnp.ask(gateway, family, description, signal);
    const question: RouterQuestion = {
      ...{ gateway: ipv6 ?? gateway, family, clock, signal, port: ports?.router },
      timeout: Math.min(silence, timeout / 4),
    };
    return protocol === 'PCP' ? askPcp(question) : askNatPmp(question);
  }

  async function locate(at: GatewayPlace, family: Family, signal: AbortSignal): Promise<Router> {
    if (at.kind === 'description') return describedRouter(at.url, signal);
    if (at.kind === 'address') return forFamily(at.address, family);
    const over = await ownInterface?.();
    const found = await route('ipv4', over);
    const six = family === 'ipv6' ? await route('ipv6', over) : undefined;
    const reachable = six && !six.gateway.startsWith('fe80:') ? six.gateway : undefined;
    if (found) return { address: found.gateway, ...(reachable && { ipv6: reachable }) };
    if (reachable) return { address: reachable };
    throw new Failure(
      'transient',
      `this machine has no default route${over === undefined ? '' : ` over ${over}`}, so there is no router to ask; is the network up? ` +
        'Otherwise name the router: gateway:ADDRESS',
    );
  }

  function forFamily(address: string, family: Family): Router {
    if (family === 'ipv6' || familyOf(address) === 'ipv4') return { address };
    throw new Failure(
      'permanent',
      `${gatewayName(place)} is asked over IPv6, where no router tells an IPv4 address; give its IPv4 address`,
    );
  }

  async function describedRouter(url: URL, signal: AbortSignal): Promise<Router> {
    const host = hostOf(url);
    const [address] = familyOf(host) ? [host] : await book.find(host, 'ipv4', signal);
    if (address === undefined || !isLocalAddress(address)) {
      const where = address === undefined || address === host ? host : `${host} (${address})`;
      throw new Failure(
        'permanent',
        `${where} is not on the local network; only a router at home is asked over UPnP`,
      );
    }
    const description = new URL(url);
    description.hostname = familyOf(address) === 'ipv6' ? `[${address}]` : address;
    return { address, description };
  }

  function adviceFor({ address }: Router, family: Family, spoke: boolean): string {
    if (family === 'ipv6') return `; only a FRITZ!Box (UPnP) and routers with PCP over IPv6 do${elsewhere}`;
    if (spoke) return '';
    const advice = '; switch on NAT-PMP, PCP or UPnP in its settings';
    if (place.kind !== 'default') return advice;
    return (
      `${advice}; inside a bridge network ${address} is Docker's own gateway and answers nothing: ` +
      'use host networking or gateway:ADDRESS'
    );
  }
}

/** What can be asked: PCP tells the family it is asked over, NAT-PMP knows IPv4 alone, UPnP is asked over IPv4. */
function protocolsFor({ address, ipv6, description }: Router, family: Family): Protocol[] {
  if (description) return ['UPnP'];
  if (familyOf(address) === 'ipv6') return ['PCP'];
  // NAT-PMP is a plain question, PCP has to make a mapping, so the harmless one goes first.
  if (family === 'ipv4') return ['NAT-PMP', 'PCP', 'UPnP'];
  return ipv6 === undefined ? ['UPnP'] : ['PCP', 'UPnP'];
}

function inOrder(protocols: Protocol[], first: Protocol | undefined): Protocol[] {
  return [...protocols.filter((one) => one === first), ...protocols.filter((one) => one !== first)];
}
