import { withDeadline } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import type { Server } from '../net/server.ts';
import { addressBook, familyNames, type ServerSourceOptions } from './server.ts';

export type AskOne<T> = (address: string, port: number, timeout: number) => Promise<T>;

/**
 * Asks the servers of one operator, one after the other, until one answers. Each gets its share of the
 * timeout; what an earlier one does not use up is left to the later ones. Throws a Failure that names
 * every server and why it did not answer.
 */
export function inTurns(servers: readonly Server[], { timeout, clock }: ServerSourceOptions) {
  const book = addressBook(clock);

  return async <T>(family: Family, signal: AbortSignal, askOne: AskOne<T>): Promise<T> => {
    const end = clock.monotonic() + timeout;
    const targets = await findAll(family, signal);
    const reasons: string[] = [];
    let unreached = true;
    for (const [turn, { address, port }] of targets.entries()) {
      const share = (end - clock.monotonic()) / (targets.length - turn);
      if (share <= 0) {
        reasons.push(`no time was left for ${address}:${port}`);
        break;
      }
      try {
        return await askOne(address, port, share);
      } catch (error) {
        if (signal.aborted) throw error;
        const failure = asFailure(error);
        reasons.push(failure.message);
        unreached &&= failure.unreached;
      }
    }
    book.forget();
    throw new Failure('transient', reasons.join('; '), { unreached });
  };

  async function findAll(family: Family, signal: AbortSignal) {
    const found = await withDeadline(clock, timeout, signal, (either) =>
      Promise.all(
        servers.map(async ({ host, port }) =>
          (await book.find(host, family, either)).map((address) => ({ address, port })),
        ),
      ),
    );
    const targets = found.flat();
    if (targets.length > 0) return targets;
    const hosts = servers.map(({ host }) => host).join(', ');
    throw new Failure('permanent', `${hosts} cannot be asked over ${familyNames[family]}`);
  }
}
