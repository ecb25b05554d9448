import type { Clock } from '../../src/base/clock.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';

/** A clock whose waits end at once, and take their time all the same as far as it tells. */
export function hurriedClock(start = Date.UTC(2026, 0, 1)): Clock {
  let elapsed = 0;
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    after(ms, callback) {
      const immediate = setImmediate(() => {
        elapsed += ms;
        callback();
      });
      return () => clearImmediate(immediate);
    },
  };
}

/** The same adapter, whose waits end at once. */
export function hurried(definition: ProviderDefinition): ProviderDefinition {
  return {
    ...definition,
    create: (values, http, context) => definition.create(values, http, { ...context, clock: hurriedClock() }),
  };
}
