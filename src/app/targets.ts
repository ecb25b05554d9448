import type { Target as ConfiguredTarget } from '../config/targets.ts';
import type { Target } from '../core/target.ts';
import { keyText } from '../dns/records.ts';
import { prefixLengthOf } from '../ip/suffix.ts';
import { holderOf } from '../providers/settings.ts';

type Facts = Omit<ConfiguredTarget, 'number' | 'files' | 'families' | 'detection'>;

/** A target as the core and the reporters know it. Its server belongs to what it is: one zone can be at two of them. */
export function targetOf({
  provider,
  values,
  zone,
  keys,
  ttl,
  takeOver,
  ipv6Suffix,
  spellings,
}: Facts): Target {
  const holder = holderOf(provider.settings, values);
  const id = [provider.name, ...holder, zone.name, ...keys.map(keyText)].join(' ');
  return {
    id,
    host: provider.name,
    title: provider.title,
    zone,
    keys,
    ttl,
    ...(provider.ttl.auto !== undefined && { autoTtl: provider.ttl.auto }),
    takeOver,
    ...(ipv6Suffix !== undefined && { ipv6Suffix }),
    ...(spellings && { spellings }),
    ...(provider.updateOnly && { updateOnly: true }),
  };
}

/** How many bits of an IPv6 address some target puts a suffix behind; the most of them, undefined when none does. */
export function homePrefixOf(targets: readonly ConfiguredTarget[]): number | undefined {
  const lengths = targets.flatMap(({ ipv6Suffix, families }) =>
    ipv6Suffix !== undefined && families.includes('ipv6') ? [prefixLengthOf(ipv6Suffix)] : [],
  );
  return lengths.length > 0 ? Math.max(...lengths) : undefined;
}
