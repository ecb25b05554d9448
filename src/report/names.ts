import type { Target } from '../core/target.ts';
import { displayName, fqdn } from '../dns/name.ts';
import type { RecordKey } from '../dns/records.ts';

const mostNamed = 5;

/** A kept name in full, for people: `home.example.com`, `*.example.com`, the bare domain. */
export function fullName({ zone }: Target, { name }: Pick<RecordKey, 'name'>): string {
  return displayName(fqdn(name, zone));
}

/** `a, b, c and 7 more`. */
export function listed(all: readonly string[]): string {
  const more = all.length - mostNamed;
  return all.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What it means that a secret file cannot be used, which `reason` tells. */
export function lastValueStays(reason: string): string {
  return `${reason}; its last value stays in use, but a restart would fail`;
}

/** A sentence begins with a capital, but for a name that does not. */
export function capital(sentence: string): string {
  return /^[a-z]+[\s,]/.test(sentence) ? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}` : sentence;
}
