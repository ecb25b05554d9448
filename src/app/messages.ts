import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import type { Http } from '../http/client.ts';
import type { Messages } from '../notifiers/messages.ts';
import type { Logger } from '../report/logger.ts';
import type { Redactor } from '../report/redact.ts';
import type { NoteReport, StatusReport } from '../report/status-report.ts';
import type { Wording } from '../report/wording.ts';

export interface MessagesParts {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Logger;
  readonly wording: Wording;
  readonly redactor: Redactor;
}

/** The messages that the settings ask for; what they need is read then alone. */
export async function openMessages(
  { notifiers, notifyOn: events }: Config,
  { http, clock, log, wording, redactor }: MessagesParts,
): Promise<Messages | undefined> {
  if (notifiers.length === 0) return undefined;
  const { createMessages } = await import('../notifiers/messages.ts');
  return createMessages({
    ...{ notifiers, events, http, clock, wording },
    redact: redactor.redact,
    onSession: redactor.addSession,
    onTrouble({ title, host, number, count }, reason) {
      const which = count === 1 ? '' : ` (${number} of ${count})`;
      const service = `${title} at ${host}${which}`;
      if (reason === undefined) log.info({ service }, 'Messages are taken again');
      else log.warn({ service, reason }, 'Messages are not taken');
    },
  });
}

/** What knows more to be noted than the engine. */
export interface Noting {
  notes(): readonly NoteReport[];
}

/** The status, with what these note. */
export function withNotesOf(noting: readonly (Noting | undefined)[], report: StatusReport): StatusReport {
  const notes = noting.flatMap((one) => one?.notes() ?? []);
  return notes.length === 0 ? report : { ...report, notes: [...report.notes, ...notes] };
}
