import type { FailureKind } from '../base/failure.ts';
import { oneLine } from '../base/visible-text.ts';
import type { Zone } from '../dns/name.ts';
import { describeBody, kindOfStatus } from '../http/answer.ts';
import type { HttpAnswer } from '../http/client.ts';
import type { ErrorReport, Occasion, Vendor } from './vendor.ts';

// An allow-list of addresses, which is met when the address of the home has changed.
const ofAddress =
  /\b(ip|client|source|remote|your) ?(address|location)?( \S+)? (is |are )?(not|un-?|isn't) ?(allowed|authori[sz]ed|permitted|whitelisted|allow-?listed|on the list)|\bfrom (this|your) (ip|address|location)\b|\b(allow|white)-?list|\bunauthori[sz]ed ip\b/i;
const busyStatuses = [400, 403, 409, 422, 423, 425];

/** What an answer that is no success means for the owner, in words, where the vendor's adapter says nothing better. */
export function usualSentence(
  kind: FailureKind,
  status: number,
  { title, advice }: Vendor,
  { zone, action, host }: Occasion,
  { quota, stale, message }: ErrorReport,
): string {
  if (stale) return `${title} holds other records than were read a moment ago; they are read again`;
  if (quota) return `the quota of this ${title} account is used up`;
  if (status === 429) return `${title} says that there were too many requests`;
  if (kind === 'limited') return `${title} asks to wait`;
  if (kind === 'transient' && busyStatuses.includes(status))
    return `${title} is busy with another change of ${zone.display}, or of something that it needs`;
  if ((status === 401 || status === 403) && ofAddress.test(message ?? ''))
    return `${title} refuses the credentials from this address: if they may be used from certain addresses only, take that limit off, because the address of this home changes`;
  if (status === 401) return `${title} does not accept the credentials: ${advice.credentials}`;
  if (status === 403) {
    // Many say so of a zone that is not there.
    const other = action === 'read' ? orElse(zone) : '';
    return `${title} does not allow this for ${zone.display}: ${advice.permission}${other}`;
  }
  if (status === 404) return noZone(title, zone, advice.zone);
  if (kind === 'record') return refusedText(title, message);
  if (kindOfStatus(status) === 'record') {
    const what = action === 'read' ? 'to list the records of' : 'to change';
    return `${title} refused ${what} ${zone.display}: ${oneLine(message ?? 'it gave no reason')}`;
  }
  if (status >= 500) return `${title} has a fault of its own`;
  return `${host} answered as ${title}'s API does not`;
}

/** A refusal that is not the API's own, in words. */
export function foreignSentence({ title }: Vendor, { host }: Occasion): string {
  return `something in between, such as a proxy, a firewall or a content network, answered instead of ${title}'s API at ${host}; that says nothing of the credentials`;
}

/** What stood in its place. */
export function foreignSaid(answer: HttpAnswer): string {
  const body = describeBody(answer);
  return `${answer.status} ${body === 'an HTML page' ? `with ${body}` : answer.text.trim()}`;
}

/** Why one record was refused, in words. */
export function refusedText(title: string, why = 'it gave no reason'): string {
  return `${title} refused the record: ${oneLine(why)}`;
}

/** "No such zone in this account", in words. */
export function noZone(title: string, zone: Zone, advice = 'that the zone is in this account'): string {
  return `${title} has no zone ${zone.display} in this account: check ${settingOf(zone)}, and ${advice}${orElse(zone)}`;
}

/** The variable that tells the zone. */
export function settingOf({ written }: Zone): string {
  return written?.variable ?? 'DOMAIN';
}

/** How a sentence about a zone that is not there ends, where another one may be meant. */
export function orElse({ written }: Zone): string {
  return written?.otherwise === undefined ? '' : `; ${written.otherwise}`;
}
