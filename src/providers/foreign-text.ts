/** Foreign text, made fit for one line of a log. */
export function oneLine(foreign: string): string {
  const line = foreign.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** An answer may echo what it was sent. */
export function withoutSecrets(foreign: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .reduce((line, secret) => line.replaceAll(secret, '[redacted]'), foreign);
}

/** The parts that say something, joined. */
export function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}
