import type { Failure } from '../base/failure.ts';
import { oneLine } from '../base/visible-text.ts';
import type { Detection, SourceHealth } from '../detect/detector.ts';
import type { NatVerdict } from '../detect/nat-verdict.ts';
import type { Change, RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import type { Addresses, Target } from './target.ts';

/** `pending` not tried yet, `unknown` unconfirmed, `failed` refused or failing, `would-change` with DRY_RUN. */
export type RecordState = 'in-sync' | 'pending' | 'unknown' | 'failed' | 'would-change';

export interface RecordOutcome extends RecordKey {
  readonly state: RecordState;
  /** What the provider was last known to hold, null when it is nothing or was never read. */
  readonly value: string | null;
  /** What it would be changed to, in the state `would-change`. */
  readonly wanted?: string;
  /** Seconds; null when unknown or decided by the provider. */
  readonly ttl: number | null;
  readonly failure?: Failure;
}

/** One write, carried out or (with DRY_RUN) only planned. */
export interface ChangeOutcome extends RecordKey {
  readonly action: 'create' | 'update' | 'trim' | 'remove';
  readonly from: readonly string[];
  /** What it held could not be found out, so `from` says nothing. */
  readonly unseen?: true;
  readonly to: string | null;
  readonly ttl: number | null;
  /** Seconds, of the record that it takes the place of; null when there was none, or when the provider decides it. */
  readonly ttlBefore: number | null;
  /** Milliseconds that the write took with all that went out together; absent where it was not sent now. */
  readonly took?: number;
  /** Other records of the same name and type that are deleted with it. */
  readonly leftovers: number;
  /** Two or more addresses that it replaces and that were never this home's, where there are such. */
  readonly foreign?: readonly string[];
  readonly result: 'confirmed' | 'planned' | Failure;
}

/** What became of a change, in the terms of people. */
export function changeOutcome(change: Change, result: ChangeOutcome['result']): ChangeOutcome {
  const { desired, current, create, keep, update, remove } = change;
  const isNew = create && !current.unseen;
  const action = desired === null ? 'remove' : isNew ? 'create' : create || update ? 'update' : 'trim';
  const from = current.records.map(({ value }) => oneLine(value));
  const leftovers = remove.length;
  return {
    name: change.name,
    type: change.type,
    action,
    from,
    ...(current.unseen && { unseen: true as const }),
    to: desired?.value ?? null,
    ttl: desired?.ttl ?? null,
    ttlBefore: (update ?? keep ?? current.records[0])?.ttl ?? null,
    leftovers,
    result,
  };
}

/** What one step of a target came to. */
export interface StepOutcome {
  /** The addresses that it worked with. */
  readonly addresses: Addresses;
  readonly records: readonly RecordOutcome[];
  readonly changes: readonly ChangeOutcome[];
  /** Why the DNS host as a whole cannot be used now; its `until` is on the monotonic clock, Infinity for ever. */
  readonly waiting?: { readonly failure: Failure; readonly until: number };
  /** A secret file that could be used before and cannot now. */
  readonly secretTrouble?: string;
  /** A secret file has brought another secret, which is used from this step on. */
  readonly isSecretNew?: true;
  /** What is so at the DNS host and deserves a look, though it is no failure. */
  readonly notes?: readonly StepNote[];
}

/** A fact that the DNS host shows beside the records, such as one that it holds and does not serve. */
export interface StepNote {
  /** A word for programs. */
  readonly code: string;
  /** A sentence for the owner; the same as long as the fact is. */
  readonly text: string;
}

/** What happened, as the engine tells it. */
export type Outcome =
  /** A look has found the address of a family, or that there is none to be agreed. */
  | {
      readonly kind: 'detected';
      readonly line: string;
      readonly family: Family;
      readonly detection: Detection;
    }
  /** A look is over, for all families of the line. */
  | {
      readonly kind: 'looked';
      readonly line: string;
      readonly sources: readonly SourceHealth[];
      /** Why nobody outside can reach this home over IPv4, as far as the router tells. */
      readonly nat: NatVerdict | undefined;
      /** Milliseconds it took. */
      readonly took: number;
    }
  | {
      readonly kind: 'stepped';
      readonly target: Target;
      readonly step: StepOutcome;
      /** Milliseconds it took. */
      readonly took?: number;
    };

/** Who is told of each outcome, at once. Must not throw. */
export type Observer = (outcome: Outcome) => void;
