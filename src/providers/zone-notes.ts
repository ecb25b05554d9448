import type { Zone } from '../dns/name.ts';
import type { Note } from './provider.ts';

/** What an adapter has noticed of its zones, one fact for each code. */
export type ZoneNotes = ReturnType<typeof zoneNotes>;

export function zoneNotes() {
  const zones = new Map<string, Map<string, string>>();
  return {
    note(zone: Zone, code: string, text: string | undefined): void {
      const facts = zones.get(zone.name) ?? new Map<string, string>();
      if (text === undefined) facts.delete(code);
      else facts.set(code, text);
      zones.set(zone.name, facts);
    },
    any: (zone: Zone): boolean => (zones.get(zone.name)?.size ?? 0) > 0,
    of: (zone: Zone): Note[] => [...(zones.get(zone.name) ?? [])].map(([code, text]) => ({ code, text })),
  };
}
