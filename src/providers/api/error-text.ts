import { fallback, optional, string } from 'valibot';

/** A text that an error body may hold; whatever else stands there is taken for none. */
export const optionalText = fallback(optional(string()), undefined);

/** Foreign text, made fit for one line of a log. */
export function oneLine(foreign: string): string {
  const line = foreign.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** The parts that say something, joined. */
export function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
