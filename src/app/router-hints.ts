import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import type { Http } from '../http/client.ts';
import type { Logger } from '../report/logger.ts';
import { type Listener, listenForAnnouncements } from '../sources/hints/announcements.ts';
import type { LocalLooks } from '../sources/hints/local-looks.ts';
import type { Source } from '../sources/source.ts';

/** With the router among the sources, its announcement of a new address is as good as a tick. */
export async function hearRouter(
  sources: readonly Source[],
  clock: Clock,
  onHint: () => void,
  log: Logger,
): Promise<Listener | undefined> {
  const gateway = sources.find(({ router }) => router !== undefined);
  if (!gateway) return undefined;
  const listener = await listenForAnnouncements({ clock, gateway: async () => gateway.router?.(), onHint });
  if (listener.reason !== undefined)
    log.info({ reason: listener.reason }, "The router's announcements are not heard");
  return listener;
}

/** What the home itself shows, as far as `LOCAL_HINTS` leaves it on; what it needs is read then alone. */
export async function openLocalLooks(
  { localHints }: Pick<Config, 'localHints'>,
  { clock, http, onHint }: { readonly clock: Clock; readonly http: Http; onHint(): void },
): Promise<LocalLooks | undefined> {
  if (!localHints) return undefined;
  const [{ startLocalLooks }, { quickLook, upnpLook }] = await Promise.all([
    import('../sources/hints/local-looks.ts'),
    import('../sources/hints/router-looks.ts'),
  ]);
  return startLocalLooks({
    ...{ clock, onHint },
    ...{ askQuickly: quickLook({ clock }), askSlowly: upnpLook({ clock, http }) },
  });
}
