import { familiesOf } from '../../core/target.ts';
import { fqdn } from '../../dns/name.ts';
import { familyOfType } from '../../dns/records.ts';
import { type Family, families } from '../../ip/address.ts';
import type { Kept, State } from '../../report/state.ts';

/** Where a name is expected. */
export interface Place {
  readonly family: Family;
  readonly address: string;
}

/**
 * The addresses that a name has to answer at: those that its records are kept at, so that another machine behind the same
 * prefix is asked itself; of a name that is not kept, those of the home.
 */
export function placesOf(host: string, kept: readonly Kept[], state: State): Place[] {
  const ours = kept.flatMap(({ target }) =>
    target.keys.flatMap((key) => (covers(fqdn(key.name, target.zone), host) ? [{ target, key }] : [])),
  );
  // A name of its own comes before a wildcard that covers it.
  const own = ours.filter(({ target, key }) => fqdn(key.name, target.zone) === host);
  const records = (own.length > 0 ? own : ours).flatMap(({ target, key }) => {
    const found = state.steps
      .get(target.id)
      ?.records.find((one) => one.name === key.name && one.type === key.type);
    return found?.state === 'in-sync' && found.value !== null
      ? [{ family: familyOfType[key.type], address: found.value }]
      : [];
  });
  if (ours.length > 0) return unique(records);
  const [first] = kept;
  const line = state.lines.get(first?.line ?? '');
  const asked = first ? familiesOf(first.target) : [];
  return families.flatMap((family) => {
    const address = asked.includes(family) ? line?.addresses[family] : undefined;
    return address === undefined ? [] : [{ family, address }];
  });
}

function covers(name: string, host: string): boolean {
  return name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)));
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.address, place])).values()];
}
