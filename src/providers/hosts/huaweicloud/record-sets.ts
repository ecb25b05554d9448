import { array, fallback, type InferOutput, nullish, number, object, string } from 'valibot';
import { listedName } from '../../../dns/listed-name.ts';
import { relativeName, type Zone } from '../../../dns/name.ts';
import { optionalText } from '../../api/error-text.ts';
import type { ListedRecord } from '../../apply/listing.ts';

/** A record set as it is listed; the API v2 shows no line and no weight. */
export const recordSet = object({
  id: string(),
  name: string(),
  type: string(),
  ttl: fallback(nullish(number()), null),
  records: array(string()),
  line: optionalText,
  weight: nullish(number()),
  status: optionalText,
});

const defaultLine = 'default_view';

/** Every record bears the id of its set. Two sets of one name and type are for different lines, or have weights. */
export function listed(sets: readonly InferOutput<typeof recordSet>[], zone: Zone): ListedRecord[] {
  const count = new Map<string, number>();
  const keyOf = ({ name, type }: InferOutput<typeof recordSet>) => `${listedName(name)} ${type}`;
  for (const set of sets) count.set(keyOf(set), (count.get(keyOf(set)) ?? 0) + 1);
  return sets.flatMap((set) => {
    const several = (count.get(keyOf(set)) ?? 0) > 1 ? 'holds several record sets of one type' : undefined;
    const conflict = conflictIn(set) ?? several;
    return set.records.map((value) => ({
      ...{ id: set.id, name: relativeName(set.name, zone), type: set.type, value, ttl: set.ttl ?? null },
      ...(conflict !== undefined && { conflict }),
    }));
  });
}

function conflictIn({
  line = defaultLine,
  weight,
  status,
}: InferOutput<typeof recordSet>): string | undefined {
  if (line !== defaultLine) return `holds a record set for the line ${line} alone`;
  if (typeof weight === 'number' && weight > 1) return 'holds a record set with a weight';
  return status === 'DISABLE' ? 'holds a record set that is switched off' : undefined;
}
