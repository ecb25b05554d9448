/** What `NOTIFY_ON` can choose from, and a test. */
export const messageEvents = ['change', 'failure', 'recovery', 'nat', 'certificate'] as const;

export type MessageEvent = (typeof messageEvents)[number];

/** A record that holds another address now. */
export interface MessageChange {
  /** In full. */
  readonly name: string;
  readonly type: string;
  /** null: nothing, or not known. */
  readonly old: string | null;
  readonly new: string | null;
}

/** What the owner is told, in plain text. */
export interface Message {
  /** The same as long as the same is told: what is sent again under it is not told twice. */
  readonly id: string;
  readonly event: MessageEvent | 'test';
  /** One line. */
  readonly title: string;
  /** Lines. */
  readonly text: string;
  /** Whom it is about: a name in full, or a zone; null where it is the home. */
  readonly name: string | null;
  readonly changes: readonly MessageChange[];
  /** Wall clock, milliseconds. */
  readonly at: number;
}

/** Whether somebody should look soon. */
export function isUrgent({ event }: Message): boolean {
  return event === 'failure' || event === 'certificate';
}
