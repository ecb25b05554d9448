import type { Clock } from '../base/clock.ts';
import type { Target } from '../core/target.ts';
import { type AuthoritativeOptions, createAuthoritative } from '../dns/authoritative.ts';
import { rememberingDelegation, systemDelegation } from '../dns/delegation.ts';
import type { Event } from '../report/event.ts';
import type { Logger } from '../report/logger.ts';
import { fullName } from '../report/names.ts';
import type { Reporter } from '../report/reporter.ts';
import type { NoteReport } from '../report/status-report.ts';
import { createPropagation } from './propagation.ts';
import { spreadsOf } from './spreads.ts';
import { createWorld, type World } from './world.ts';
import { createZoneWatch } from './zone-watch.ts';

export interface WatchZonesOptions extends AuthoritativeOptions {
  readonly targets: readonly Target[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds after which the hosts are asked anyway. */
  readonly recheck: number;
  /** The records of this target are to be read at their host. */
  readAgain(target: Target): void;
  /** Told what was seen of a change, and what cannot be. */
  tell(event: Event): void;
  redact(text: string): string;
}

/** A watch that takes what it compares with from the engine's outcomes. */
export interface WatchedZones extends Reporter, Pick<World, 'counts' | 'forgottenBy'> {
  start(): void;
  /** Resolves when nobody is being asked. */
  idle(): Promise<void>;
  stop(): Promise<void>;
  /** How far the world is. */
  notes(): readonly NoteReport[];
}

/** Milliseconds for which it is not asked again who answers for a zone, and where that server is. */
const remembered = 3_600_000;

/**
 * Watches the zones of all targets, and follows each change until they serve it. Those whose records are looked up there
 * anyway are not asked about between changes.
 */
export function watchZones(options: WatchZonesOptions): WatchedZones {
  const { targets, clock, log, recheck, readAgain, delegation = systemDelegation(), tell, redact } = options;
  const servers = createAuthoritative({
    ...options,
    delegation: rememberingDelegation(delegation, clock, remembered),
  });
  const world = createWorld({ targets, clock, tell });
  const propagation = createPropagation({ servers, clock, reached: world.reached });
  const watch = createZoneWatch({
    targets: targets.filter(({ updateOnly }) => !updateOnly),
    ...{ servers, clock, recheck, readAgain },
    onSight(target, held, { sight, isReason }) {
      world.saw(target, held, sight);
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
      if (outcome.kind !== 'stepped') return;
      watch.stepped(outcome.target, outcome.step);
      for (const spread of spreadsOf(outcome.target, outcome.step)) {
        world.changed(spread);
        propagation.follow(spread);
      }
    },
    start: watch.start,
    async idle() {
      await Promise.all([watch.idle(), propagation.idle()]);
    },
    async stop() {
      await Promise.all([watch.stop(), propagation.stop()]);
    },
    notes: () => world.notes().map((note) => ({ ...note, text: redact(note.text) })),
    counts: world.counts,
    forgottenBy: world.forgottenBy,
  };
}
