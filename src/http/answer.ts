import type { FailureKind } from '../base/failure.ts';
import type { HttpAnswer } from './client.ts';

/** The body as JSON, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function describeBody(answer: HttpAnswer): string {
  const text = answer.text.trim();
  if (text === '') return 'an empty body';
  if (/^<!doctype html|^<html/i.test(text) || answer.headers['content-type']?.includes('html'))
    return 'an HTML page';
  return parseJson(text) === undefined ? 'a body that is no JSON' : 'JSON of another shape';
}

/** The class that HTTP itself gives a status; an adapter that knows more says more. A conflict (409) may be one in time. */
export function kindOfStatus(status: number): FailureKind {
  if (status === 401 || status === 403 || status === 404) return 'permanent';
  if (status === 429) return 'limited';
  if (status === 400 || status === 422) return 'record';
  return 'transient';
}

const longestWait = 24 * 3_600_000;
const seconds = /^\s*\d+(\.\d+)?\s*$/;
// Date.parse makes a date of nearly everything, "-1" included.
const httpDate = /^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, .*GMT\s*$/i;

/**
 * Milliseconds that a 429 or 503 asks to wait; undefined without a usable hint. `Retry-After` is seconds or a
 * date (RFC 9110, section 10.2.3). The reset headers of vendors are seconds or a Unix time, and count for 429
 * alone: many services send one with every answer, so that with a 503 it says nothing.
 */
export function retryAfterOf(answer: HttpAnswer, now: number): number | undefined {
  const { status, headers } = answer;
  if (status !== 429 && status !== 503) return undefined;
  const asked = usableWait(untilRetry(headers['retry-after'] ?? '', now));
  if (asked !== undefined || status === 503) return asked;
  return usableWait(untilReset(headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'] ?? '', now));
}

/**
 * A wait in milliseconds that a service asked for, up to whole seconds and at most 24 h. None, one in the past
 * and nonsense are no hint: to follow them would mean to ask again at once, each time.
 */
export function usableWait(wait: number): number | undefined {
  return wait > 0 ? Math.min(Math.ceil(wait / 1000) * 1000, longestWait) : undefined;
}

function untilRetry(header: string, now: number): number {
  if (seconds.test(header)) return Number(header) * 1000;
  return httpDate.test(header) ? Date.parse(header) - now : Number.NaN;
}

function untilReset(header: string, now: number): number {
  if (!seconds.test(header)) return Number.NaN;
  const given = Number(header) * 1000;
  const isTime = given > 1_000_000_000_000;
  return isTime ? given - now : given;
}
