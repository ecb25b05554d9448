import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Target } from '../config/targets.ts';
import type { RecordState, RoundOutcome } from '../core/outcome.ts';
import { displayName } from '../dns/name.ts';
import { keyText, type RecordType } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';

/** The body of `/healthz`. Times are ISO 8601 UTC. */
export interface StatusReport {
  readonly status: 'starting' | 'ok' | 'failing';
  readonly lastSuccessfulSync: string | null;
  readonly lastAttempt: string | null;
  readonly addresses: Readonly<Record<Family, string | null>>;
  /** Why no address could be agreed in the last round, per family. */
  readonly addressErrors: Readonly<Record<Family, string | null>>;
  readonly targets: readonly TargetReport[];
  readonly sources: readonly SourceReport[];
  /** Why port forwarding cannot work for this home, as far as the router tells. */
  readonly nat: { readonly kind: string; readonly message: string } | null;
  readonly version: string;
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
  readonly domain: string;
  readonly error: string | null;
  /** When the provider is asked again, if it is being left alone. */
  readonly retryAt: string | null;
  readonly records: readonly RecordReport[];
}

export interface RecordReport {
  readonly name: string;
  readonly type: RecordType;
  readonly value: string | null;
  /** Seconds. */
  readonly ttl: number | null;
  readonly state: RecordState;
  /** When this program last changed it. */
  readonly changedAt: string | null;
  readonly error: string | null;
}

export interface StatusOptions {
  readonly targets: readonly Target[];
  readonly clock: Clock;
  /** Milliseconds. */
  readonly healthMaxAge: number;
  readonly version: string;
  redact(text: string): string;
}

/** What was last known, when and from whom. */
export interface Status {
  update(outcome: RoundOutcome): void;
  report(): StatusReport;
}

export function createStatus({ targets, clock, healthMaxAge, version, redact }: StatusOptions): Status {
  const iso = (ms: number) => new Date(ms).toISOString();
  const changedAt = new Map<string, string>();
  const addresses: Record<Family, string | null> = { ipv4: null, ipv6: null };
  const addressErrors: Record<Family, string | null> = { ipv4: null, ipv6: null };
  const startedAt = clock.monotonic();
  let last: RoundOutcome | undefined;
  let lastAttempt: string | null = null;
  let lastSuccess: { iso: string; at: number } | undefined;

  const changeId = (target: number, key: Parameters<typeof keyText>[0]) => `${target} ${keyText(key)}`;

  function state(): StatusReport['status'] {
    const fresh = lastSuccess !== undefined && clock.monotonic() - lastSuccess.at <= healthMaxAge;
    if (last?.targets.some(needsTheOwner)) return 'failing';
    if (fresh) return 'ok';
    const young = lastSuccess === undefined && clock.monotonic() - startedAt <= healthMaxAge;
    return young && !last?.targets.some(({ waiting }) => waiting) ? 'starting' : 'failing';
  }

  return {
    update(outcome) {
      last = outcome;
      lastAttempt = iso(clock.now());
      if (outcome.inSync) lastSuccess = { iso: lastAttempt, at: clock.monotonic() };
      for (const family of ['ipv4', 'ipv6'] as const) {
        const detection = outcome.detections[family];
        if (detection?.kind === 'agreed') addresses[family] = detection.address;
        addressErrors[family] = detection?.kind === 'none' ? redact(detection.reason) : null;
      }
      outcome.targets.forEach(({ changes }, index) => {
        for (const change of changes) {
          if (change.result === 'confirmed') changedAt.set(changeId(index, change), lastAttempt ?? '');
        }
      });
    },
    report: () => ({
      status: state(),
      lastSuccessfulSync: lastSuccess?.iso ?? null,
      lastAttempt,
      addresses: { ...addresses },
      addressErrors: { ...addressErrors },
      targets: targets.map((target, index) => {
        const outcome = last?.targets[index];
        const records =
          outcome?.records ??
          target.keys.map((key) => ({ ...key, state: 'pending' as const, value: null, ttl: null }));
        return {
          provider: target.provider.name,
          domain: target.zone.display,
          error: errorText(outcome?.waiting?.failure, redact),
          retryAt: retryAt(outcome?.waiting?.until, clock),
          records: records.map((record) => ({
            name: displayName(record.name),
            type: record.type,
            value: record.value,
            ttl: record.ttl,
            state: record.state,
            changedAt: changedAt.get(changeId(index, record)) ?? null,
            error: errorText('failure' in record ? record.failure : undefined, redact),
          })),
        };
      }),
      sources: (last?.sources ?? []).map(({ name, family, state, reason, failures, lies, alwaysWrong }) => ({
        name,
        family,
        state,
        reason: reason === undefined ? null : redact(reason),
        failures,
        lies,
        alwaysWrong,
      })),
      nat: last?.nat ?? null,
      version,
    }),
  };
}

/** No waiting helps: the age of the last success says nothing any more. */
function needsTheOwner({ waiting, records }: RoundOutcome['targets'][number]): boolean {
  const failures = [waiting?.failure, ...records.map(({ failure }) => failure)];
  return failures.some((failure) => failure && ['permanent', 'halt', 'record'].includes(failure.kind));
}

function errorText(failure: Failure | undefined, redact: (text: string) => string): string | null {
  return failure ? redact(failure.message) : null;
}

function retryAt(until: number | undefined, clock: Clock): string | null {
  if (until === undefined || until === Number.POSITIVE_INFINITY) return null;
  const end = clock.now() + Math.max(0, until - clock.monotonic());
  // Whole seconds: the two clocks drift, and whoever records each change should not see one at every look.
  return new Date(Math.round(end / 1000) * 1000).toISOString();
}
