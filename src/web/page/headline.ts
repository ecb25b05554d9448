import { listed } from '../../report/names.ts';
import type { RecordReport, StatusReport, TargetReport } from '../../report/status-report.ts';
import { isAboutWorld } from '../../report/world-text.ts';

/** The one sentence that decides, and the sentences under it. */
export interface Headline {
  readonly text: string;
  readonly reasons: readonly string[];
  /** When the DNS host is asked again, if it is being left alone. */
  readonly retryAt: string | null;
}

export interface NamedRecord {
  /** In full: `home.example.com`. */
  readonly name: string;
  readonly target: TargetReport;
  readonly record: RecordReport;
}

export function recordsOf({ targets }: StatusReport): NamedRecord[] {
  return targets.flatMap((target) => target.records.map((record) => ({ name: record.fqdn, target, record })));
}

/** Is all right, and if not, what is the matter. */
export function headlineOf(report: StatusReport): Headline {
  const records = recordsOf(report);
  const reasons = reasonsOf(report, records);
  const retryAt = report.targets.map((target) => target.retryAt).find((at) => at !== null) ?? null;
  return { text: sentence(report, records), reasons, retryAt };
}

function sentence(report: StatusReport, records: readonly NamedRecord[]): string {
  if (report.settings) return 'The settings cannot be used, so no name is kept';
  const wrong = records.filter(({ record }) => record.state !== 'in-sync');
  const names = new Set(records.map(({ name }) => name));
  const wrongNames = new Set(wrong.map(({ name }) => name));
  if (wrong.length === 0 && report.status !== 'failing') return `${allOf(names)} at home`;
  if (report.status === 'starting') return 'Starting: the first look is under way';
  if (isWithoutAddress(report)) return 'Your public address cannot be found out now';
  const [first] = wrong;
  if (!first) return `${allOf(names)} at home, but that was some time ago`;
  if (report.dryRun && wrong.every(({ record }) => record.state === 'would-change'))
    return names.size === 1
      ? `${first.name} would change`
      : `${wrongNames.size} of ${names.size} names would change`;
  if (wrongNames.size === 1) return `${first.name} ${standing(first.record, report)}`;
  const some =
    wrongNames.size === names.size ? `None of the ${names.size}` : `${wrongNames.size} of ${names.size}`;
  return report.status === 'failing'
    ? `${some} names ${wrongNames.size === names.size ? 'can' : 'cannot'} be kept now`
    : `${wrongNames.size} of ${names.size} names are not up to date yet`;
}

function allOf(names: ReadonlySet<string>): string {
  const [only] = names;
  return names.size === 1 ? `${only} points` : `All ${names.size} names point`;
}

function isWithoutAddress({ addresses, addressErrors }: StatusReport): boolean {
  return (
    Object.values(addresses).every((address) => address === null) &&
    Object.values(addressErrors).some(Boolean)
  );
}

function standing({ value, type, state }: RecordReport, { addresses }: StatusReport): string {
  const home = type === 'A' ? addresses.ipv4 : addresses.ipv6;
  if (state === 'unknown') return 'is not confirmed to point at home yet';
  if (value !== null && home !== null && value !== home) return `still points at ${value}`;
  return state === 'failed' ? 'cannot be kept' : 'is not set yet';
}

// A hundred names may have a reason each, and all of them stand beside their names.
const mostReasons = 5;

/** Each reason once, what the owner has to mend first. */
function reasonsOf(
  { targets, addressErrors, nat, notes }: StatusReport,
  records: readonly NamedRecord[],
): string[] {
  const ofTargets = targets.flatMap(({ error }) => error ?? []);
  const refused = records.filter(
    ({ record, target }) => record.error !== null && record.error !== target.error,
  );
  const ofRecords = [...Map.groupBy(refused, ({ record }) => record.error)].map(
    ([error, same]) => `${listed([...new Set(same.map(({ name }) => name))])}: ${error}`,
  );
  const ofHome = Object.values(addressErrors).flatMap((error) => error ?? []);
  const told = [...ofTargets, ...ofRecords, ...ofHome, ...(nat ? [nat.message] : [])];
  // A note only where nothing else says what is the matter.
  const others = notes.filter((note) => !isAboutWorld(note)).map(({ text }) => text);
  const all = [...new Set(told.length > 0 ? told : others)];
  const more = all.length - mostReasons;
  return more > 1
    ? [...all.slice(0, mostReasons), `There are ${more} more reasons; the names have theirs.`]
    : all;
}
