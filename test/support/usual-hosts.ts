import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { isRequired } from '../../src/settings/setting.ts';

/** The hosts that most homes use: forms ask for their credentials, for any other one adds a variable. */
export const usualHosts = [
  'cloudflare',
  'godaddy',
  'duckdns',
  'namecheap',
  'noip',
  'porkbun',
  'route53',
  'hetzner',
  'ionos',
  'ovh',
  'digitalocean',
  'desec',
];

/** The variables without which a host cannot be used: its secrets, and what it demands besides. */
export function credentialsOf({ settings }: Pick<ProviderDefinition, 'settings'>) {
  return Object.entries(settings).filter(([, row]) => row.secret || isRequired(row));
}
