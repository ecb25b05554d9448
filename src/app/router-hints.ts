import type { Clock } from '../base/clock.ts';
import type { Logger } from '../report/logger.ts';
import { type Listener, listenForAnnouncements } from '../sources/hints/announcements.ts';
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
