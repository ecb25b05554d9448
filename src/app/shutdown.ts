import { asFailure } from '../base/failure.ts';
import type { Worker } from '../core/worker.ts';
import type { Logger } from '../report/logger.ts';

/** Deletes what is kept, as `ON_STOP=delete` asks, and tells what became of it. Never rejects. */
export async function removeRecords(
  workers: readonly Worker[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const able = workers.filter(({ target }) => !target.updateOnly);
  const results = await Promise.allSettled(able.map((worker) => worker.remove(signal)));
  for (const result of results) {
    if (result.status === 'rejected') {
      const reason = asFailure(result.reason).message;
      log.error({ reason }, 'Kept records could not all be deleted at stop');
    }
  }
  if (able.length > 0 && results.every(({ status }) => status === 'fulfilled'))
    log.info('The kept records are deleted, as ON_STOP asks');
}

/**
 * The end of a stop, when no step is under way any more: the records are removed while what is to be told yet goes out.
 * One after the other they could take longer than the time after which Docker kills.
 */
export async function windUp(
  removal: Promise<void> | undefined,
  tellers: readonly (Promise<void> | undefined)[],
): Promise<void> {
  await Promise.all([removal, ...tellers]);
}

/** Resolves when the signal aborts, at once if it did already. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
