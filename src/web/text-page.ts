import { visible } from '../base/visible-text.ts';
import type { SettingReport, StatusReport } from '../report/status-report.ts';

/** The status for people, as text. */
export function textPage(status: StatusReport): string {
  const lines = status.settings ? settingsPage(status, status.settings) : statusPage(status);
  return `${lines.map(unforged).join('\n')}\n`;
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

function statusPage(status: StatusReport): string[] {
  const found = Object.entries(status.addresses).flatMap(([family, address]) =>
    address ? [`${family} ${address}`] : [],
  );
  const lines = [
    `homemade-ddns ${status.version}: ${status.status}`,
    `address: ${found.join(', ') || 'not known yet'}`,
    ...Object.entries(status.addressErrors).flatMap(([family, error]) =>
      error ? [`  ${family}: ${error}`] : [],
    ),
    ...(status.nat ? [`  ${status.nat.message}`] : []),
    `last successful sync: ${status.lastSuccessfulSync ?? 'none yet'}`,
    `last attempt: ${status.lastAttempt ?? 'none yet'}`,
  ];
  // The verdict on the NAT stands beside the address already.
  const notes = status.notes.filter(({ text }) => text !== status.nat?.message);
  if (notes.length > 0) lines.push('');
  for (const { target, since, text } of notes)
    lines.push(`since ${since}: ${target === null ? '' : `${target}: `}${text}`);
  for (const { provider, domain, error, retryAt, records } of status.targets) {
    lines.push('', `${domain} at ${provider}`);
    if (error) lines.push(`  ${error}${retryAt ? ` (next try ${retryAt})` : ''}`);
    for (const { name, type, value, ttl, state, changedAt, error: reason } of records) {
      const held = value === null ? '' : ` ${value}${ttl === null ? '' : ` TTL ${ttl}`}`;
      lines.push(`  ${name} ${type}${held}: ${state}${changedAt ? `, changed ${changedAt}` : ''}`);
      if (reason && reason !== error) lines.push(`    ${reason}`);
    }
  }
  const troubled = status.sources.filter(({ state }) => state === 'resting');
  if (troubled.length > 0) lines.push('', 'sources without a usable answer');
  for (const { name, family, reason, alwaysWrong } of troubled) {
    lines.push(`  ${name} (${family})${alwaysWrong ? ', always wrong' : ''}: ${reason ?? ''}`);
  }
  return lines;
}

/** Whatever stands in it: a line of the page is one line, and looks like what it says. */
function unforged(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + visible(line);
}
