import { localTime } from '../base/local-time.ts';
import type { Message } from './message.ts';

/** Messages that waited as one, oldest first, each with its time; `left`: how many were left out before them. */
export function merged(messages: readonly Message[], left = 0): Message {
  const [first] = messages;
  const last = messages.at(-1);
  if (!first || !last) throw new Error('there is nothing to be told');
  if (messages.length === 1 && left === 0) return first;
  const changes = messages.flatMap((one) => one.changes);
  const names = new Set(messages.flatMap(({ name }) => name ?? []));
  const before = left === 0 ? [] : [`${left} older messages are left out`];
  return {
    id: `${first.id}-${last.id}`,
    event: last.event,
    title: `${last.title} (and ${messages.length + left - 1} before it)`,
    text: [
      ...before,
      ...messages.flatMap(({ at, title, text }) => [`${localTime(at)}  ${title}`, text]),
    ].join('\n'),
    name: names.size === 1 ? ([...names][0] ?? null) : null,
    changes,
    at: last.at,
  };
}
