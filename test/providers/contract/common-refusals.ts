import { answer } from './provided.ts';
import type { Refusal } from './provider.ts';

const aYear = '31536000';

/** Milliseconds that the headers say which the service sends with every answer. */
interface Standing {
  readonly retryAfter?: number;
  readonly reset?: number;
}

/** What HTTP itself gives a meaning, the same for every vendor. `body` is an error body of this vendor's shape. */
export function commonRefusals(title: string, body = '{}', standing: Standing = {}): readonly Refusal[] {
  const { retryAfter, reset } = standing;
  const always = retryAfter === undefined ? {} : { retryAfter };
  const usual = retryAfter === undefined && reset !== undefined ? { retryAfter: reset } : always;
  const limited = { kind: 'limited', says: /too many requests/ } as const;
  const own = { kind: 'transient', says: /fault of its own/ } as const;
  return [
    {
      ...limited,
      title: '429 with Retry-After',
      retryAfter: 7000,
      fault: answer(429, body, { 'retry-after': '7' }),
    },
    { ...limited, ...usual, title: '429 without a hint', fault: answer(429, body) },
    {
      ...limited,
      title: '429 with a Retry-After in parts of a second',
      retryAfter: 2000,
      fault: answer(429, body, { 'retry-after': '1.5' }),
    },
    ...['0', '-1', 'soon'].map((nonsense) => ({
      ...limited,
      ...(reset !== undefined && { retryAfter: reset }),
      title: `429 with Retry-After: ${nonsense}`,
      fault: answer(429, body, { 'retry-after': nonsense }),
    })),
    {
      ...limited,
      title: '429 that asks for a year',
      retryAfter: 24 * 3_600_000,
      fault: answer(429, body, { 'retry-after': aYear }),
    },
    {
      ...limited,
      ...(reset !== undefined && { retryAfter: reset }),
      title: '429 with a Retry-After in the past',
      fault: answer(429, body, { 'retry-after': 'Wed, 11 Mar 2020 01:48:19 GMT' }),
    },
    {
      ...limited,
      ...always,
      title: '429 with a reset time in the past',
      fault: answer(429, body, { 'ratelimit-reset': '1583891032', 'x-ratelimit-reset': '1583891032' }),
    },
    {
      ...limited,
      ...usual,
      title: '429 as HTML',
      says: /too many requests.*429 with an HTML page/,
      fault: answer(429, '<html>', { 'content-type': 'text/html' }),
    },
    {
      // Of a service that sends one with every answer, it says nothing.
      ...(retryAfter === undefined
        ? { kind: 'limited', retryAfter: 30_000, says: /asks to wait/ }
        : { kind: 'transient', says: /fault of its own/ }),
      title: '503 with Retry-After',
      fault: answer(503, body, { 'retry-after': '30' }),
    },
    {
      title: '409 that says no more',
      kind: 'transient',
      says: /is busy with another change of example\.com/,
      fault: answer(409, '{}'),
    },
    ...[400, 401, 403, 404].map((status) => ({
      title: `${status} as an HTML page`,
      kind: 'transient' as const,
      says: new RegExp(
        `^something in between.*nothing of the credentials \\(${status} with an HTML page\\)$`,
      ),
      fault: answer(status, '<!DOCTYPE html><title>Forbidden</title>', { 'content-type': 'text/html' }),
    })),
    { ...own, title: '503 without a hint', fault: answer(503, body) },
    {
      ...own,
      title: '502 as HTML',
      says: /fault of its own.*502 with an HTML page/,
      fault: answer(502, '<html>', { 'content-type': 'text/html' }),
    },
    { ...own, title: '504', says: /fault of its own.*504/, fault: answer(504, body) },
    {
      title: 'a redirect',
      kind: 'transient',
      says: new RegExp(`answered as ${title}'s API does not.*302`),
      fault: answer(302, '', { location: 'http://127.0.0.1:1/login' }),
    },
  ];
}
