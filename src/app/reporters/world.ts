import type { Clock } from '../../base/clock.ts';
import { userAgent } from '../../base/version.ts';
import type { Config } from '../../config/config.ts';
import type { Target } from '../../core/target.ts';
import type { Logger } from '../../report/logger.ts';
import type { Reporter, Reports } from '../../report/reporter.ts';
import type { Kept } from '../../report/state.ts';
import { watchZones } from '../../watchers/watch-zones.ts';
import type { SeenWorld } from '../../web/metrics/hub.ts';
import type { Noting } from '../messages.ts';

export interface WorldParts extends Pick<Reports, 'state' | 'tell'> {
  readonly kept: readonly Kept[];
  readonly clock: Clock;
  readonly log: Logger;
  readAgain(target: Target): void;
  redact(text: string): string;
}

/** What watches the home from outside, as far as that can be done from here. */
export interface Watchers extends Noting, SeenWorld {
  readonly reporters: readonly Reporter[];
  start(): void;
  stop(): Promise<void>;
}

/** Zones are always watched; whether the home answers is tried where the settings ask for it, and read then alone. */
export async function openWorld(
  { checkUrls: urls, timeout, recheck, once }: Config,
  { kept, log, readAgain, ...parts }: WorldParts,
): Promise<Watchers> {
  const targets = kept.map(({ target }) => target);
  const zones = watchZones({ ...parts, targets, log, timeout, recheck, readAgain });
  const reach =
    urls.length === 0
      ? undefined
      : (await import('../../watchers/reach/reach.ts')).createReach({
          ...{ ...parts, kept, urls, timeout, userAgent },
        });
  return {
    // A single look ends before anything could be seen.
    reporters: once ? [] : [zones, ...(reach ? [reach] : [])],
    notes: () => [...zones.notes(), ...(reach?.notes() ?? [])],
    counts: zones.counts,
    forgottenBy: zones.forgottenBy,
    found: () => reach?.found() ?? [],
    start: zones.start,
    async stop() {
      await Promise.all([zones.stop(), reach?.stop()]);
    },
  };
}
