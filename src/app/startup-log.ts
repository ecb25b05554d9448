import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { sourceNames } from '../config/lines.ts';
import type { Logger } from '../report/logger.ts';

/** Tells what deserves a look in the settings, and what will be kept. */
export function logStart(log: Logger, config: Config): void {
  const { targets, schedule, lines, dryRun, once, onStop, warnings } = config;
  for (const warning of warnings) log.warn({ warning }, 'A setting deserves a look');
  log.info(
    {
      version,
      targets: targets.map(({ provider, zone, keys, ttl }) => ({
        provider: provider.name,
        zone: zone.display,
        records: keys.map(({ name, type }) => `${name} ${type}`),
        ttl,
      })),
      sources: sourceNames(lines),
      schedule,
      ...(dryRun && { dryRun }),
      ...(once && { once }),
      ...(onStop === 'delete' && { onStop }),
    },
    'Keeping the records of this home',
  );
}
