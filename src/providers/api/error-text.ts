import { fallback, optional, string } from 'valibot';

/** A text that an error body may hold; whatever else stands there is taken for none. */
export const optionalText = fallback(optional(string()), undefined);

/** Foreign text, made fit for one line of a log. */
export function oneLine(foreign: string): string {
  const line = foreign.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** An answer may echo what it was sent, as it is or as URLs and JSON write it. */
export function withoutSecrets(foreign: string, secrets: readonly string[]): string {
  const forms = secrets
    // One of one or two characters is no secret, and would blot out every text.
    .filter((secret) => secret.length > 2)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length);
  if (forms.length === 0) return foreign;
  return foreign.replace(new RegExp(forms.map((form) => RegExp.escape(form)).join('|'), 'g'), '[redacted]');
}

/** The parts that say something, joined. */
export function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
