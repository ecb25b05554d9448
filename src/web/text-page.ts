import { localTime, zoneText } from '../base/local-time.ts';
import { inColumns } from '../base/visible-text.ts';
import type { RecordReport, SettingReport, StatusReport, TargetReport } from '../report/status-report.ts';
import { familyNames } from '../sources/server.ts';

/** The status for people, as text, in the time zone of the process; `now` in milliseconds since the epoch. */
export function textPage(status: StatusReport, now: number): string {
  const lines = status.settings ? settingsPage(status, status.settings) : statusPage(status, now);
  // Whatever stands in it: a line of the page is one line, and looks like what it says.
  return `${lines.map(inColumns).join('\n')}\n`;
}

function settingsPage({ version, status }: StatusReport, settings: readonly SettingReport[]): string[] {
  return [
    `homemade-ddns ${version}: ${status}`,
    'The settings cannot be used, so no record is kept. What was found stands in the log.',
    '',
    ...settings.map(({ variable, file, wrong, accepted }) => {
      const name = file === null ? variable : `${variable} (${file})`;
      return `${name} ${wrong}${accepted === null ? '' : `; accepted: ${accepted}`}`;
    }),
  ];
}

function statusPage(status: StatusReport, now: number): string[] {
  return [
    ...headOf(status, now),
    ...notesOf(status),
    ...status.targets.flatMap((target) => ['', ...targetLines(target)]),
    ...sourceLines(status),
  ];
}

const families = ['ipv4', 'ipv6'] as const;

function headOf(status: StatusReport, now: number): string[] {
  const found = families.flatMap((family) => {
    const address = status.addresses[family];
    return address === null ? [] : [`${familyNames[family]} ${address}`];
  });
  return [
    `homemade-ddns ${status.version}: ${status.status}`,
    ...(status.dryRun ? [dryRunText(status)] : []),
    `time: ${localTime(now)} ${zoneText(now)}`,
    `address: ${found.join(', ') || 'not known yet'}`,
    ...families.flatMap((family) => {
      const error = status.addressErrors[family];
      return error === null ? [] : [`  ${familyNames[family]}: ${error}`];
    }),
    ...(status.nat ? [`  ${status.nat.message}`] : []),
    `records in sync: ${inSyncText(status)}`,
    `last look: ${timeText(status.lastAttempt) ?? 'none yet'}`,
  ];
}

function dryRunText({ targets }: StatusReport): string {
  const records = targets.flatMap((target) => target.records);
  const changing = records.filter(({ state }) => state === 'would-change').length;
  const what =
    changing === 0 ? '' : `; ${changing} of ${records.length} records would change, remove DRY_RUN to do it`;
  return `DRY RUN: nothing is written${what}`;
}

/** How many, and, where not all are, when all of them last were. */
function inSyncText({ targets, lastSuccessfulSync }: StatusReport): string {
  const records = targets.flatMap((target) => target.records);
  const count = records.filter(({ state }) => state === 'in-sync').length;
  const last = timeText(lastSuccessfulSync);
  const all = last === undefined ? 'never all of them since the start' : `all of them last at ${last}`;
  return `${count} of ${records.length}, ${all}`;
}

function notesOf({ notes, nat }: StatusReport): string[] {
  // The verdict on the NAT stands beside the address already.
  const others = notes.filter(({ text }) => text !== nat?.message);
  const lines = others.map(
    ({ target, since, text }) => `since ${timeText(since)}: ${target === null ? '' : `${target}: `}${text}`,
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

function targetLines({ title, domain, error, retryAt, records }: TargetReport): string[] {
  const [name, type] = [widest(records, 'fqdn'), widest(records, 'type')];
  return [
    `${domain} at ${title}`,
    ...(error === null ? [] : [`  ${error}${retryAt === null ? '' : ` (next try ${timeText(retryAt)})`}`]),
    ...records.flatMap((record) => [
      `  ${record.fqdn.padEnd(name)}  ${record.type.padEnd(type)}  ${valueText(record)}${stateText(record)}`,
      ...(record.error === null || record.error === error ? [] : [`    ${record.error}`]),
    ]),
  ];
}

function widest(records: readonly RecordReport[], field: 'fqdn' | 'type'): number {
  return Math.max(...records.map((record) => record[field].length));
}

const stateWords: Readonly<Record<RecordReport['state'], string>> = {
  'in-sync': 'in sync',
  pending: 'not written yet',
  unknown: 'not confirmed',
  failed: 'cannot be kept now',
  'would-change': 'would change',
};

function valueText({ value, wanted, ttl, ttlIsAuto, state }: RecordReport): string {
  if (wanted !== null) return `${value ?? 'nothing'} → ${wanted}  `;
  if (value === null) return '';
  const held = ttl === null ? value : `${value}  TTL ${ttlIsAuto ? 'auto' : ttl}`;
  return state === 'in-sync' ? `${held}  ` : `last known ${held}  `;
}

function stateText({ state, changedAt }: RecordReport): string {
  const changed = timeText(changedAt);
  return `${stateWords[state]}${changed === undefined ? '' : `  (last change ${changed})`}`;
}

/** What the reason for a missing address has named is not named again. */
function sourceLines({ sources, addressErrors }: StatusReport): string[] {
  const troubled = sources.filter(
    ({ state, family, alwaysWrong }) =>
      state === 'resting' && (alwaysWrong || addressErrors[family] === null),
  );
  const lines = troubled.map(({ name, family, reason, alwaysWrong }) => {
    const about = `${name} (${familyNames[family]})${alwaysWrong ? ', always wrong' : ''}`;
    return `  ${about}${reason === null ? '' : `: ${reason}`}`;
  });
  return lines.length === 0 ? [] : ['', 'sources without a usable answer', ...lines];
}

function timeText(iso: string | null): string | undefined {
  return iso === null ? undefined : localTime(Date.parse(iso));
}
