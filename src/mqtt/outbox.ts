import type { Clock } from '../base/clock.ts';
import type { MqttState } from './state.ts';

export interface Outbox {
  /** The message to publish; undefined while there is nothing new, unless one is asked for all the same. */
  next(isForced: boolean): string | undefined;
}

/** Every look that finds all well moves the time of the last sync. Whoever records each change is told it as often. */
const syncEvery = 15 * 60_000;

/** Knows what was published last. */
export function createOutbox({ clock, state }: { readonly clock: Clock; state(): MqttState }): Outbox {
  let last: { readonly state: MqttState; readonly at: number } | undefined;
  return {
    next(isForced) {
      const now = state();
      const isDue = !last || clock.monotonic() - last.at >= syncEvery;
      const isSame = last !== undefined && substance(last.state) === substance(now);
      const isNewer = last?.state.lastSync !== now.lastSync;
      const isFirst = last?.state.lastSync === null && isNewer;
      if (!isForced && isSame && !(isNewer && (isDue || isFirst))) return undefined;
      last = { state: now, at: clock.monotonic() };
      return JSON.stringify(now);
    },
  };
}

function substance(state: MqttState): string {
  return JSON.stringify({ ...state, lastSync: null });
}
