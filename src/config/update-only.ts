import type { Family } from '../ip/address.ts';
import type { ProviderDefinition } from '../providers/provider.ts';
import type { Environment } from '../settings/secrets.ts';
import type { TargetReading } from './provider-values.ts';

/** Reports a family that the host has no records of. */
export function reportForeignFamily(
  { title, ipv4Only }: ProviderDefinition,
  families: readonly Family[],
  { nameOf, report }: TargetReading,
): void {
  if (!ipv4Only || !families.includes('ipv6')) return;
  const wrong = `has ipv6, which ${title} cannot be told`;
  report({ variable: nameOf('IP_FAMILIES'), found: families.join(','), wrong, accepted: 'ipv4' });
}

interface Kept {
  readonly number: number;
  readonly provider: ProviderDefinition;
}

/** What is set in vain for targets whose services can only be told addresses. */
export function withoutEffectThere(
  env: Environment,
  targets: readonly Kept[],
  deletesAtStop: boolean,
): string[] {
  const told = targets.filter(({ provider }) => provider.updateOnly);
  const titles = [...new Set(told.map(({ provider }) => provider.title))].join(', ');
  if (told.length === 0) return [];
  const isAlone = told.length === targets.length;
  const plain = targets.filter(({ number }) => env[`TTL_${number}`] === undefined);
  return [
    ...told.flatMap(({ number, provider }) =>
      number > 1 && env[`TTL_${number}`] !== undefined
        ? [`TTL_${number} has no effect: ${provider.title} decides the TTL.`]
        : [],
    ),
    ...(env.TTL !== undefined && plain.every(({ provider }) => provider.updateOnly)
      ? [`TTL has no effect: the TTL is decided by ${titles}.`]
      : []),
    ...(deletesAtStop
      ? [
          `ON_STOP=delete ${isAlone ? 'has no effect' : 'deletes nothing there'}: ${titles} can only be told addresses.`,
        ]
      : []),
  ];
}
