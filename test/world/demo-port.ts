import { once } from 'node:events';
import { createServer } from 'node:net';

/** The port of this machine (127.0.0.1) that is wished for, or any free one where another program has it. */
export async function freePort(wished: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(wished, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  return address.port;
}
