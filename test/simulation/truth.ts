import { familyOfType, keyText } from '../../src/dns/records.ts';
import type { Place } from './invariants.ts';

/** Whether the kept names of the target hold the addresses of its line, and those alone. */
export function holdsTheTruth({ target, zone, hasTtl, line: { home } }: Place): boolean {
  return target.keys.every((key) => {
    const [only, ...others] = zone.ofSet(key);
    const address = home.address(familyOfType[key.type]);
    const suffix = key.type === 'AAAA' ? target.ipv6Suffix : undefined;
    const value = suffix ? address.replace(/::1$/, suffix) : address;
    return (
      only?.value === value &&
      (only.ttl === target.ttl || !hasTtl || target.updateOnly === true) &&
      others.length === 0
    );
  });
}

/** The same, where any address that the line has now will do. */
export function isTrue({ target, zone, line: { home } }: Place): boolean {
  return target.keys.every((key) => {
    const [only, ...others] = zone.ofSet(key);
    const suffix = key.type === 'AAAA' ? target.ipv6Suffix : undefined;
    const values = home
      .addresses(familyOfType[key.type])
      .map((address) => (suffix ? address.replace(/::1$/, suffix) : address));
    return only !== undefined && values.includes(only.value) && others.length === 0;
  });
}

/** What the kept names hold, for people. */
export function heldText({ target, zone }: Place): string {
  const texts = target.keys.map((key) => {
    const held = zone.ofSet(key).map(({ value, ttl }) => `${value} ${ttl}`);
    return `${keyText(key)} ${held.join(', ') || 'nothing'}`;
  });
  return texts.join('; ');
}

/** All records of all zones, to be compared. */
export function snapshot(places: readonly Place[]): string {
  return JSON.stringify(places.map(({ zone }) => zone.all()));
}
