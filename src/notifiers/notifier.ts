import type { Http } from '../http/client.ts';
import type { NotifyAddress } from './address.ts';
import type { Message } from './message.ts';

/** What a message is sent with. */
export interface Sending {
  readonly http: Http;
  readonly signal: AbortSignal;
  /** Wall clock, milliseconds. */
  now(): number;
  /** Told of each session that a service begins: it is a secret too. */
  onSession(id: string): void;
}

/** Somebody who is told. */
export interface Notifier {
  /** The service in its own spelling. */
  readonly title: string;
  /** The server, for people; no secret. */
  readonly host: string;
  /** What must never be shown. */
  readonly secrets: readonly string[];
  /** Resolves when the service has taken it; throws a NotTaken when it has not, or a Failure when there was no answer. */
  send(message: Message, sending: Sending): Promise<void>;
}

/** One service, and how it is written in `NOTIFY_URLS`. */
export interface Service {
  /** In its own spelling. */
  readonly title: string;
  /** What stands before `://`; the first is the one that messages name. */
  readonly schemes: readonly string[];
  /** An address, for people. */
  readonly form: string;
  /** What is worth knowing (Markdown). */
  readonly about?: string;
  /** `SCHEME+https://…` and `SCHEME+http://…` say how its server is reached. */
  readonly ownServer?: true;
  /** Query parameters that are taken, in small letters; undefined: any. Those that mean nothing here are among them. */
  readonly parameters?: readonly string[];
  /** Those whom an address names. Throws an Error whose message continues "NOTIFY_URLS …". */
  read(address: NotifyAddress): readonly Notifier[];
}

/** A service has not taken a message. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  /** The same may be taken later. */
  readonly isPassing: boolean;
  /** Others may be taken: it is what this one says. */
  readonly isOfText: boolean;
  /** Milliseconds to wait, as the service asked. */
  readonly retryAfter: number | undefined;

  constructor(
    reason: string,
    about: { isPassing?: boolean; isOfText?: boolean; retryAfter?: number | undefined } = {},
  ) {
    super(reason);
    this.isPassing = about.isPassing ?? false;
    this.isOfText = about.isOfText ?? false;
    this.retryAfter = about.retryAfter;
  }
}
