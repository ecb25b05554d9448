import { localTime } from '../base/local-time.ts';

/** A place that was tried from inside; `days` are those that its certificate is good for. */
export interface Answering {
  readonly place: string;
  readonly address: string;
  readonly days: number;
}

export function answersText({ place, address, days }: Answering): string {
  return `${place} answers at its public address ${address}, seen from inside; its certificate is good for ${daysText(days)}`;
}

export function unjudgedText({ place, reason }: { readonly place: string; readonly reason: string }): string {
  return `Whether ${place} answers cannot be judged from inside: ${reason}`;
}

export interface Expiring {
  readonly place: string;
  /** Full days left; 0 on the last one and after it. */
  readonly days: number;
  /** Its end on the wall clock. */
  readonly until: number;
  readonly isOver: boolean;
}

export function expiringText({ place, days, until, isOver }: Expiring): string {
  const what = isOver ? 'ran out' : `runs out in ${daysText(days)},`;
  return `The certificate of ${place} ${what} at ${localTime(until)}; see why it is not renewed`;
}

export function renewedText({ place, days }: Pick<Expiring, 'place' | 'days'>): string {
  return `The certificate of ${place} was renewed and is good for ${daysText(days)}`;
}

function daysText(days: number): string {
  if (days === 0) return 'less than a day';
  return days === 1 ? '1 day' : `${days} days`;
}
