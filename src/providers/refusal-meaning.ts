import type { HttpAnswer } from '../http/client.ts';
import type { ErrorReport } from './vendor.ts';

// Vendors say it in their own words and with any of these statuses, so the words decide.
const ofWords = [400, 403, 409, 422];
const busy = new RegExp(
  [
    /\b(in|by|with|through) another (request|operation|change|update|process|transaction|job|task|user|client)/,
    /\banother (request|operation|change|update|process|transaction|job|task)\b.*\b(progress|running|pending|under way|active|processed)/,
    /\b(is|are|still|being|already|currently) (in progress|pending|running|(currently )?being (used|changed|updated|modified|processed|edited|deployed))\b/,
    /\b(pending|running|unfinished|ongoing|outstanding) (operations?|changes?|updates?|tasks?|jobs?|transactions?|requests?)\b/,
    /\b(zone|domain name|record|resource|database|object|entity|(rr)?set) is (currently |temporarily )?(busy|locked|in use)\b/,
    /\bconcurren(t|cy)|\btemporar(ily unavailable|y (failure|error|problem))/,
    /\b(try|retry|repeat)\b.{0,24}\b(again|later|in a (moment|minute|few)|shortly)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);
const tooMany = /\btoo many (requests|calls)|\brate ?limit(ed|s|ing)?\b|\bthrottl/i;
// What a conflict is called that no waiting ends.
const lasting =
  /\b(already|does|record|set) exists?\b|\bduplicates?\b|\bcname\b|\bconflicts? with\b|\bco-?exist|\bnot (eligible|allowed|mutable|permitted|editable|supported)\b|\bread.?only\b|\bimmutable\b|\bprotected\b|\binvalid\b|\bmalformed\b|\blimit\b.*\b(reached|exceeded)\b/i;

/**
 * Whether a refusal is not the API's own: a page for people, as a proxy, a firewall or a content network sends it. The
 * last pattern is how Cloudflare's network turns a caller away. `body` is undefined where it could not be read.
 */
export function isForeign(body: unknown, { status, text, headers }: HttpAnswer): boolean {
  if (status < 400 || status >= 500 || status === 429) return false;
  const isPage = /^\s*<!?(doctype\s+html|html)\b/i.test(text);
  const isCalledPage = body === undefined && text.trim() !== '' && headers['content-type']?.includes('html');
  return isPage || isCalledPage === true || /^\s*error code: 1\d{3}\s*$/.test(text);
}

/** Whether these words of a service say that it is busy with something else, so that the same works later. */
export function saysBusy(words: string): boolean {
  return busy.test(wordsOf(words));
}

/**
 * The report with what its words mean, where the adapter did not say it: a service that is busy refuses nothing.
 * A conflict (409) is one in time unless its words name another one.
 */
export function inTime(report: ErrorReport, answered: number): ErrorReport {
  const { code = '', message = '', status = answered } = report;
  if (report.kind !== undefined || report.stale || report.quota || !ofWords.includes(status)) return report;
  const words = wordsOf(`${code} ${message}`);
  if (tooMany.test(words)) return { ...report, status: 429 };
  if (busy.test(words)) return { ...report, kind: 'transient' };
  return status === 409 && lasting.test(words) ? { ...report, status: 422 } : report;
}

/** Codes are words too: DUPLICATE_RECORD, zone-locked, RecordAlreadyExists. */
function wordsOf(text: string): string {
  return text.replace(/(?<=[a-z])(?=[A-Z])|[_-]+/g, ' ').toLowerCase();
}
