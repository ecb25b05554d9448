import { type Clock, type Random, sleep } from '../base/clock.ts';
import { asFailure, type Failure } from '../base/failure.ts';
import { jittered } from '../core/retry-delay.ts';
import type { Connect, Connection, ConnectOptions } from './connection.ts';

export interface SessionOptions extends Pick<ConnectOptions, 'will' | 'onMessage'> {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: Random;
  /** Called with each new connection; the messages of it come after that. */
  onConnected(connection: Connection): Promise<void>;
  /** Told when the broker cannot be used, with the reason, and (undefined) when it can again. */
  onTrouble(reason: Failure | undefined): void;
}

export interface Session {
  /** The connection of now. */
  connection(): Connection | undefined;
  /** Tries at once where there is none. */
  hurry(): void;
  stop(): Promise<void>;
}

/** A connection that held as long was a good one: the next failure is a first one. */
const goodAfter = 60_000;

/** Keeps a connection to the broker, with growing pauses while there is none. Begins at once; nobody waits for it. */
export function startSession(options: SessionOptions): Session {
  const { connect, clock, random, will, onMessage, onConnected, onTrouble } = options;
  const stopped = new AbortController();
  let connection: Connection | undefined;
  let told: Failure | undefined;
  let hurried = new AbortController();

  function trouble(reason: Failure): void {
    if (stopped.signal.aborted || told?.kind === reason.kind) return;
    told = reason;
    onTrouble(reason);
  }

  /** Resolves when the connection has ended. */
  async function once(): Promise<void> {
    const ended = Promise.withResolvers<Failure>();
    const opened = await connect({ will, signal: stopped.signal, onMessage, onEnd: ended.resolve });
    if (stopped.signal.aborted) return opened.end();
    connection = opened;
    // What a broker refuses of a connection ends nothing.
    onConnected(opened).then(
      () => {
        if (told && connection === opened) onTrouble(undefined);
        if (connection === opened) told = undefined;
      },
      (error: unknown) => trouble(asFailure(error)),
    );
    const reason = await ended.promise;
    connection = undefined;
    trouble(reason);
  }

  async function keep(): Promise<void> {
    for (let attempt = 0; !stopped.signal.aborted; attempt++) {
      const began = clock.monotonic();
      await once().catch((error: unknown) => trouble(asFailure(error)));
      if (clock.monotonic() - began >= goodAfter) attempt = 0;
      hurried = new AbortController();
      await sleep(clock, jittered(attempt, random), AbortSignal.any([stopped.signal, hurried.signal]));
    }
  }

  void keep();
  return {
    connection: () => connection,
    hurry: () => hurried.abort(),
    async stop() {
      stopped.abort();
      await connection?.end();
    },
  };
}
