import type { LookTimes } from '../core/look-now.ts';
import type { Logger } from '../report/logger.ts';
import type { Engine } from './engine.ts';

/** Looks now, whoever asks for it: a signal, a page, a message, a router. `by` names it for the log. */
export type LookNow = (by: string) => LookTimes;

export function createLookNow({ lookNow }: Pick<Engine, 'lookNow'>, log: Logger): LookNow {
  return (by) => {
    const times = lookNow();
    const reason = waitText(times);
    log.info(
      { by, ...(reason !== '' && { reason }) },
      times.sources > 0 ? 'A look was asked for soon after another' : 'Looking now, as asked',
    );
    return times;
  };
}

/** What of a look is still to wait for. */
function waitText({ sources, hosts }: LookTimes): string {
  const waits = Object.entries({ sources, 'DNS hosts': hosts }).filter(([, ms]) => ms > 0);
  return waits.map(([who, ms]) => `the ${who} are asked in ${Math.ceil(ms / 1000)} s`).join(', ');
}
