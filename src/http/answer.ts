import type { GenericSchema, InferOutput } from 'valibot';
import { safeParse } from 'valibot';
import { Failure, type FailureKind } from '../failure.ts';
import type { HttpAnswer } from './client.ts';

/** The body as JSON of the given shape. Anything else (HTML, cut JSON, another shape) is a transient Failure in doubt. */
export function jsonOf<const S extends GenericSchema>(
  answer: HttpAnswer,
  schema: S,
  who: string,
): InferOutput<S> {
  const parsed = safeParse(schema, parseJson(answer.text));
  if (parsed.success) return parsed.output;
  throw new Failure(
    'transient',
    `${who} answered ${answer.status} with ${describeBody(answer)}, not the documented JSON`,
    {
      doubt: true,
    },
  );
}

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

/** The class that HTTP itself gives a status; an adapter that knows more says more. */
export function kindOfStatus(status: number): FailureKind {
  if (status === 401 || status === 403 || status === 404) return 'permanent';
  if (status === 429) return 'limited';
  if (status === 400 || status === 409 || status === 422) return 'record';
  return 'transient';
}

const longestWait = 24 * 3_600_000;

/**
 * Milliseconds that a 429 or 503 asks to wait, between 0 and 24 h; undefined without a hint. `Retry-After` is
 * seconds or a date (RFC 9110), the reset headers of vendors are seconds or a Unix time. A reset in the past
 * says nothing: some services send one with every answer.
 */
export function retryAfterOf(answer: HttpAnswer, now: number): number | undefined {
  if (answer.status !== 429 && answer.status !== 503) return undefined;
  const { 'retry-after': header, 'ratelimit-reset': standard, 'x-ratelimit-reset': older } = answer.headers;
  if (header === undefined) return untilReset(standard ?? older, now);
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestWait);
}

function untilReset(header: string | undefined, now: number): number | undefined {
  if (header === undefined || !/^\s*\d+\s*$/.test(header)) return undefined;
  const seconds = Number(header);
  const isTime = seconds > 1_000_000_000;
  const wait = isTime ? seconds * 1000 - now : seconds * 1000;
  return wait > 0 ? Math.min(wait, longestWait) : undefined;
}
