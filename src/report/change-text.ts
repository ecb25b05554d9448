import { durationText } from '../base/local-time.ts';
import type { ChangeOutcome } from '../core/outcome.ts';

/** What became of a record, with its values before and after: `81.2.69.142 → 81.2.64.3`. */
export function changeText({ from, to, ttl, ttlBefore, unseen }: ChangeOutcome): string {
  if (unseen) return `not known → ${to}`;
  if (to === null) return `${from.join(', ')} → nothing`;
  if (from.length !== 1 || from[0] !== to) return `${from.join(', ') || 'nothing'} → ${to}`;
  return ttl === ttlBefore ? `${to}, as the settings ask` : `${to}  TTL ${ttlBefore ?? 'auto'} → ${ttl}`;
}

/** Who took the change, and how long that was: `(GoDaddy, 210 ms)`. */
export function changeNote(title: string, { took, leftovers, foreign }: ChangeOutcome): string {
  const notes = [
    title,
    ...(took === undefined ? ['found done'] : [durationText(took)]),
    ...(leftovers > 0 ? [`${leftovers} deleted`] : []),
    ...(foreign ? ['what it replaced was never an address of this home'] : []),
  ];
  return `(${notes.join(', ')})`;
}
