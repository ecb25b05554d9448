import { oneLine } from '../base/visible-text.ts';
import type { RecordReport, StatusReport } from '../report/status-report.ts';
import type { RecordEntity } from './record-entities.ts';

/** What is published of a record. No key may be called as what Home Assistant keeps for itself, such as `state`. */
interface RecordState {
  readonly value: string | null;
  readonly sync: RecordReport['state'];
  /** What it would be changed to with `DRY_RUN`. */
  readonly wanted: string | null;
  readonly ttl: number | null;
  readonly changedAt: string | null;
  readonly error: string | null;
}

/** The message in the state topic. Each key is always there: to Home Assistant a missing one is an error. */
export interface MqttState {
  readonly status: StatusReport['status'];
  /** null while it starts. */
  readonly problem: boolean | null;
  readonly reason: string | null;
  /** Whether the router tells that no port can be forwarded to this home. */
  readonly blocked: boolean;
  readonly nat: string | null;
  readonly ipv4: string | null;
  readonly ipv6: string | null;
  readonly lastSync: string | null;
  readonly lastChange: string | null;
  readonly dryRun: boolean;
  readonly version: string;
  readonly records: Readonly<Record<string, RecordState>>;
}

// Home Assistant stores no more than 16,384 bytes of attributes.
const longestReason = 3000;
const longestError = 500;

/** The status as it is published; `changedBefore` is when a record was last changed before this program started. */
export function mqttStateOf(
  report: StatusReport,
  records: readonly RecordEntity[],
  changedBefore: string | null,
): MqttState {
  const { status, addresses, nat, dryRun, version, lastSuccessfulSync: lastSync } = report;
  const reasons = [...report.planned, ...report.reasons];
  return {
    status,
    problem: status === 'starting' ? null : status === 'failing',
    reason: reasons.length === 0 ? null : oneLine(reasons.join('; '), longestReason),
    blocked: nat !== null,
    nat: nat?.message ?? null,
    ...addresses,
    lastSync,
    lastChange: report.lastChange ?? changedBefore,
    ...{ dryRun, version },
    records: Object.fromEntries(records.map((record) => [record.object, stateOf(report, record)])),
  };
}

function stateOf({ targets }: StatusReport, { target, fqdn, type }: RecordEntity): RecordState {
  const { error: ofHost = null, records = [] } = targets[target] ?? {};
  const record = records.find((one) => one.fqdn === fqdn && one.type === type);
  const { value = null, state: sync = 'pending', wanted = null, ttl = null, changedAt = null } = record ?? {};
  // What is so of all of its host is told once, as the reason.
  const error = record?.error === ofHost ? null : (record?.error ?? null);
  return {
    ...{ value, sync, wanted, ttl, changedAt },
    error: error === null ? null : oneLine(error, longestError),
  };
}

/** When a record was changed last, by a state that was published earlier; null where it does not say so. */
export function changeIn(published: string, now: number): string | null {
  const [, at = ''] = /"lastChange":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/.exec(published) ?? [];
  return Date.parse(at) <= now ? at : null;
}
