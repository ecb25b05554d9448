import { codeOf, Failure, messageOf } from '../base/failure.ts';
import { oneLine } from '../base/visible-text.ts';

const noName = 'its name could not be resolved';
const noRoute = 'there is no route to it';

/** What error codes of the system and of name lookups mean. */
const unreached = new Map([
  ['ENOTFOUND', noName],
  ['ENODATA', noName],
  ['EAI_AGAIN', noName],
  ['ECONNREFUSED', 'nothing answers on that port'],
  ['ENETUNREACH', noRoute],
  ['EHOSTUNREACH', noRoute],
  ['EADDRNOTAVAIL', noRoute],
  ['EAFNOSUPPORT', noRoute],
]);

/** Continues "SERVER: …" when the signal aborted. */
export const wasStopped = 'the request was stopped';

/** Continues "SERVER: …" after this many milliseconds of silence. */
export function noAnswerWithin(timeout: number): string {
  return `no answer within ${Math.round(timeout / 100) / 10} s`;
}

/** Continues "SERVER: …" with what went wrong on the way to it. */
export function networkTrouble(error: unknown): string {
  const { code, message } = origin(error);
  // A certificate that does not fit is quoted with its names.
  return unreached.get(code) ?? `the connection failed (${oneLine(message || code)})`;
}

/** A transient Failure that says in words why a server could not be reached. */
export function networkFailure(who: string, error: unknown): Failure {
  const reason = `${who}: ${networkTrouble(error)}`;
  return new Failure('transient', reason, { unreached: isUnreached(error), cause: error });
}

/** Whether nothing came back at all; a certificate that does not fit has come from somebody. */
export function isUnreached(error: unknown): boolean {
  return error instanceof Failure ? error.unreached : unreached.has(origin(error).code);
}

/** The error that has a code: it may be wrapped, or be the first of many where several addresses of a name were tried. */
function origin(error: unknown): { readonly code: string; readonly message: string } {
  for (let at = error; at instanceof Error; at = at instanceof AggregateError ? at.errors[0] : at.cause) {
    const code = codeOf(at);
    if (code !== undefined) return { code, message: at.message };
  }
  return { code: '', message: messageOf(error) };
}
