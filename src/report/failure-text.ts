import type { Failure } from '../base/failure.ts';
import { durationText } from '../base/local-time.ts';
import type { Target } from '../core/target.ts';

/**
 * Why the DNS host of a target cannot be used, in one sentence: the reason, what to do or what happens by itself, and
 * behind them what the host said. `wait` in milliseconds until it is asked again; undefined where it is not.
 */
export function failureText(target: Target, failure: Failure, wait: number | undefined): string {
  const reason = reasonText(target, failure);
  const place = reason.includes(target.zone.display) ? '' : ` (for ${target.zone.display})`;
  return quoting(`${reason}${place}${nextText(failure, wait)}${ifItStays(failure)}`, failure);
}

/** The same without what happens next, for where that is told beside it. */
export function hostErrorText(target: Target, failure: Failure): string {
  return quoting(`${reasonText(target, failure)}${ifItStays(failure)}`, failure);
}

function quoting(sentence: string, { said }: Failure): string {
  return said === undefined ? sentence : `${sentence} (${said})`;
}

function reasonText({ title }: Target, { reason, unreached }: Failure): string {
  if (reason.includes(title)) return reason;
  return unreached ? `${title} cannot be reached: ${reason}` : `${title} failed: ${reason}`;
}

function ifItStays({ kind, unreached }: Failure): string {
  if (kind !== 'transient' || !unreached) return '';
  return '; if it stays so, see whether the service is up and no firewall stands in between';
}

function nextText({ kind, unconfirmed }: Failure, wait: number | undefined): string {
  if (kind === 'halt')
    return '; nothing more is sent before its credentials change or the program is started again';
  if (wait === undefined) return '';
  const next = wait > 0 ? `in ${durationText(wait)}` : 'now';
  if (kind === 'permanent') return `; next try ${next}`;
  if (kind === 'limited') return `; it is left alone, next try ${next}`;
  const doubt = unconfirmed ? '; the change is unconfirmed, so the zone is read again first' : '';
  return `${doubt}; it is tried again by itself, next ${next}`;
}
