import type { Zone } from '../../dns/name.ts';
import { Refusal } from '../refusal.ts';

/** The ids of zones, looked up once and kept. */
export interface ZoneIds {
  /**
   * Does something with the id of the zone. An id that the provider does not know any more, or does not let us
   * use, is forgotten: a zone that was deleted and added again has another one.
   */
  using<T>(zone: Zone, signal: AbortSignal, work: (id: string) => Promise<T>): Promise<T>;
}

/**
 * `lookUp` throws a permanent Failure when the account has no such zone, or may not see it. While it notes something
 * of a zone (`notes`), that is looked up again each time, so that it is taken back when it is over.
 */
export function zoneIds(
  lookUp: (zone: Zone, signal: AbortSignal) => Promise<string>,
  notes: (zone: Zone) => boolean = () => false,
): ZoneIds {
  const ids = new Map<string, string>();
  return {
    async using(zone, signal, work) {
      const kept = notes(zone) ? undefined : ids.get(zone.name);
      const id = kept ?? (await lookUp(zone, signal));
      ids.set(zone.name, id);
      try {
        const result = await work(id);
        if (failuresIn(result).some(isOfTheId)) ids.delete(zone.name);
        return result;
      } catch (thrown) {
        if (isOfTheId(thrown)) ids.delete(zone.name);
        throw thrown;
      }
    },
  };
}

/** Writing does not throw what was refused; it tells of it in its confirmations. */
function failuresIn(result: unknown): readonly unknown[] {
  return Array.isArray(result) ? result.map((one) => Object(one).failure) : [];
}

function isOfTheId(failure: unknown): boolean {
  return failure instanceof Refusal && (failure.status === 404 || failure.status === 403);
}
