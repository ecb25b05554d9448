import type { Zone } from '../dns/name.ts';
import { isGone } from './refusal.ts';

/** The ids of zones, looked up once and kept. */
export interface ZoneIds {
  /** Does something with the id of the zone; an id that the provider does not know any more is forgotten. */
  using<T>(zone: Zone, signal: AbortSignal, work: (id: string) => Promise<T>): Promise<T>;
}

/** `lookUp` throws a permanent Failure when the account has no such zone, or may not see it. */
export function zoneIds(lookUp: (zone: Zone, signal: AbortSignal) => Promise<string>): ZoneIds {
  const ids = new Map<string, string>();
  return {
    async using(zone, signal, work) {
      const id = ids.get(zone.name) ?? (await lookUp(zone, signal));
      ids.set(zone.name, id);
      try {
        return await work(id);
      } catch (thrown) {
        if (isGone(thrown)) ids.delete(zone.name);
        throw thrown;
      }
    },
  };
}
