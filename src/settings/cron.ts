import { Cron } from 'croner';
import { duration } from './duration.ts';

const fields = [
  'the seconds, 0 to 59',
  'the minutes, 0 to 59',
  'the hours, 0 to 23',
  'the day of the month, 1 to 31',
  'the month, 1 to 12',
  'the day of the week, 0 to 7',
];
const nicknames = ['@yearly', '@monthly', '@weekly', '@daily', '@hourly'];

/** A cron pattern of 5 or 6 fields that has a next run. */
export function cron(text: string): string {
  const parts = text.split(/\s+/);
  if (text.startsWith('@')) {
    const instead = insteadOf(text.replace(/^@every\s+/i, ''));
    if (!isPattern(text))
      throw new Error(`is no cron pattern: with an @ there are ${nicknames.join(', ')}${instead}`);
  } else if (parts.length !== 5 && parts.length !== 6) {
    throw new Error(`has ${parts.length} ${parts.length === 1 ? 'field' : 'fields'}${insteadOf(text)}`);
  } else if (!isPattern(text)) {
    throw new Error(`is no cron pattern${wrongField(parts)}`);
  }
  if (new Cron(text, { paused: true }).nextRun() === null) throw new Error('never comes round');
  return text;
}

function isPattern(text: string): boolean {
  try {
    new Cron(text, { paused: true });
    return true;
  } catch {
    return false;
  }
}

/** The first field that is wrong by itself. */
function wrongField(parts: readonly string[]): string {
  const names = fields.slice(fields.length - parts.length);
  const index = parts.findIndex(
    (part, at) => !isPattern(parts.map((_, one) => (one === at ? part : '*')).join(' ')),
  );
  return index < 0
    ? ''
    : `: its field ${index + 1} (${names[index]}) cannot be ${JSON.stringify(parts[index])}`;
}

/** Other programs are told an interval. */
function insteadOf(text: string): string {
  let seconds: number;
  try {
    seconds = duration(text) / 1000;
  } catch {
    return '';
  }
  const every = [
    { unit: 1, most: 60, pattern: (step: number) => `*/${step} * * * * *` },
    { unit: 60, most: 60, pattern: (step: number) => `*/${step} * * * *` },
    { unit: 3600, most: 24, pattern: (step: number) => `0 */${step} * * *` },
  ].find(({ unit, most }) => seconds % unit === 0 && most % (seconds / unit) === 0 && seconds / unit < most);
  return every ? `; every ${text} is ${every.pattern(seconds / every.unit)}` : '';
}

/** Whether a cron pattern says at which hours, days or months, so that its runs depend on the time zone. */
export function namesHours(pattern: string): boolean {
  if (pattern.startsWith('@')) return !/^@(hourly|minutely|secondly)$/i.test(pattern);
  return !pattern
    .trim()
    .split(/\s+/)
    .slice(-4)
    .every((field) => field === '*' || field === '?');
}
