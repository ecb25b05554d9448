import type { HttpClient } from '../http/client.ts';
import type { Reporter } from '../report/reporter.ts';

/**
 * Lets no request go out over a connection that began before the line changed: a router forgets it with the old
 * address, or with a new session that has the same, and each such request would wait for all of TIMEOUT.
 */
export function freshConnections(clients: readonly Pick<HttpClient, 'dropConnections'>[]): Reporter {
  return {
    tell({ kind }) {
      if (kind !== 'address-changed' && kind !== 'address-known-again') return;
      for (const client of clients) client.dropConnections();
    },
  };
}
