import type { FailureKind } from '../base/failure.ts';
import type { Zone } from '../dns/name.ts';
import type { HttpAnswer } from '../http/client.ts';

/** What a vendor's error body says, as far as an adapter can read it. */
export interface ErrorReport {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** What the vendor's support asks for. */
  readonly requestId?: string | undefined;
  /** The HTTP status that tells what this error means, where the vendor answers with another one. */
  readonly status?: number | undefined;
  /** The class, where the status does not tell it. */
  readonly kind?: FailureKind | undefined;
  /** A sentence without full stop for the owner, instead of the usual one for the status. */
  readonly advice?: string | undefined;
  /** Milliseconds to wait, where the body says it. */
  readonly retryAfter?: number | undefined;
  /** A quota of hours or more is used up. */
  readonly quota?: boolean | undefined;
  /** What is wrong with each part of a request of many parts, in their order; undefined where nothing is. */
  readonly parts?: readonly (string | undefined)[] | undefined;
  /** The zone is not as it was read: a record is gone, or one like it is there already. It must be read again. */
  readonly stale?: boolean | undefined;
  /** The zone itself is not there, where another 404 says that of one thing in it. */
  readonly zoneIsGone?: boolean | undefined;
}

/** What the messages need to know of a vendor. */
export interface Vendor {
  /** The vendor's own spelling. */
  readonly title: string;
  /** What no message may contain. */
  readonly secrets: readonly string[];
  /** How sentences about the account go on: "… does not accept the credentials: check EXAMPLE_TOKEN". */
  readonly advice: {
    readonly credentials: string;
    /** Names the permission to grant. */
    readonly permission: string;
    /** Default: check DOMAIN and the account. */
    readonly zone?: string;
  };
  /** The methods whose limits silence no other calls. Default: none. */
  readonly limitedApart?: readonly string[] | undefined;
  /** Headers, in lower case, that look as if they asked to wait and do not with this status. Default: none. */
  notAWait?(status: number): readonly string[];
  /** Whether a page for people is this API's own answer and comes from nobody in between. Default: none is. */
  isOwnPage?(answer: HttpAnswer): boolean;
  /** Reads an error body; `body` is undefined when it could not be read at all. */
  report(body: unknown, answer: HttpAnswer): ErrorReport;
}

export interface Occasion {
  readonly zone: Zone;
  readonly action: 'read' | 'write';
  /** Of the request that was answered. */
  readonly method: string;
  readonly host: string;
}
