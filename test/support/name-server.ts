import { onTestFinished } from 'vitest';
import type { DnsServer } from './dns-server.ts';
import { type Reply, replyServer } from './reply-server.ts';

export { aa, type Reply } from './reply-server.ts';

/** A name server of its own on loopback that answers as it is told; it ends with the test. */
export async function nameServer(reply: Reply): Promise<DnsServer> {
  const server = await replyServer(reply);
  onTestFinished(() => server.close());
  return server;
}
