import { systemClock } from '../../../src/base/clock.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import type { PretendServer } from '../../world/pretend-server.ts';
import { foreignRecords, type PretendZones, pretendZone, pretendZones } from '../../world/zone.ts';
import type { ProviderContract } from './provider.ts';

/** Starts the pretend service over these zones. */
export type Serve = (zones: PretendZones) => Promise<ServiceOfZones>;

interface ServiceOfZones extends PretendServer {
  /** Whether the name servers serve what the API shows; absent: what is written is live at once. */
  isLive?(zone: string): boolean;
}

/** Sets up the world of a provider whose service is one pretend server. */
export function worldOf(
  definition: ProviderDefinition,
  values: ProviderValues,
  /** The setting that points the provider at the server. */
  urlSetting: string,
  serve: Serve,
  /** What the API's address has besides the server's. */
  basePath = '',
): ProviderContract['setup'] {
  return async ({ zone, records, timeout }) => {
    const held = pretendZone(zone, [...foreignRecords, ...records]);
    const server = await serve(pretendZones(held));
    const http = createHttp({ userAgent: 'contract', timeout });
    const given = { ...values, [urlSetting]: server.url + basePath };
    const restarted = () => definition.create(given, http, { clock: systemClock, timeout });
    return {
      provider: restarted(),
      restarted,
      held,
      server,
      isLive: () => server.isLive?.(zone) ?? true,
      async stop() {
        await http.close();
        await server.stop();
      },
    };
  };
}
