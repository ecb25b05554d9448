import type { Environment } from './secrets.ts';
import { plainText, tidied } from './tidy.ts';

/**
 * Where the endpoint of the running program is, for the `healthcheck` argument. The program has checked
 * both variables by then, so nothing is checked again and no library is loaded.
 */
export function readEndpoint(env: Environment): { port: number; host: string | undefined } {
  const textOf = (name: string) => plainText(tidied(name, env[name] ?? '').text).text;
  return {
    port: Number(textOf('HTTP_PORT') || 8080),
    host: withoutBrackets(textOf('HTTP_HOST')) || undefined,
  };
}

/** An IPv6 address as it is outside of a URL. */
export function withoutBrackets(host: string): string {
  return /^\[(.*)\]$/.exec(host)?.[1] ?? host;
}
