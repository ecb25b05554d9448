import type { Failure } from '../base/failure.ts';
import type { ChangeOutcome, RecordOutcome, StepNote } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { SourceHealth } from '../detect/detector.ts';
import type { NatVerdict } from '../detect/nat-verdict.ts';
import type { RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import type { Cover } from '../watchers/sight.ts';

/** A kept record and how it stands. */
export interface KeptRecord {
  readonly target: Target;
  readonly record: RecordOutcome;
}

/** What is about one line of several; absent where there is one alone. */
interface OfLine {
  /** Its id. */
  readonly line?: string;
}

/** What began, ended or changed, each told once. Durations in seconds. */
export type Event =
  | (OfLine & {
      readonly kind: 'source-failing';
      readonly source: string;
      readonly family: Family;
      readonly reason: string;
    })
  | (OfLine & { readonly kind: 'source-recovered'; readonly source: string; readonly family: Family })
  /** `setting`: the variable that names it, as the owner wrote it. */
  | { readonly kind: 'source-always-wrong'; readonly health: SourceHealth; readonly setting: string }
  | (OfLine & {
      readonly kind: 'address-changed';
      readonly family: Family;
      readonly address: string;
      /** The address before; undefined for the first one. */
      readonly from: string | undefined;
      readonly witnesses: readonly string[];
    })
  | (OfLine & { readonly kind: 'address-notice'; readonly family: Family; readonly reason: string })
  /** `isNetwork`: nothing came back from anybody. */
  | (OfLine & {
      readonly kind: 'address-unknown';
      readonly families: readonly Family[];
      readonly reason: string;
      readonly isNetwork: boolean;
    })
  /** `seconds` since it was last found, or since it was told that it cannot be. */
  | (OfLine & {
      readonly kind: 'address-known-again';
      readonly family: Family;
      readonly address: string;
      readonly seconds: number;
      readonly wasNetwork: boolean;
    })
  | { readonly kind: 'record-changed'; readonly target: Target; readonly change: ChangeOutcome }
  | { readonly kind: 'change-planned'; readonly target: Target; readonly change: ChangeOutcome }
  /** `DRY_RUN` has looked at all records: so many of them would be changed. */
  | { readonly kind: 'dry-run-summary'; readonly changes: number; readonly records: number }
  | {
      readonly kind: 'record-refused';
      readonly target: Target;
      readonly record: RecordKey;
      readonly failure: Failure;
    }
  | {
      readonly kind: 'record-recovered';
      readonly target: Target;
      readonly record: RecordKey;
      readonly seconds: number;
    }
  | {
      readonly kind: 'host-failing';
      readonly target: Target;
      readonly failure: Failure;
      readonly until: number;
    }
  | { readonly kind: 'host-recovered'; readonly target: Target; readonly seconds: number }
  | { readonly kind: 'secret-unusable'; readonly target: Target; readonly reason: string }
  | { readonly kind: 'secret-usable'; readonly target: Target }
  /** A file has brought another secret, which is used from now on. */
  | { readonly kind: 'secret-renewed'; readonly target: Target }
  | { readonly kind: 'noted'; readonly target: Target; readonly note: StepNote }
  | {
      readonly kind: 'note-ended';
      readonly target: Target;
      readonly note: StepNote;
      readonly seconds: number;
    }
  | (OfLine & { readonly kind: 'unreachable'; readonly nat: NatVerdict })
  | (OfLine & { readonly kind: 'reachable' })
  | { readonly kind: 'in-sync' }
  /** A place of `CHECK_URLS` answers with a certificate that fits, which is good for `days` more. */
  | {
      readonly kind: 'home-answers';
      readonly place: string;
      readonly family: Family;
      readonly address: string;
      readonly days: number;
    }
  | {
      readonly kind: 'home-unjudged';
      readonly place: string;
      readonly family: Family;
      readonly address: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'certificate-expiring';
      readonly place: string;
      /** The name that it is for. */
      readonly name: string;
      readonly days: number;
      /** Its end; wall clock, milliseconds. */
      readonly until: number;
      readonly isOver: boolean;
    }
  | {
      readonly kind: 'certificate-renewed';
      readonly place: string;
      readonly name: string;
      readonly days: number;
    }
  /** The servers of the zone serve a change, `seconds` after it. */
  | {
      readonly kind: 'world-told';
      readonly target: Target;
      readonly records: readonly RecordKey[];
      /** So many of the records were asked about. */
      readonly asked: number;
      readonly from: readonly string[];
      readonly to: string;
      readonly seconds: number;
      /** Seconds until the last resolver has forgotten what was there before. */
      readonly ttl: number | undefined;
      /** The same as a moment on the wall clock, milliseconds. */
      readonly forgottenBy: number | undefined;
    }
  | {
      readonly kind: 'world-late';
      readonly target: Target;
      readonly records: readonly RecordKey[];
      readonly to: string;
      readonly seconds: number;
    }
  /** It cannot be seen from here whether they serve it. */
  | {
      readonly kind: 'world-hidden';
      readonly target: Target;
      readonly records: readonly RecordKey[];
      readonly as: Cover;
      readonly why: string;
    }
  /** Once a day, whatever happens: it is alive, and this is how its records stand. */
  | { readonly kind: 'alive'; readonly records: readonly KeptRecord[] }
  | { readonly kind: 'looked'; readonly line: string; readonly took: number; readonly inSync: boolean };
