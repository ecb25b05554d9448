import { oneLine } from '../base/visible-text.ts';
import { listed } from '../report/names.ts';
import type { Message, MessageEvent } from './message.ts';
import type { Item } from './news.ts';

const longestLine = 600;
const mostLines = 30;

/** One message of all that is of one kind. */
export function composed(
  event: MessageEvent,
  items: readonly Item[],
  about: Pick<Message, 'id' | 'at'>,
): Message {
  const names = [...new Set(items.flatMap(({ name }) => name ?? []))];
  const lines = [...new Set(items.map(({ text }) => oneLine(text, longestLine)))];
  const more = lines.length - mostLines;
  return {
    ...about,
    event,
    title: oneLine(titleOf(event, names), 150),
    text: [...lines.slice(0, mostLines), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    name: names.length === 1 ? (names[0] ?? null) : null,
    changes: items.flatMap(({ change }) => change ?? []),
  };
}

function titleOf(event: MessageEvent, names: readonly string[]): string {
  const home = names.length === 0 ? 'the address of this home' : listed(names);
  switch (event) {
    case 'change':
      return `New address: ${home}`;
    case 'failure':
      return `DNS trouble: ${home}`;
    case 'recovery':
      return `Well again: ${home}`;
    case 'certificate':
      return `Certificate: ${home}`;
    case 'nat':
      return 'Can this home be reached over IPv4?';
  }
}
