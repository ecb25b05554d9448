import { fallback, optional, string } from 'valibot';

/** A text that an error body may hold; whatever else stands there is taken for none. */
export const optionalText = fallback(optional(string()), undefined);

/** The parts that say something, joined. */
export function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
