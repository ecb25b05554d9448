import { systemClock } from '../../../src/base/clock.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import { hurriedClock } from '../../support/hurried-clock.ts';
import { waitingClock } from '../../support/waiting-clock.ts';
import { pretendHttp } from '../../world/pretend-http.ts';
import type { PretendServer } from '../../world/pretend-server.ts';
import { foreignRecords, type PretendZones, pretendZone, pretendZones } from '../../world/zone.ts';
import type { ProviderContract } from './provider.ts';

/** Starts the pretend service over these zones. */
export type Serve = (zones: PretendZones) => Promise<ServiceOfZones>;

interface ServiceOfZones extends PretendServer {
  /** Whether the name servers serve what the API shows; absent: what is written is live at once. */
  isLive?(zone: string): boolean;
}

/** A pretend DNS host, and how a provider is pointed at it. */
export interface PretendHost {
  readonly values: ProviderValues;
  /** The setting that takes the address of the server. */
  readonly urlSetting: string;
  /** What the API's address has besides the server's. */
  readonly basePath?: string;
  /** Settings of more addresses at it, such as where tokens are had, and their paths. */
  readonly moreUrls?: Readonly<Record<string, string>>;
  /** The waits of the provider end at once. */
  readonly hurried?: true;
  readonly serve: Serve;
}

/** A way in which users meet a host. `service.ts` of each host's tests exports a list of them as `ways`. */
export interface Way extends PretendHost {
  /** Absent where it is the only one. */
  readonly variant?: string;
}

export interface WorldOptions {
  /** Requests go through the real client and a socket; default: in memory, where no fault takes its time. */
  readonly overSockets?: true;
}

/** Sets up the world of a provider whose service is one pretend server. */
export function worldOf(
  definition: ProviderDefinition,
  host: PretendHost,
  { overSockets }: WorldOptions = {},
): ProviderContract['setup'] {
  const { values, urlSetting, basePath = '', serve } = host;
  return async ({ zone, records, moreZones = [], timeout, waitOfWrite }) => {
    const held = pretendZone(zone, [...foreignRecords, ...records]);
    const others = moreZones.map((name) => pretendZone(name));
    const server = await serve(pretendZones(held, ...others));
    const client = overSockets && createHttp({ userAgent: 'contract', timeout });
    const turns = waitingClock(host.hurried ? hurriedClock() : systemClock, waitOfWrite);
    const http = turns.waiting(client ?? pretendHttp(server, timeout));
    const more = Object.entries(host.moreUrls ?? {}).map(([name, path]) => [name, server.url + path]);
    const given = { ...values, ...Object.fromEntries(more), [urlSetting]: server.url + basePath };
    const restarted = () => definition.create(given, http, { clock: turns.clock, timeout });
    return {
      provider: restarted(),
      restarted,
      held,
      server,
      isLive: () => server.isLive?.(zone) ?? true,
      async stop() {
        await client?.close();
        await server.stop();
      },
    };
  };
}
