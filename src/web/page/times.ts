import { localTime } from '../../base/local-time.ts';
import { type Html, html } from './html.ts';

// A browser puts these times into the reader's zone and language; without its script they are those of the program.

/** A moment (ISO 8601) as a time of day. */
export function clockTime(at: string): Html {
  return html`<time datetime="${at}">${localTime(Date.parse(at)).slice(0, 16)}</time>`;
}

/** A moment (ISO 8601) as it lies from now: "18 seconds ago". */
export function ago(at: string): Html {
  return html`<time datetime="${at}" data-ago>${localTime(Date.parse(at))}</time>`;
}
