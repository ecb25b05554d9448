import type { Environment } from './secrets.ts';

/**
 * Where the endpoint of the running program is, for the `healthcheck` argument. The program has checked
 * both variables by then, so nothing is checked again and no library is loaded.
 */
export function readEndpoint({ HTTP_PORT, HTTP_HOST }: Environment): {
  port: number;
  host: string | undefined;
} {
  return { port: Number(HTTP_PORT?.trim() || 8080), host: HTTP_HOST?.trim() || undefined };
}
