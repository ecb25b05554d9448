import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until `look` gives something; fails in the words of `what` after a generous minute. */
export async function until<T>(what: string, look: () => Promise<T | undefined | null | false>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`It did not come true: ${what}`);
    await sleep(300);
  }
}
