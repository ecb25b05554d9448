import type { Clock } from '../../base/clock.ts';
import type { Event } from '../event.ts';
import type { Logger } from '../logger.ts';
import type { Reporter } from '../reporter.ts';
import type { Wording } from '../wording.ts';
import { levelOf } from './event-level.ts';

/** Writes one line for people for each event. */
export function createTextLog(log: Logger, wording: Wording, clock: Clock): Reporter {
  return {
    tell(event) {
      log[textLevel(event)](wording.say(event, clock.monotonic()));
    },
  };
}

/** A change that replaced foreign addresses has two entries for programs; here it is one line, which has to be seen. */
function textLevel(event: Event): ReturnType<typeof levelOf> {
  return event.kind === 'record-changed' && event.change.foreign ? 'warn' : levelOf(event);
}
