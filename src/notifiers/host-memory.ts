import type { Failure } from '../base/failure.ts';
import type { StepOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';

/** So many refusals in a row, after credentials had worked, are no bad moment of the service. */
const mostRefusals = 3;
/** As the refusals of all hosts say it. */
const hasNoZone = /\bhas no zone\b/;

/** What is remembered of hosts, to tell a bad moment of one from what only a person can mend. */
export function createHostMemory() {
  /** Targets whose host has done what it should. */
  const worked = new Set<string>();
  /** Refusals in a row, and the end of the wait after the last one. */
  const refusals = new Map<string, { readonly count: number; readonly until: number }>();

  return {
    stepped({ id }: Target, { waiting, records }: StepOutcome): void {
      if (waiting?.failure.kind === 'permanent') {
        const { count = 0, until } = refusals.get(id) ?? {};
        if (waiting.until !== until) refusals.set(id, { count: count + 1, until: waiting.until });
        return;
      }
      refusals.delete(id);
      if (!waiting && records.some(({ state }) => state === 'in-sync')) worked.add(id);
    },
    renewed({ id }: Target): void {
      worked.delete(id);
    },
    needsPerson({ id }: Target, { kind, message }: Failure): boolean {
      if (kind === 'halt') return true;
      const isSure = !worked.has(id) || hasNoZone.test(message);
      return kind === 'permanent' && (isSure || (refusals.get(id)?.count ?? 0) >= mostRefusals);
    },
  };
}
