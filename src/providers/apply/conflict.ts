import { oneLine } from '../../base/visible-text.ts';
import { apex } from '../../dns/name.ts';
import type { RecordSet } from '../../dns/records.ts';

/** Why a name that holds a CNAME can hold no address (RFC 1034, section 3.6.2). */
export function cnameConflict(target: string): string {
  return `holds a CNAME to ${oneLine(target.replace(/\.$/, ''))}`;
}

// What some hosts have beside plain records, and what answers for a name with addresses or a redirection.
const standIns: readonly string[] = ['ALIAS', 'ANAME', 'LUA', 'POOL', 'URL', 'REDIRECT', 'FRAME', 'STEALTH'];

/** Why a name can hold no address beside a record of this type, if it cannot. */
export function standInConflict(type: string, content: string): string | undefined {
  if (type === 'CNAME') return cnameConflict(content);
  if (!standIns.includes(type)) return undefined;
  return `holds ${type.startsWith('A') ? 'an' : 'a'} ${type} to ${content.replace(/\.$/, '')}`;
}

/**
 * Marks the absent record sets whose name holds a CNAME. `cnamesOf` gives the target of each of the names
 * that has one; it is called once for all names in question, and not at all when there are none.
 */
export async function markConflicts(
  sets: readonly RecordSet[],
  cnamesOf: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<RecordSet[]> {
  // A name that holds an address holds no CNAME, and neither does the apex, where SOA and NS stand.
  const clear = new Set([apex, ...sets.filter((set) => set.records.length > 0).map((set) => set.name)]);
  const names = [...new Set(sets.map((set) => set.name))].filter((name) => !clear.has(name));
  if (names.length === 0) return [...sets];
  const cnames = await cnamesOf(names);
  return sets.map((set) => {
    const target = clear.has(set.name) ? undefined : cnames.get(set.name);
    return target === undefined ? set : { ...set, conflict: cnameConflict(target) };
  });
}
