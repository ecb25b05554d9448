import { oneLine } from './visible-text.ts';

/**
 * What decides the next step after something went wrong:
 * `permanent` the owner must act (bad credentials, no such zone), tried again after a minute (within seconds, a few times, where it worked before), growing to hourly, or when a secret changes;
 * `halt` the service told us to stop, nothing more until a secret changes or the program is started again;
 * `limited` a rate limit or quota, wait as long as told;
 * `record` one record only, looked at again after 1, 2, 4 … 15 minutes;
 * `transient` everything else, exponential backoff.
 */
export type FailureKind = 'permanent' | 'halt' | 'limited' | 'record' | 'transient';

export interface FailureDetails {
  /** Milliseconds to wait, as the service asked (only with `limited`). */
  readonly retryAfter?: number | undefined;
  /** With `limited`: the kind of call that alone is limited, while others go on; one record failed by it. */
  readonly only?: string | undefined;
  /** The request may have been carried out although no confirmation arrived. */
  readonly unconfirmed?: boolean;
  /** What the service itself said, for its support: quoted behind the message, with the id of the request. */
  readonly said?: string | undefined;
  /** Nothing came back: no name, no route, no answer in time. Where that is so of everybody, there is no network. */
  readonly unreached?: boolean;
  /** No answer arrived at all, so the next request to the same service would most likely fail too. */
  readonly unanswered?: boolean;
  /** It was never sent, because it was not desired any more: nobody's fault. */
  readonly unsent?: boolean;
  readonly cause?: unknown;
}

const longestMessage = 4000;

/** The one error type that sources, providers and the HTTP client throw: a sentence for the owner and a kind for the loop. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly retryAfter: number | undefined;
  readonly only: string | undefined;
  readonly unconfirmed: boolean;
  readonly unanswered: boolean;
  readonly unreached: boolean;
  readonly unsent: boolean;
  /** The message without what the service itself said. */
  readonly reason: string;
  readonly said: string | undefined;

  constructor(kind: FailureKind, reason: string, details: FailureDetails = {}) {
    const message = details.said === undefined ? reason : `${reason} (${details.said})`;
    // Foreign text is made one line where it enters; here none gets past that was forgotten.
    super(
      oneLine(message, longestMessage),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.reason = oneLine(reason, longestMessage);
    this.said = details.said === undefined ? undefined : oneLine(details.said, longestMessage);
    this.unreached = details.unreached ?? false;
    this.kind = kind;
    this.retryAfter = details.retryAfter;
    this.only = details.only;
    this.unconfirmed = details.unconfirmed ?? false;
    this.unanswered = details.unanswered ?? false;
    this.unsent = details.unsent ?? false;
  }
}

/** The same failure in other words; what the service itself said stays as it is. */
export function reworded(failure: Failure, words: (reason: string) => string): Failure {
  const { kind, said, retryAfter, only, unconfirmed, unreached, unanswered, unsent } = failure;
  const reason = words(failure.reason);
  if (reason === failure.reason) return failure;
  const details = { said, retryAfter, only, unconfirmed, unreached, unanswered, unsent, cause: failure };
  return new Failure(kind, reason, details);
}

/** Wraps whatever was thrown, so that a bug in an adapter is handled like any other transient fault that leaves a write unconfirmed. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return new Failure('transient', messageOf(thrown), { unconfirmed: true, cause: thrown });
}

/** Whether it concerns one record, and the others of its target go on. */
export function isOfRecord({ kind, only }: Failure): boolean {
  return kind === 'record' || only !== undefined;
}

/** The code of an error of the system or of a library, such as `ENOENT`; undefined when it has none. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}

/** What something thrown says, whatever it is. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
