import { randomUUID } from 'node:crypto';
import { messageOf } from '../base/failure.ts';
import type { Message } from './message.ts';
import type { Notifier, Sending } from './notifier.ts';

/** What came of a test at one service. */
export interface Tested {
  readonly title: string;
  readonly host: string;
  /** Why it was not taken; undefined where it was. */
  readonly reason: string | undefined;
}

/** Sends one message to each. */
export function sendTest(notifiers: readonly Notifier[], sending: Sending, names: string): Promise<Tested[]> {
  const message: Message = {
    ...{ id: randomUUID(), event: 'test', at: sending.now(), name: null, changes: [] },
    title: 'Test message of homemade-ddns',
    text: `Messages about ${names} arrive here.`,
  };
  return Promise.all(
    notifiers.map(async ({ title, host, send }) => {
      const reason = await send(message, sending).then(
        () => undefined,
        (thrown: unknown) => messageOf(thrown),
      );
      return { title, host, reason };
    }),
  );
}
