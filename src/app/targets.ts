import type { Target as ConfiguredTarget } from '../config/targets.ts';
import type { Target } from '../core/target.ts';
import { keyText } from '../dns/records.ts';
import { holderOf } from '../providers/settings.ts';

type Facts = Omit<ConfiguredTarget, 'number' | 'files' | 'families' | 'detection'>;

/** A target as the core and the reporters know it. Its server belongs to what it is: one zone can be at two of them. */
export function targetOf({ provider, values, zone, keys, ttl, takeOver, ipv6Suffix }: Facts): Target {
  const holder = holderOf(provider.settings, values);
  const id = [provider.name, ...holder, zone.name, ...keys.map(keyText)].join(' ');
  return {
    id,
    host: provider.name,
    zone,
    keys,
    ttl,
    takeOver,
    ...(ipv6Suffix !== undefined && { ipv6Suffix }),
  };
}
