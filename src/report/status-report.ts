import type { RecordState } from '../core/outcome.ts';
import type { RecordType } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';

/** The body of `/healthz`. Times are ISO 8601 UTC. */
export interface StatusReport {
  /** `degraded`: the last sync is young enough, but something is known to be wrong and is being mended. */
  readonly status: 'starting' | 'ok' | 'degraded' | 'failing';
  readonly lastSuccessfulSync: string | null;
  readonly lastAttempt: string | null;
  readonly addresses: Readonly<Record<Family, string | null>>;
  /** Why no address could be agreed in the last look, per family. */
  readonly addressErrors: Readonly<Record<Family, string | null>>;
  readonly targets: readonly TargetReport[];
  readonly sources: readonly SourceReport[];
  /** Why port forwarding cannot work for this home, as far as the router tells. */
  readonly nat: { readonly kind: string; readonly message: string } | null;
  /** What is so now and deserves a look; the reasons of `degraded` are among them. */
  readonly notes: readonly NoteReport[];
  /** What is the matter, in words and each once, what the owner has to mend first; at most some kilobytes. */
  readonly reasons: readonly string[];
  /** What would be changed, in words, if `DRY_RUN` did not leave it. */
  readonly planned: readonly string[];
  /** When the first of the DNS hosts that are left alone is asked again. */
  readonly retryAt: string | null;
  /** When this program last changed a record. */
  readonly lastChange: string | null;
  /** Only where they cannot be used: what has to be mended. */
  readonly settings?: readonly SettingReport[];
  /** Nothing is written (`DRY_RUN`). */
  readonly dryRun: boolean;
  readonly version: string;
}

/** A setting that cannot be used. What was found in it is for the log alone. */
export interface SettingReport {
  readonly variable: string;
  /** The path of the file that it names. */
  readonly file: string | null;
  /** Continues the sentence "VARIABLE …". */
  readonly wrong: string;
  readonly accepted: string | null;
}

export interface NoteReport {
  readonly code: string;
  /** The domain; null where it is about the home. */
  readonly target: string | null;
  readonly since: string;
  readonly text: string;
  /** When it ends by itself, where that is known; `text` has it in the time zone of the program. */
  readonly until?: string;
}

/** Who is asked for the address, and how well that went. */
export interface SourceReport {
  readonly name: string;
  readonly family: Family;
  readonly state: 'ok' | 'resting' | 'untried';
  readonly reason: string | null;
  /** Questions without a usable answer, and votes lost, since the start. */
  readonly failures: number;
  readonly lies: number;
  readonly alwaysWrong: boolean;
}

export interface TargetReport {
  readonly provider: string;
  /** The DNS host in its own spelling. */
  readonly title: string;
  readonly domain: string;
  readonly error: string | null;
  /** When the provider is asked again, if it is being left alone. */
  readonly retryAt: string | null;
  readonly records: readonly RecordReport[];
}

export interface RecordReport {
  readonly name: string;
  /** The name in full, without a trailing dot. */
  readonly fqdn: string;
  readonly type: RecordType;
  /** What the provider was last known to hold. */
  readonly value: string | null;
  /** What it would be changed to, in the state `would-change`. */
  readonly wanted: string | null;
  /** Seconds. */
  readonly ttl: number | null;
  /** The provider chooses the TTL, which `ttl` only stands for then. */
  readonly ttlIsAuto: boolean;
  readonly state: RecordState;
  /** When this program last changed it. */
  readonly changedAt: string | null;
  /** null where the reason is the one of its target, which says it once for all of its records. */
  readonly error: string | null;
}
