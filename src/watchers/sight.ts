import type { Finding, Obstacle } from '../dns/authoritative.ts';
import type { CurrentRecord, RecordKey } from '../dns/records.ts';
import { canonicalValue, isLocalAddress } from '../ip/address.ts';

/** A record as its DNS host was last known to hold it, confirmed. */
export type HeldRecord = RecordKey & Pick<CurrentRecord, 'value' | 'ttl'>;

/** How a record looks at the servers of its zone, asked from here. */
export type Sight =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly shown: readonly string[] }
  /** Nothing follows from what they say, or they say nothing. `why` is a sentence without full stop. */
  | { readonly kind: 'not-visible'; readonly as: Cover; readonly why: string };

/** What keeps a record from being seen: what stands before its servers, or what they show in its place. */
export type Cover = Obstacle | 'following' | 'local' | 'proxied';

/** What was seen of the record before. */
export interface SeenBefore {
  /** The servers have shown it as it is held. */
  readonly asHeld: boolean;
  /** What the last change took the place of; undefined once the servers may be expected to have followed. */
  readonly replaced: readonly string[] | undefined;
}

/** Compares what the servers of the zone say with what is known. Pure; it decides nothing about a record. */
export function sightOf(held: HeldRecord, { holding, obstacle }: Finding, before: SeenBefore): Sight {
  if ('unknown' in holding) return { kind: 'not-visible', as: obstacle ?? 'silent', why: holding.unknown };
  const shown = textOf(holding.addresses);
  if (shown === textOf([held.value])) return { kind: 'same' };
  if (before.replaced && shown === textOf(before.replaced))
    return { kind: 'not-visible', as: 'following', why: notYet };
  const elsewhere = before.asHeld ? undefined : shownElsewhere(held);
  if (elsewhere === undefined) return { kind: 'differs', shown: holding.addresses };
  const answer = shown === '' ? 'no address' : shown;
  const why = `the servers of its zone answer ${answer}, ${words[elsewhere]}`;
  return { kind: 'not-visible', as: elsewhere, why };
}

const notYet = 'the servers of its zone have not followed the last change yet';
const words = {
  local: 'as for a name that only the home knows',
  proxied: 'as for a name that its DNS host stands in for (a proxied one)',
} as const;

/** What is so of a record that a public server may never show as it is held. */
function shownElsewhere({ value, ttl }: HeldRecord): keyof typeof words | undefined {
  if (isLocalAddress(value)) return 'local';
  return ttl === null ? 'proxied' : undefined;
}

/** The same for the same addresses, in whatever order and form. */
export function textOf(addresses: readonly string[]): string {
  return addresses.map(canonicalValue).sort().join(', ');
}
