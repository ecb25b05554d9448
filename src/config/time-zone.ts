import { namesHours } from '../settings/cron.ts';
import type { Report } from './provider-values.ts';

// What ICU knows besides the names of the IANA database, and Node.js takes for UTC when the environment names it.
const abbreviations = /^[A-Z]{3}$/;
const databaseAbbreviations = /^(CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/;
// `CET-1`: an offset without summer time, which Node.js reads; of `CET-1CEST` it makes UTC.
const offset = /^[A-Z]{3,}[+-]?\d{1,2}$/i;
const utc = /^(utc|gmt|uct|z|zulu)$/i;

/**
 * Looks at `TZ`, of which Node.js makes UTC without a word where it does not know it. Where the schedule names an
 * hour, a day or a month that is an error, else only a warning.
 */
export function checkTimeZone(
  zone: string | undefined,
  /** Undefined: it does not matter. */
  schedule: string | undefined,
  report: Report,
  warn: (warning: string) => void,
): void {
  if (zone === undefined || isKnown(zone)) return;
  if (schedule !== undefined && namesHours(schedule)) {
    const wrong = 'is no time zone that Node.js knows, and SCHEDULE is read in it';
    report({
      variable: 'TZ',
      found: zone,
      wrong,
      accepted: 'a name such as Europe/Berlin, in this spelling and without quotes, or UTC',
    });
  } else warn(`TZ=${JSON.stringify(zone)} is no time zone that Node.js knows; UTC is used.`);
}

function isKnown(text: string): boolean {
  // As the C library takes them.
  const zone = text.replace(/^:/, '').replace(/^(posix|right)\//, '');
  if (utc.test(zone) || offset.test(zone)) return true;
  if (abbreviations.test(zone) && !databaseAbbreviations.test(zone)) return false;
  const name = canonicalName(zone);
  if (name === undefined) return false;
  // Intl takes any capitals; the variable is compared as it is. Of other names for a zone each part begins with one.
  return name.toLowerCase() === zone.toLowerCase()
    ? name === zone
    : /^([A-Z][^/]*)(\/[A-Z][^/]*)*$/.test(zone);
}

function canonicalName(zone: string): string | undefined {
  // An offset such as +02:00, which Intl takes.
  if (!/^[a-z]/i.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
