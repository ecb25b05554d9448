import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { sourceNames } from '../config/lines.ts';
import type { Logger } from '../report/logger.ts';
import { fullName, listed } from '../report/names.ts';
import type { Kept } from '../report/state.ts';

/** Tells what deserves a look in the settings, and what will be kept. */
export function logStart(log: Logger, config: Config, kept: readonly Kept[]): void {
  for (const warning of config.warnings) log.warn({ warning }, 'A setting deserves a look');
  if (config.log.format === 'text') for (const line of startLines(config, kept)) log.info(line);
  else logForPrograms(log, config);
}

function logForPrograms(log: Logger, config: Config): void {
  const { targets, schedule, lines, dryRun, once, onStop } = config;
  if (dryRun) log.info({ dryRun }, 'DRY RUN: nothing is written');
  log.info(
    {
      version,
      targets: targets.map(({ provider, zone, keys, ttl }) => ({
        provider: provider.name,
        zone: zone.display,
        records: keys.map(({ name, type }) => `${name} ${type}`),
        ...(!provider.updateOnly && { ttl }),
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

/** The same for people, a line for each thing. */
function startLines({ schedule, lines, dryRun, once, onStop }: Config, kept: readonly Kept[]): string[] {
  const keeps = dryRun ? 'Would keep' : 'Keeps';
  return [
    `homemade-ddns ${version}${dryRun ? ', DRY RUN: nothing is written' : ''}`,
    ...kept.map(({ target }) => {
      const types = Map.groupBy(target.keys, (key) => fullName(target, key));
      const names = [...types].map(([name, keys]) => `${name} ${keys.map(({ type }) => type).join(' ')}`);
      return `${keeps} ${listed(names)} at ${target.title}`;
    }),
    `Looks ${once ? 'once' : scheduleText(schedule)}, asking ${sourceNames(lines).join(', ')}`,
    ...(onStop === 'delete' && !dryRun && !once && kept.some(({ target }) => !target.updateOnly)
      ? ['Deletes the kept records when it is stopped']
      : []),
  ];
}

function scheduleText(schedule: string): string {
  const [, seconds] = /^\*(?:\/(\d+))?( \*){5}$/.exec(schedule) ?? [];
  if (/^\*(\/\d+)?( \*){5}$/.test(schedule)) return `every ${seconds ?? 1} s`;
  const [, minutes] = /^\*\/(\d+)( \*){4}$/.exec(schedule) ?? [];
  return minutes === undefined ? `by the schedule ${schedule}` : `every ${minutes} min`;
}
