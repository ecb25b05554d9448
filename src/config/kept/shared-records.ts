import { displayName, fqdn, type Zone } from '../../dns/name.ts';
import type { RecordKey } from '../../dns/records.ts';
import type { ProviderDefinition, ProviderValues } from '../../providers/provider.ts';
import { isSameHolder } from '../../providers/settings.ts';
import type { Environment } from '../../settings/secrets.ts';
import type { Report } from '../provider-values.ts';
import { ownName } from './form.ts';
import { isOfFullNames } from './full-names.ts';

/** What of a target says which record sets it keeps, and where. */
interface Keeper {
  readonly number: number;
  readonly provider: ProviderDefinition;
  readonly values: ProviderValues;
  readonly zone: Zone;
  readonly keys: readonly RecordKey[];
}

/**
 * Two targets that keep the same record set would undo each other's work for ever. The same zone at another server is
 * another one: what is inside the home is told another address than what is outside.
 */
export function reportSharedRecords(env: Environment, targets: readonly Keeper[], report: Report): void {
  const owners = new Map<string, Keeper[]>();
  for (const target of targets) {
    for (const key of target.keys) {
      const { provider, zone } = target;
      // Where no zones are known, one full name is one record, however it is told.
      const place = provider.fullNames ? fqdn(key.name, zone) : `${zone.name} ${key.name}`;
      const id = `${provider.name} ${place} ${key.type}`;
      const others = owners.get(id) ?? [];
      const owner = others.find((other) => isSameHolder(provider.settings, target.values, other.values));
      if (owner) {
        const variable = ownName(isOfFullNames(zone) ? 'DOMAINS' : 'RECORDS', target.number);
        const kept = `${key.type} ${key.name}${zone.display === '' ? '' : ` of ${zone.display}`}`;
        const isTaken = env[variable] === undefined;
        const wrong = isTaken
          ? `is not set, so it keeps ${kept}, which target ${owner.number} keeps already`
          : `keeps ${kept}, which target ${owner.number} keeps already`;
        const found = isTaken ? {} : { found: displayName(key.name) };
        report({ variable, ...found, wrong, accepted: 'a record in one target only' });
      } else owners.set(id, [...others, target]);
    }
  }
}
