import { type Clock, withDeadline } from '../../base/clock.ts';
import { asFailure, Failure } from '../../base/failure.ts';
import type { Http } from '../../http/client.ts';
import type { Family } from '../../ip/address.ts';
import type { RouterAnswer } from './router.ts';
import { findDescription } from './ssdp.ts';
import { askServices, describeRouter } from './upnp.ts';
import type { WanService } from './upnp-xml.ts';

/** Milliseconds: routers answer a search within the second that it grants them; a lost packet is sent again once. */
const searchTime = 2200;
const probeTime = 1500;

export interface GatewayUpnp {
  /** `description`: where the router describes itself, when that is known already. */
  ask(
    router: string,
    family: Family,
    description: URL | undefined,
    signal: AbortSignal,
  ): Promise<RouterAnswer>;
}

export interface GatewayUpnpOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly searchPort?: number | undefined;
}

/** Asks a router over UPnP and remembers its services, so that the next question is one small request. */
export function gatewayUpnp({ http, clock, searchPort }: GatewayUpnpOptions): GatewayUpnp {
  const known = new Map<string, WanService>();

  return {
    async ask(router, family, description, signal) {
      const request = { http, router, signal };
      const key = `${family} ${router} ${description?.href ?? ''}`;
      const service = known.get(key);
      if (service) {
        const { answer, service: stillConnected } = await askServices([service], family, request);
        if (stillConnected) return answer;
        known.delete(key);
      }
      const services = await describe(description);
      const found = await askServices(services, family, request);
      if (found.service) known.set(key, found.service);
      return found.answer;

      async function describe(url: URL | undefined): Promise<WanService[]> {
        if (url) return describeRouter(url, request);
        try {
          const at = await findDescription({ router, timeout: searchTime, clock, signal, port: searchPort });
          return await describeRouter(at, request);
        } catch (error) {
          if (signal.aborted) throw error;
          return describeFritzBox(asFailure(error));
        }
      }

      // A FRITZ!Box is found by its fixed address where no search gets through (from a bridge network).
      async function describeFritzBox(unfound: Failure): Promise<WanService[]> {
        const url = new URL(`http://${router}:49000/igddesc.xml`);
        try {
          return await withDeadline(clock, probeTime, signal, (either) =>
            describeRouter(url, { http, router, signal: either }),
          );
        } catch {
          throw new Failure('transient', unfound.message, { cause: unfound });
        }
      }
    },
  };
}
