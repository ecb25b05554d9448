import type { LookTimes } from '../core/look-now.ts';
import type { Logger } from '../report/logger.ts';
import type { Engine } from './engine.ts';

/** Looks now, whoever asks for it: a signal, a page, a message, a router. `by` names it for the log. */
export type LookNow = (by: string) => LookTimes;

export function createLookNow({ lookNow }: Pick<Engine, 'lookNow'>, log: Logger): LookNow {
  return (by) => {
    const times = lookNow();
    const [sources, hosts] = [secondsOf(times.sources), secondsOf(times.hosts)];
    const waits = {
      ...(sources > 0 && { sourcesInSeconds: sources }),
      ...(hosts > 0 && { hostsInSeconds: hosts }),
    };
    log.info(
      { by, ...waits },
      sources > 0 ? 'A look was asked for soon after another; it comes in a moment' : 'Looking now, as asked',
    );
    return times;
  };
}

const secondsOf = (ms: number): number => Math.ceil(ms / 1000);
