import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { aa, replyServer } from '../support/reply-server.ts';
import { createAuthority } from '../world/authority.ts';
import { type Environment, type House, preload } from './house.ts';

export interface Outside {
  /** What leads a program there. */
  readonly settings: Environment;
  close(): Promise<void>;
}

/** The servers of example.com, which serve what the host of a house holds, and a web server of the home with a certificate. */
export async function outside({ zone, authority: known }: House, folder: string): Promise<Outside> {
  const dns = await replyServer(({ name, type }) => {
    const held = zone.values(name.replace('.example.com', ''), type);
    return { flags: aa, answers: held.map((data) => ({ name, type: 'A', ttl: 600, data })) };
  });
  const day = 86_400_000;
  const authority = createAuthority();
  const validity = { from: Date.now() - 36 * day, to: Date.now() + 54.5 * day };
  const { key, certificate: cert } = authority.issue(['home.example.com'], validity);
  const web = createServer({ key, cert }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const at = web.address();
  const trusted = join(folder, 'trusted.pem');
  writeFileSync(trusted, known + authority.certificate);
  return {
    settings: {
      NODE_EXTRA_CA_CERTS: trusted,
      CHECK_URLS: 'https://home.example.com',
      ...inThisWorld(dns.port, at !== null && typeof at === 'object' ? at.port : 0),
    },
    async close() {
      web.close();
      await dns.close();
    },
  };
}

/** The zone's servers are this one, whose port takes the place of 53; what goes to port 443 of the home ends here. */
const inThisWorld = (dns: number, web: number) =>
  preload(`
    const { Resolver } = process.getBuiltinModule('node:dns/promises');
    Resolver.prototype.resolveNs = async (name) => {
      if (name === 'example.com') return ['127.0.0.1'];
      throw Object.assign(new Error('no data'), { code: 'ENODATA' });
    };
    const udp = process.getBuiltinModule('node:dgram').Socket.prototype;
    const { connect, emit } = udp;
    udp.connect = function (to, ...rest) { return connect.call(this, to === 53 ? ${dns} : to, ...rest); };
    udp.emit = function (event, message, from) {
      if (event === 'message') return emit.call(this, event, message, { ...from, port: 53 });
      return emit.apply(this, arguments);
    };
    const tcp = process.getBuiltinModule('node:net').Socket.prototype;
    const open = tcp.connect;
    tcp.connect = function (...given) {
      const [options] = Array.isArray(given[0]) ? given[0] : given;
      if (options?.port === 443) Object.assign(options, { host: '127.0.0.1', port: ${web} });
      return open.apply(this, given);
    };
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => wait(work, ms === 10000 ? 1000 : ms, ...rest);`);
