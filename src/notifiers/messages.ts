import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Http } from '../http/client.ts';
import type { Reporter } from '../report/reporter.ts';
import type { NoteReport } from '../report/status-report.ts';
import type { Wording } from '../report/wording.ts';
import { composed } from './composed.ts';
import { type Courier, createCourier } from './courier.ts';
import type { Message, MessageEvent } from './message.ts';
import { createNews, type Item } from './news.ts';
import type { Notifier } from './notifier.ts';

export { parseNotifyUrls } from './forms.ts';
export { sendTest } from './test-message.ts';

/** What happens within this time is told as one message: the records of a home change together. */
const together = 3_000;
// Within the time that a stop may take.
const lastTry = 2_000;

export interface MessagesOptions {
  readonly notifiers: readonly Notifier[];
  /** What is told. */
  readonly events: readonly MessageEvent[];
  readonly http: Http;
  readonly clock: Clock;
  readonly wording: Wording;
  redact(text: string): string;
  onSession(id: string): void;
  /** Told when one takes nothing any more, with the reason, and (undefined) when it does again. */
  onTrouble(which: Addressee, reason: string | undefined): void;
}

/** Who it is, and which one of how many, counted from 1. */
export interface Addressee extends Pick<Notifier, 'title' | 'host'> {
  readonly number: number;
  readonly count: number;
}

export interface Messages extends Reporter {
  /** Tells these from now on, and what waits at once. */
  renew(notifiers: readonly Notifier[]): void;
  /** What takes no messages now. */
  notes(): readonly NoteReport[];
  /** Sends what is to be told yet, as far as it can be sent at once, and nothing more. */
  close(): Promise<void>;
}

/** Tells the owner what happened, by each service that the settings name. Nothing waits for it. */
export function createMessages({ events, clock, wording, ...options }: MessagesOptions): Messages {
  const { redact, http, onSession, onTrouble } = options;
  const troubles = new Map<number, NoteReport>();
  let { notifiers } = options;
  let couriers = notifiers.map(courierOf);
  let gathered: Item[] = [];
  let cancel: (() => void) | undefined;

  const news = createNews({
    ...{ wording, clock },
    tell(item) {
      if (!events.includes(item.event)) return;
      gathered.push(item);
      cancel ??= clock.after(together, flush);
    },
  });

  function courierOf(notifier: Notifier, index: number): Courier {
    return createCourier({
      ...{ notifier, clock, http, onSession },
      onTrouble(reason) {
        const { title, host } = notifiers[index] ?? notifier;
        if (reason === undefined) troubles.delete(index);
        else troubles.set(index, noteOf({ title, host }, redact(reason), clock));
        onTrouble({ title, host, number: index + 1, count: notifiers.length }, reason);
      },
    });
  }

  function flush(): void {
    cancel?.();
    cancel = undefined;
    const items = gathered;
    gathered = [];
    const messages = [...Map.groupBy(items, (item) => item.event)].map(([event, same]) =>
      blotted(composed(event, same, { id: randomUUID(), at: clock.now() }), redact),
    );
    for (const courier of couriers) courier.bring(messages);
  }

  return {
    tell: news.tell,
    observe: (outcome, state) => news.observe?.(outcome, state),
    notes: () => [...troubles].sort(([a], [b]) => a - b).map(([, note]) => note),
    renew(fresh) {
      notifiers = fresh;
      for (const [index, courier] of couriers.entries()) {
        const notifier = fresh[index];
        if (notifier) courier.renew(notifier);
        else courier.stop();
        if (!notifier) troubles.delete(index);
      }
      couriers = fresh.map((notifier, index) => couriers[index] ?? courierOf(notifier, index));
    },
    async close() {
      news.stop();
      flush();
      let stopWaiting = () => {};
      const late = new Promise<void>((resolve) => {
        stopWaiting = clock.after(lastTry, resolve);
      });
      await Promise.race([late, Promise.all(couriers.map((courier) => courier.idle()))]);
      stopWaiting();
      for (const courier of couriers) courier.stop();
    },
  };
}

function noteOf({ title, host }: Pick<Notifier, 'title' | 'host'>, reason: string, clock: Clock): NoteReport {
  return {
    ...{ code: 'message-not-sent', target: null, since: new Date(clock.now()).toISOString() },
    text: `${title} (${host}) takes no messages: ${reason}`,
  };
}

/** What hosts and sources said is in it, so secrets may be. */
function blotted(message: Message, redact: (text: string) => string): Message {
  return { ...message, title: redact(message.title), text: redact(message.text) };
}
