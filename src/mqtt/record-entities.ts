import { fqdn } from '../dns/name.ts';
import type { RecordType } from '../dns/records.ts';
import { fullName } from '../report/names.ts';
import type { Kept } from '../report/state.ts';
import { objectId } from './topics.ts';

/** A kept name and type, as it is shown. */
export interface RecordEntity {
  /** The place of its target. */
  readonly target: number;
  /** The name in full, as the status says it. */
  readonly fqdn: string;
  readonly type: RecordType;
  /** For people. */
  readonly label: string;
  /** Its id, and its key in the state. */
  readonly object: string;
}

/** One for each kept name and type. A name that is kept at two hosts has the host in its label. */
export function recordEntitiesOf(kept: readonly Kept[]): RecordEntity[] {
  const all = kept.flatMap(({ target }, index) =>
    target.keys.map((key) => ({
      ...{ target: index, title: target.title, fqdn: fullName(target, key), type: key.type },
      base: `record_${key.type.toLowerCase()}_${objectId(fqdn(key.name, target.zone).toLowerCase())}`,
    })),
  );
  return all.map(({ title, base, ...record }, place) => {
    const same = all.filter((one) => one.base === base);
    const before = all.slice(0, place).filter((one) => one.base === base).length;
    const at = same.length > 1 ? ` at ${title}` : '';
    return {
      ...record,
      label: `${record.fqdn} ${record.type}${at}`,
      object: before === 0 ? base : `${base}___${before + 1}`,
    };
  });
}
