import type { Clock } from '../base/clock.ts';
import { durationText } from '../base/local-time.ts';
import type { Config } from '../config/config.ts';
import { fqdn } from '../dns/name.ts';
import { instanceMark } from '../process/instance.ts';
import type { Logger } from '../report/logger.ts';
import type { Kept } from '../report/state.ts';
import type { PageView } from '../web/page/page.ts';
import type { Claim } from '../web/push/looks.ts';
import type { Push } from '../web/push/push.ts';
import { type Endpoint, startEndpoint } from '../web/server.ts';
import type { LookNow } from './look-now.ts';

interface EndpointParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly kept: readonly Kept[];
  view(): PageView;
  isAlive(): boolean;
  readonly lookNow: LookNow;
  readonly metrics?: (() => Promise<string>) | undefined;
  readonly push?: Push | undefined;
  readonly ingress?: string | undefined;
}

/** The endpoint that the settings ask for; undefined where they switch it off. */
export function openEndpoint(
  { endpoint }: Config,
  { clock, log, kept, view, isAlive, lookNow, metrics, push, ingress }: EndpointParts,
): Endpoint | undefined {
  if (!endpoint) {
    log.warn({ reason: healthUnknown }, "The container's health check cannot ask, so it always passes");
    return undefined;
  }
  const { port, host, allowedHosts, allowPublic } = endpoint;
  let failedAt: number | undefined;
  return startEndpoint({
    ...{ port, host, allowedHosts, allowPublic },
    clock,
    mark: instanceMark(),
    names: namesOf(kept, host),
    view,
    isAlive,
    lookNow: () => lookNow('the page'),
    metrics,
    push,
    ingress,
    onListening(port) {
      if (failedAt === undefined) log.debug({ port }, 'The endpoint listens');
      else
        log.info({ port }, `The endpoint listens again, after ${durationText(clock.monotonic() - failedAt)}`);
      failedAt = undefined;
    },
    onError({ message: reason }) {
      failedAt = clock.monotonic();
      log.error({ reason }, 'The endpoint cannot listen; it is tried again, the records are kept meanwhile');
    },
  });
}

/** Where a router tells, as far as the settings switch it on; what it needs is read then alone. */
export async function openPush(
  { endpoint, once }: Pick<Config, 'endpoint' | 'once'>,
  parts: Pick<EndpointParts, 'clock' | 'log' | 'kept'> & { look(line: string, said: Claim): void },
): Promise<Push | undefined> {
  if (!endpoint?.push || once) return undefined;
  const { createPush } = await import('../web/push/push.ts');
  return createPush({ ...parts, credential: endpoint.push });
}

const healthUnknown =
  'HTTP_PORT=0 switches the endpoint off; HTTP_HOST=127.0.0.1 instead keeps it inside the container, and the check works';

/** What this home is called: its zones and kept names, and the name that the endpoint listens by. */
function namesOf(kept: readonly Kept[], host: string | undefined): string[] {
  const names = kept.flatMap(({ target: { zone, keys } }) => [
    zone.name,
    ...keys.map(({ name }) => fqdn(name, zone)),
  ]);
  return [...new Set(host === undefined ? names : [...names, host.toLowerCase()])];
}
