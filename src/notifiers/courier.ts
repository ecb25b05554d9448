import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/failure.ts';
import { merged } from './merged.ts';
import type { Message } from './message.ts';
import { type Notifier, NotTaken, type Sending } from './notifier.ts';

const second = 1_000;
const minute = 60 * second;
// Right after a change of the address the own network is often not up yet.
const waits = [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, 60 * minute];
const longestWait = 60 * minute;
const mostWaiting = 20;

export interface CourierOptions extends Pick<Sending, 'http' | 'onSession'> {
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Told when it does not take messages, with the reason, and (undefined) when it does again. */
  onTrouble(reason: string | undefined): void;
}

/** Brings messages to one service. Nobody waits for it. */
export interface Courier {
  bring(messages: readonly Message[]): void;
  /** Sends by this one from now on, and tries at once what waits. */
  renew(notifier: Notifier): void;
  /** Resolves when nothing is being sent. What waits for another try goes on waiting. */
  idle(): Promise<void>;
  stop(): void;
}

/** What could not be sent waits, the last ones only, and is told later as one message. */
export function createCourier({ clock, http, onSession, onTrouble, ...options }: CourierOptions): Courier {
  const stopped = new AbortController();
  let { notifier } = options;
  let waiting: readonly Message[] = [];
  let left = 0;
  let attempts = 0;
  /** Its service asked for this; on the monotonic clock. */
  let notBefore = 0;
  let sending: Promise<void> | undefined;
  let cancelRetry = () => {};
  let isTrouble = false;
  /** What waits was tried already, so it is told as one. */
  let hasWaited = false;
  let together: { readonly of: readonly Message[]; readonly message: Message } | undefined;

  /** The same for the same messages, so that a service can know it again. */
  function messageFor(batch: readonly Message[]): Message {
    if (together?.of.length === batch.length && together.of.every((one, index) => one === batch[index]))
      return together.message;
    together = { of: batch, message: merged(batch, left) };
    return together.message;
  }

  function begin(): void {
    if (sending || stopped.signal.aborted || waiting.length === 0) return;
    cancelRetry();
    sending = send().finally(() => {
      sending = undefined;
    });
  }

  async function send(): Promise<void> {
    for (;;) {
      const batch = hasWaited ? waiting : waiting.slice(0, 1);
      if (batch.length === 0) return;
      const used = notifier;
      const refusal = await attempt(messageFor(batch));
      if (stopped.signal.aborted) return;
      if (refusal && used !== notifier) continue;
      told(refusal?.reason);
      if (!refusal || refusal.isOfText) {
        waiting = waiting.filter((one) => !batch.includes(one));
        hasWaited = false;
        left = 0;
        attempts = 0;
        notBefore = 0;
        continue;
      }
      hasWaited = true;
      // Nothing but another message is a reason to ask again where the answer was a clear no.
      if (!refusal.isPassing) return;
      const wait = refusal.retryAfter ?? waits[attempts] ?? longestWait;
      attempts += 1;
      notBefore = refusal.retryAfter === undefined ? 0 : clock.monotonic() + wait;
      cancelRetry = clock.after(wait, begin);
      return;
    }
  }

  async function attempt(message: Message): Promise<Refused | undefined> {
    try {
      const { signal } = stopped;
      await notifier.send(message, { http, onSession, signal, now: () => clock.now() });
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof NotTaken)) return { reason: messageOf(thrown), isPassing: true };
      const { message: reason, isPassing, isOfText, retryAfter } = thrown;
      return { reason, isPassing, isOfText, retryAfter };
    }
  }

  function told(reason: string | undefined): void {
    if (isTrouble !== (reason !== undefined)) onTrouble(reason);
    isTrouble = reason !== undefined;
  }

  return {
    bring(messages) {
      waiting = [...waiting, ...messages];
      left += Math.max(0, waiting.length - mostWaiting);
      waiting = waiting.slice(-mostWaiting);
      if (clock.monotonic() >= notBefore) begin();
    },
    renew(fresh) {
      notifier = fresh;
      notBefore = 0;
      attempts = 0;
      begin();
    },
    async idle() {
      await sending;
    },
    stop() {
      cancelRetry();
      stopped.abort();
    },
  };
}

interface Refused {
  readonly reason: string;
  readonly isPassing: boolean;
  readonly isOfText?: boolean;
  readonly retryAfter?: number | undefined;
}
