import { connect, type Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { familyOf } from '../ip/address.ts';
import type { LocalEnds } from './local-end.ts';

export interface TcpOptions {
  /** Address literals of one host, the preferred one first. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The own address to begin at, by the family of the other end; default the system's choice. */
  readonly localEnds?: LocalEnds | undefined;
}

/** After so many milliseconds of silence the next address is tried beside the first: RFC 8305 allows 100 ms to 2 s. */
const patience = 500;

/**
 * Connects to the first address that answers. An attempt is never given up because another one began, so that a
 * slow line has all the time until the signal aborts. Families take turns. Rejects with the signal's reason, or
 * when all addresses failed with their errors.
 */
export function connectTcp(options: TcpOptions): Promise<Socket> {
  const { addresses, port, clock, signal, localEnds } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const left = byTurns(addresses);
    const open = new Set<Socket>();
    const errors: Error[] = [];
    let cancel = () => {};
    const end = (settle: () => void) => {
      cancel();
      signal.removeEventListener('abort', stop);
      for (const socket of open) socket.destroy();
      settle();
    };
    const stop = () => end(() => reject(signal.reason));
    const next = () => {
      cancel();
      const host = left.shift();
      if (host !== undefined) attempt(host);
      else if (open.size === 0)
        end(() => reject(errors.length === 1 ? errors[0] : new AggregateError(errors)));
    };
    const attempt = (host: string) => {
      const localAddress = localEnds?.[familyOf(host) ?? 'ipv4'];
      const socket = connect({ host, port, ...(localAddress !== undefined && { localAddress }) });
      const failed = (error: Error) => {
        errors.push(error);
        open.delete(socket);
        next();
      };
      open.add(socket);
      socket.once('error', failed);
      socket.once('connect', () => {
        socket.off('error', failed);
        open.delete(socket);
        end(() => resolve(socket));
      });
      if (left.length > 0) cancel = clock.after(patience, next);
    };
    signal.addEventListener('abort', stop);
    next();
  });
}

/** The addresses with their families taking turns: where one family leads nowhere, the other is tried next. */
function byTurns([first, ...others]: readonly string[]): string[] {
  if (first === undefined) return [];
  const family = familyOf(first);
  const same = [first, ...others.filter((address) => familyOf(address) === family)];
  const other = others.filter((address) => familyOf(address) !== family);
  const turns = Math.max(same.length, other.length);
  return Array.from({ length: turns }, (_, turn) => [same[turn], other[turn]])
    .flat()
    .filter((address) => address !== undefined);
}
