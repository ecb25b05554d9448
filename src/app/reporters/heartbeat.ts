import type { Clock } from '../../base/clock.ts';
import type { Config } from '../../config/config.ts';
import type { Http } from '../../http/client.ts';
import type { Heartbeat } from '../../notifiers/heartbeat/heartbeat.ts';
import type { Logger } from '../../report/logger.ts';
import type { StatusReport } from '../../report/status-report.ts';
import { verdict } from '../../report/verdict.ts';

export interface HeartbeatParts {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Logger;
  report(): StatusReport;
}

/** The heartbeat that the settings ask for; what it needs is read then alone. */
export async function openHeartbeat(
  { heartbeats: specs, heartbeatEvery: every }: Config,
  { http, clock, log, report }: HeartbeatParts,
): Promise<Heartbeat | undefined> {
  if (specs.length === 0) return undefined;
  const { createHeartbeat } = await import('../../notifiers/heartbeat/heartbeat.ts');
  return createHeartbeat({
    ...{ specs, http, clock, every },
    verdict() {
      const shown = report();
      return { status: shown.status, text: verdict(shown) };
    },
    onTrouble({ number, count }, reason) {
      const which = count === 1 ? 'The heartbeat' : `Heartbeat ${number} of ${count}`;
      if (reason === undefined) log.info(`${which} is taken again`);
      else log.warn({ reason }, `${which} is not taken`);
    },
  });
}
