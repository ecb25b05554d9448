import type { InspectedHost, Inspection } from '../app/inspection.ts';
import { durationText } from '../base/local-time.ts';
import { inColumns, oneLine } from '../base/visible-text.ts';
import type { Config } from '../config/config.ts';
import { programSettings } from '../config/program-settings.ts';
import type { RecordOutcome } from '../core/outcome.ts';
import { keyText } from '../dns/records.ts';
import { changeText } from '../report/change-text.ts';
import type { Event } from '../report/event.ts';
import { fullName } from '../report/names.ts';
import { createWording, type Wording } from '../report/wording.ts';
import { type Environment, secretsIn } from '../settings/secrets.ts';
import type { Setting } from '../settings/setting.ts';
import { withoutEmpty } from '../settings/values.ts';
import { familyNames } from '../sources/server.ts';
import { columns } from './columns.ts';

/** What was read of the settings: where each credential is from, and what deserves a look. */
export function settingsTable({ targets, warnings }: Config, env: Environment): string {
  const secrets = targets.flatMap(({ provider, values, files }) =>
    Object.keys(secretsIn(values, provider.settings)).map((name) => [name, placeText(files[name])]),
  );
  const given = withoutEmpty(env);
  const others = Object.entries<Setting<unknown>>(programSettings).flatMap(([name, { secret }]) => {
    const file = given[`${name}_FILE`];
    if (!secret || (given[name] ?? file) === undefined) return [];
    const more = name === 'NOTIFY_URLS' ? '; notify-test sends a message' : '';
    return [[name, `${placeText(file)}${more}`]];
  });
  const told = warnings.map((warning) => `  deserves a look: ${oneLine(warning)}`);
  return section('Settings', [...columns(distinct([...secrets, ...others])), ...told]);
}

function placeText(file: string | undefined): string {
  return file === undefined ? 'read from the environment' : `read from the file ${file}`;
}

/** What an inspection came to, for people. */
export interface Findings {
  readonly sources: string;
  /** The addresses and each target with its records. */
  readonly records: string;
  readonly verdict: string;
  readonly isWell: boolean;
}

export function findings(inspection: Inspection): Findings {
  const { kept, events, hosts } = inspection;
  const wording = createWording({ kept, once: true });
  const home = events.filter(isOfHome).map((event) => `! ${wording.say(event, 0)}`);
  const tables = hosts.map((host) => hostTable(host, events, wording));
  const troubles = home.length + tables.flatMap(({ lines }) => lines).filter(isTrouble).length;
  const records = [
    section('Address', [...columns(addressRows(inspection)), ...home]),
    ...tables.map(({ title, lines }) => section(title, lines)),
  ];
  return {
    sources: section('Sources', columns(sourceRows(inspection))),
    records: records.join(''),
    verdict: verdict(hosts, troubles),
    isWell: troubles === 0,
  };
}

function isOfHome({ kind }: Event): boolean {
  return kind === 'address-unknown' || kind === 'address-notice' || kind === 'unreachable';
}

const isTrouble = (line: string): boolean => line.startsWith('! ');

function sourceRows({ asked }: Inspection): string[][] {
  return asked.map(({ source, family, address, reason, took }) => [
    source,
    familyNames[family],
    ...(address === undefined
      ? [`no usable answer: ${oneLine(reason ?? '')}`]
      : [address, durationText(took)]),
  ]);
}

function addressRows({ state }: Inspection): string[][] {
  const found = [...state.lines.values()].flatMap(({ detections }) =>
    Object.entries(detections).flatMap(([family, detection]) =>
      detection.kind === 'agreed'
        ? [
            [
              family === 'ipv4' ? 'IPv4' : 'IPv6',
              detection.address,
              `as ${detection.witnesses.join(', ')} say`,
            ],
          ]
        : [],
    ),
  );
  return distinct(found);
}

function hostTable(host: InspectedHost, events: readonly Event[], wording: Wording) {
  const { target, step, took, failure, unmatched } = host;
  const own = events.filter((event) => 'target' in event && event.target === target);
  const ofWhole = own.filter(
    ({ kind }) => kind === 'host-failing' || kind === 'noted' || kind === 'secret-unusable',
  );
  const refused =
    failure && ({ kind: 'host-failing', target, failure, until: Number.POSITIVE_INFINITY } as const);
  const whole = [...ofWhole, ...(refused ? [refused] : [])].map((event) => `! ${wording.say(event, 0)}`);
  const isReached = failure === undefined && step?.waiting === undefined;
  const time = took === undefined || !isReached ? '' : `, read in ${durationText(took)}`;
  const records = isReached ? (step?.records ?? []) : [];
  const rows = records.map((record) => {
    const event = own.find((one) => isAbout(one, record));
    const cells = [fullName(target, record), record.type, ...stateCells(record, event, unmatched)];
    return { cells, mark: event?.kind === 'record-refused' ? '! ' : '  ' };
  });
  const marks = rows.map(({ mark }) => mark);
  const shown = columns(
    rows.map(({ cells }) => cells),
    '',
  ).map((line, index) => `${marks[index]}${line}`);
  return { title: `${target.zone.display} at ${target.title}${time}`, lines: [...whole, ...shown] };
}

function isAbout(event: Event, record: RecordOutcome): boolean {
  if (event.kind === 'record-refused') return keyText(event.record) === keyText(record);
  return event.kind === 'change-planned' && keyText(event.change) === keyText(record);
}

/** What is so with a record, and what would be done about it. */
function stateCells(
  record: RecordOutcome,
  event: Event | undefined,
  unmatched: InspectedHost['unmatched'],
): string[] {
  if (event?.kind === 'record-refused') return [event.failure.message];
  if (event?.kind === 'change-planned')
    return [
      changeText(event.change),
      event.change.action === 'create' ? 'would be created' : 'would be changed',
    ];
  if (record.state === 'in-sync') return [record.value ?? '', 'in sync'];
  const set = unmatched.find((one) => keyText(one) === keyText(record));
  const held = set?.records.map(({ value }) => oneLine(value)).join(', ');
  return [set?.conflict ?? (held || 'nothing'), 'no address to compare it with'];
}

function verdict(hosts: readonly InspectedHost[], troubles: number): string {
  if (troubles > 0)
    return `${troubles === 1 ? 'One thing needs you: the line' : `${troubles} things need you: the lines`} with a "!".`;
  const changes = hosts.flatMap(({ step }) => step?.changes ?? []).length;
  const all = hosts.flatMap(({ target }) => target.keys).length;
  if (changes === 0) return `All is well: ${all === 1 ? 'the record is' : `all ${all} records are`} in sync.`;
  return `All is well: ${changes} of ${all} ${all === 1 ? 'record' : 'records'} would be changed.`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${[title, ...lines].map(inLine).join('\n')}\n\n`;
}

/** Its own indent, and one line of visible characters whatever a host or source has said. */
function inLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + inColumns(line.slice(indent.length));
}

function distinct(rows: readonly (readonly string[])[]): string[][] {
  return [...new Map(rows.map((row) => [row.join(' '), [...row]])).values()];
}
