import type { Failure } from '../base/failure.ts';
import { durationText } from '../base/local-time.ts';
import type { Target } from '../core/target.ts';

/**
 * Why the DNS host of a target cannot be used, in one sentence: the reason, what to do or what happens by itself, and
 * behind them what the host said. `wait` in milliseconds until it is asked again; undefined where it is not.
 */
export function failureText({ title, zone }: Target, failure: Failure, wait: number | undefined): string {
  const { kind, message, unconfirmed } = failure;
  const named = message.includes(title) ? message : `${title}: ${message}`;
  const place = named.includes(zone.display) ? '' : ` (for ${zone.display})`;
  return `${named}${place}${nextStep(kind, unconfirmed, wait)}`;
}

function nextStep(kind: Failure['kind'], unconfirmed: boolean, wait: number | undefined): string {
  if (kind === 'halt')
    return '; nothing more is sent before its credentials change or the program is started again';
  if (wait === undefined) return '';
  const next = `next try in ${durationText(wait)}`;
  return unconfirmed ? `; the change is unconfirmed, so the zone is read again first, ${next}` : `; ${next}`;
}
