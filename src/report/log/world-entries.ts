import type { Target } from '../../core/target.ts';
import { displayName } from '../../dns/name.ts';
import type { RecordKey } from '../../dns/records.ts';
import type { Event } from '../event.ts';

export type Entry = readonly [data: object, sentence: string];

/** What was found beside the engine. */
export type WorldEvent = Extract<
  Event,
  { kind: `world-${string}` | `home-${string}` | `certificate-${string}` }
>;

/** The data of what was seen of the home from outside, and the sentence that is always the same. */
export function worldEntry(event: WorldEvent): Entry {
  switch (event.kind) {
    case 'world-told': {
      const { asked, from, to, seconds, forgottenBy } = event;
      const until = forgottenBy !== undefined && { forgottenBy: isoOf(forgottenBy) };
      const data = { ...recordsData(event.target, event.records), asked, from, to, seconds, ...until };
      return [data, 'The servers of the zone serve the change'];
    }
    case 'world-late': {
      const data = { ...recordsData(event.target, event.records), to: event.to, seconds: event.seconds };
      return [data, 'The servers of the zone do not serve the change yet'];
    }
    case 'world-hidden': {
      const data = { ...recordsData(event.target, event.records), as: event.as, reason: event.why };
      return [data, 'Whether the servers of the zone serve the change is not visible from here'];
    }
    case 'home-answers': {
      const { kind: _, ...data } = event;
      return [data, 'The home answers at its public address, seen from inside'];
    }
    case 'home-unjudged': {
      const { kind: _, ...data } = event;
      return [data, 'Whether the home answers cannot be judged from inside'];
    }
    case 'certificate-expiring': {
      const { place, name, days, until, isOver } = event;
      const data = { place, name, days, until: isoOf(until) };
      return [data, isOver ? 'A certificate of the home ran out' : 'A certificate of the home runs out'];
    }
    case 'certificate-renewed': {
      const { place, name, days } = event;
      return [{ place, name, days }, 'A certificate of the home was renewed'];
    }
  }
}

function recordsData({ host, zone }: Target, records: readonly RecordKey[]): object {
  const names = records.map(({ name, type }) => `${displayName(name)} ${type}`);
  return { provider: host, zone: zone.display, records: names };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
