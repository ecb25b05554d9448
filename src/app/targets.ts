import type { Target as ConfiguredTarget } from '../config/targets.ts';
import type { Target } from '../core/target.ts';
import { keyText } from '../dns/records.ts';

/** A target as the core and the reporters know it. */
export function targetOf({ provider, zone, keys, ttl, takeOver, ipv6Suffix }: ConfiguredTarget): Target {
  const id = [provider.name, zone.name, ...keys.map(keyText)].join(' ');
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
