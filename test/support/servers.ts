import { afterEach } from 'vitest';
import { type UdpHandler, type UdpServer, udpServer } from './udp-server.ts';

/** `udpServer`, closed by itself after the test. */
export function udpServersOfTest(): typeof udpServer {
  const servers: UdpServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return async (handler?: UdpHandler, address?: string, port?: number) => {
    const server = await udpServer(handler, address, port);
    servers.push(server);
    return server;
  };
}
