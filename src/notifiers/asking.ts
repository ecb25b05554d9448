import { oneLine } from '../base/visible-text.ts';
import { parseJson, retryAfterOf, usableWait } from '../http/answer.ts';
import type { HttpAnswer, HttpRequest } from '../http/client.ts';
import { networkHint, type Reached } from './network-hint.ts';
import { NotTaken, type Sending } from './notifier.ts';

export interface Asking extends Pick<HttpRequest, 'method' | 'headers'> {
  readonly url: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: string;
  /** What this service means by success; default: any status of 200 to 299. */
  isTaken?(answer: HttpAnswer, body: Fields): boolean;
  /** Answers that are no success and yet tell what to do next. */
  isKnown?(fields: Fields): boolean;
  /** How the server was found, for hints where it cannot be reached. */
  readonly reached?: Reached | undefined;
}

/** The fields of an answer in JSON; none where it is no object. */
export type Fields = Readonly<Record<string, unknown>>;

const maxBytes = 1024 * 1024;

/** One request to a service. Resolves to the fields of its answer; throws a NotTaken when it was not taken. */
export async function ask(asking: Asking, { http, signal, now }: Sending): Promise<Fields> {
  const { url, method = 'POST', headers = {}, json, reached, isTaken = isSuccess } = asking;
  const body = json === undefined ? asking.body : JSON.stringify(json);
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const request = { url, method, headers: { ...type, ...headers }, signal, maxBytes };
  let answer: HttpAnswer;
  try {
    answer = await http(body === undefined ? request : { ...request, body });
  } catch (thrown) {
    throw networkHint(thrown, url, reached);
  }
  const fields = fieldsOf(parseJson(answer.text));
  if (isSuccess(answer) && isTaken(answer, fields)) return fields;
  if (asking.isKnown?.(fields)) return fields;
  throw refusal(answer, fields, new URL(url).host, now());
}

/** How a service that answers 200 to everything says that it is no success. */
export function refusal(answer: HttpAnswer, fields: Fields, host: string, now: number): NotTaken {
  const { status, text } = answer;
  const said = oneLine(saidIn(fields) ?? text, 100) || 'nothing';
  const meaning = isSuccess(answer) ? 'which is no success of this service: ' : '';
  return new NotTaken(`${host} answered HTTP ${status}, ${meaning}${said}`, {
    // What was answered with 2xx may have been told all the same, so nobody is told it again and again.
    isPassing: (status >= 300 && status < 400) || [408, 425, 429].includes(status) || status >= 500,
    isOfText: status === 400 || status === 413 || status === 422,
    retryAfter: retryAfterOf(answer, now) ?? usableWait(waitIn(fields)),
  });
}

export function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

// Telegram `description`, Pushover `errors`, Gotify `errorDescription`, Matrix and ntfy `error`, others `message`.
function saidIn(fields: Fields): string | undefined {
  const { errors, errorDescription, description, error, message, msg } = fields;
  const words = Array.isArray(errors) ? errors.filter((one) => typeof one === 'string').join(', ') : '';
  return [words, errorDescription, description, error, message, msg].find(
    (one): one is string => typeof one === 'string' && one !== '',
  );
}

// Discord: `retry_after` in seconds, Telegram: the same under `parameters`, Matrix: `retry_after_ms`.
function waitIn(fields: Fields): number {
  const seconds = fields.retry_after ?? fieldsOf(fields.parameters).retry_after;
  if (typeof seconds === 'number') return seconds * 1000;
  return typeof fields.retry_after_ms === 'number' ? fields.retry_after_ms : Number.NaN;
}
