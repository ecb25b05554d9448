import type { Clock } from '../base/clock.ts';
import type { Target } from '../core/target.ts';
import { type AuthoritativeOptions, createAuthoritative } from '../dns/authoritative.ts';
import { rememberingDelegation, systemDelegation } from '../dns/delegation.ts';
import type { Logger } from '../report/logger.ts';
import { fullName } from '../report/names.ts';
import type { Reporter } from '../report/reporter.ts';
import { createZoneWatch, type ZoneWatch } from './zone-watch.ts';

export interface WatchZonesOptions extends AuthoritativeOptions {
  readonly targets: readonly Target[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds after which the hosts are asked anyway. */
  readonly recheck: number;
  /** The records of this target are to be read at their host. */
  readAgain(target: Target): void;
}

/** A watch that takes what it compares with from the engine's outcomes. */
export type WatchedZones = Reporter & Pick<ZoneWatch, 'start' | 'idle' | 'stop'>;

/** Milliseconds for which it is not asked again who answers for a zone, and where that server is. */
const remembered = 3_600_000;

/** Watches the zones of all targets but those whose records are looked up there anyway, and tells the log. */
export function watchZones(options: WatchZonesOptions): WatchedZones {
  const { targets, clock, log, recheck, readAgain, delegation = systemDelegation() } = options;
  const watch = createZoneWatch({
    targets: targets.filter(({ updateOnly }) => !updateOnly),
    authoritative: createAuthoritative({
      ...options,
      delegation: rememberingDelegation(delegation, clock, remembered),
    }),
    ...{ clock, recheck, readAgain },
    onSight(target, held, { sight, isReason }) {
      const about = { name: fullName(target, held), type: held.type };
      if (isReason && sight.kind === 'differs')
        log.info(
          { ...about, served: sight.shown, known: held.value },
          'The zone serves something else than is known; the record is read again',
        );
      else if (sight.kind === 'not-visible')
        log.debug({ ...about, reason: sight.why }, 'What the zone serves is not visible from here');
    },
  });
  return {
    tell() {},
    observe(outcome) {
      if (outcome.kind === 'stepped') watch.stepped(outcome.target, outcome.step);
    },
    start: watch.start,
    idle: watch.idle,
    stop: watch.stop,
  };
}
