import { middle, type Quiet, type Results } from './results.ts';

/** One figure of the race; the smaller the better. */
export interface Figure {
  readonly what: string;
  readonly unit: 's' | 'ms' | 'kB' | 'MB' | '';
  of(results: Results, name: string): number | null | undefined;
}

const changesOf = (round: string) => (results: Results, name: string) => results.changes[round]?.[name];
const round = (what: string, key: string): Figure[] => [
  { what: `${what}: middle`, unit: 's', of: (results, name) => found(changesOf(key)(results, name), middle) },
  {
    what: '… longest',
    unit: 's',
    of: (results, name) =>
      found(changesOf(key)(results, name), (all) =>
        all.includes(null) ? null : Math.max(...all.map(Number)),
      ),
  },
];

function found<T>(all: readonly T[] | undefined, pick: (all: readonly T[]) => number | null) {
  return all && all.length > 0 ? pick(all) : undefined;
}

const recheckEach = 300;
const hour = 3_600;

/** What one recheck of ours costs beside its ticks, which a run shorter than its hour does not see. */
function recheck({ quiet, rechecking, programs }: Results, pick: (quiet: Quiet) => number): number {
  const usual = quiet[programs[0]?.name ?? ''];
  if (!usual || !rechecking || usual.seconds >= hour) return 0;
  return Math.max(0, pick(rechecking) - pick(usual)) / Math.floor(rechecking.seconds / recheckEach);
}

const anHour = (pick: (quiet: Quiet) => number) => (results: Results, name: string) => {
  const one = results.quiet[name];
  if (!one) return undefined;
  const own = name === results.programs[0]?.name ? recheck(results, pick) : 0;
  return (pick(one) / one.seconds) * hour + own;
};
const cpuAnHour = anHour(({ cpu }) => cpu / 1000);

export const figures: readonly Figure[] = [
  ...round('change → confirmed, default period', 'usual'),
  ...round('… with the shortest period', 'shortest'),
  {
    what: 'start → first right record',
    unit: 'ms',
    of: ({ starts }, name) => found(starts[name]?.ms, middle),
  },
  { what: '… CPU of it', unit: 'ms', of: ({ starts }, name) => found(starts[name]?.cpu, middle) },
  {
    what: 'a quiet hour: bytes',
    unit: 'kB',
    of: (results, name) => scaled(anHour(({ bytes }) => bytes)(results, name), 1e-3),
  },
  { what: '… packets', unit: '', of: anHour(({ packets }) => packets) },
  { what: '… TLS connections', unit: '', of: anHour(({ connections }) => connections) },
  { what: '… bytes for each question for the address', unit: 'kB', of: perQuestion },
  {
    what: 'a quiet day: calls of the DNS host',
    unit: '',
    of: (results, name) => scaled(anHour(({ calls }) => calls)(results, name), 24),
  },
  { what: 'CPU of a quiet hour', unit: 's', of: cpuAnHour },
  { what: "… with the image's health check each minute", unit: 's', of: withChecks },
  { what: 'memory: RSS', unit: 'MB', of: ({ quiet }, name) => scaled(quiet[name]?.rss, 1e-6) },
  { what: '… anonymous', unit: 'MB', of: ({ quiet }, name) => scaled(quiet[name]?.anonymous, 1e-6) },
  {
    what: 'size with all that it loads',
    unit: 'MB',
    of: ({ sizes }, name) => scaled(sizes[name]?.size, 1e-6),
  },
  { what: '… packed (gzip -6)', unit: 'MB', of: ({ sizes }, name) => scaled(sizes[name]?.gzip, 1e-6) },
];

const scaled = (value: number | undefined, by: number) => (value === undefined ? undefined : value * by);

function perQuestion({ quiet }: Results, name: string): number | undefined {
  const one = quiet[name];
  return one && one.asked > 0 ? one.bytes / one.asked / 1000 : undefined;
}

function withChecks(results: Results, name: string): number | undefined {
  const check = results.quiet[name]?.healthCheck;
  const cpu = cpuAnHour(results, name);
  return check === undefined || cpu === undefined ? cpu : cpu + (60 * check) / 1000;
}

/** How a figure is written: three digits that count. */
export function shown(value: number | null | undefined): string {
  if (value === undefined || (value !== null && Number.isNaN(value))) return '–';
  if (value === null) return 'missed';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 2));
}

/** A rival's figure as a multiple of ours. */
export function ratio(value: number | null | undefined, ours: number | null | undefined): string {
  if (typeof value !== 'number' || typeof ours !== 'number') return shown(value === null ? null : undefined);
  if (ours === 0) return value === 0 ? '1' : '∞';
  return shown(value / ours);
}
