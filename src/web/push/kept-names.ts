import { fqdn, parseName } from '../../dns/name.ts';
import { familyOfType } from '../../dns/records.ts';
import type { Family } from '../../ip/address.ts';
import type { Kept } from '../../report/state.ts';

/** Where a name is kept: the line that tells its addresses, and the families that it has. */
export interface Place {
  readonly line: string;
  readonly families: readonly Family[];
}

export interface KeptNames {
  readonly all: Place[];
  /** All that is kept of a line. */
  onLine(line: string): Place;
  /** Of a name as a router writes it. */
  places(name: string): Place[] | 'notfqdn' | 'nohost';
}

export function keptNames(kept: readonly Kept[]): KeptNames {
  const places = kept.flatMap(({ target, line }) => {
    const byName = Map.groupBy(target.keys, ({ name }) => fqdn(name, target.zone));
    return [...byName].map(([name, keys]) => ({
      name,
      place: { line, families: keys.map(({ type }) => familyOfType[type]) },
    }));
  });
  const byName = Map.groupBy(places, ({ name }) => name);
  const all = places.map(({ place }) => place);
  return {
    all,
    onLine(line) {
      const families = all.flatMap((place) => (place.line === line ? place.families : []));
      return { line, families: [...new Set(families)] };
    },
    places(text) {
      const name = canonical(text);
      if (!name?.includes('.')) return 'notfqdn';
      return byName.get(name)?.map(({ place }) => place) ?? 'nohost';
    },
  };
}

function canonical(text: string): string | undefined {
  try {
    return parseName(text);
  } catch {
    return undefined;
  }
}
