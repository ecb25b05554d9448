import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type Answer, decode } from 'dns-packet';
import { addressRecord, dnsAnswer, textRecord } from '../../support/dns-answer.ts';
import { eachMessage, framed } from '../../support/dns-server.ts';
import { stunAnswer } from '../../support/stun-answer.ts';
import { udpServer } from '../../support/udp-server.ts';
import { type Home, kept, toldBy } from './home.ts';
import { addressOf, homeOf, nameServer, publicResolvers, routerOf, stunHosts } from './places.ts';

// DNS of the pretend internet: the resolver of each home, public ones, and the name server of all zones.

export type HomeAt = (address: string | undefined) => Home | undefined;

const noSuchName = 3;
const authoritative = 0x0580;
const recursive = 0x0180;
/** What a proxied record shows. */
const proxy = '104.18.0.99';

/** The answer to a question of this home at this server; undefined: none. */
export function answerOf(query: Buffer, home: Home, server: string, overUdp: boolean): Buffer | undefined {
  if (home.trouble.deafResolver && server === routerOf(home.number)) return undefined;
  const question = decode(query).questions?.[0];
  if (!question) return undefined;
  const name = question.name.toLowerCase();
  const isAuthority = server === nameServer.address;
  const found = whoami(name, question.type, home, server, overUdp) ?? known(name, question.type, home);
  const flags = isAuthority ? authoritative : recursive;
  return found ? dnsAnswer(query, found, { flags }) : dnsAnswer(query, [], { flags: flags | noSuchName });
}

function whoami(name: string, type: string, home: Home, server: string, overUdp: boolean) {
  const told = () => toldBy(home, `dns:${server}`, overUdp);
  if (name === 'whoami.cloudflare') return [textRecord(name, told(), 'CH')];
  if (name === 'o-o.myaddr.l.google.com') return [textRecord(name, told())];
  if (name !== 'myip.opendns.com' && name !== 'whoami.akamai.net') return undefined;
  return type === 'AAAA' ? [] : [addressRecord(name, told())];
}

/** Undefined: no such name. */
function known(name: string, type: string, home: Home): Answer[] | undefined {
  const address = addressOf(name);
  if (address !== undefined) return type === 'A' ? [addressRecord(name, address)] : [];
  if (name !== kept.zone && !name.endsWith(`.${kept.zone}`)) return undefined;
  if (name === kept.zone && type === 'NS') return [{ name, type, ttl: 3600, data: nameServer.name }];
  const relative = name === kept.zone ? '@' : name.slice(0, -kept.zone.length - 1);
  const records = home.zone.list({ name: relative });
  if (records.length === 0) return undefined;
  return records.flatMap((record): Answer[] => {
    if (record.type === 'CNAME') return [{ name, type: 'CNAME', ttl: 60, data: record.data }];
    if (record.type !== type || (type !== 'A' && type !== 'AAAA')) return [];
    return [addressRecord(name, record.extra?.proxied === true ? proxy : record.data)];
  });
}

/** Answers at all public resolvers, the name server and the STUN servers. */
export async function serveNames(homeAt: HomeAt, tls: TlsOptions): Promise<void> {
  for (const server of [...publicResolvers, nameServer.address]) await overUdpAt(server, homeAt);
  for (const server of Object.values(stunHosts))
    for (const port of [3478, 19_302])
      await udpServer(
        (packet, reply, client) => {
          const home = homeAt(client.address);
          if (home) reply(stunAnswer(packet, toldBy(home, `stun:${server}`, true)));
        },
        server,
        port,
      );
  const stream = (socket: Socket) => {
    const home = homeAt(socket.remoteAddress);
    const server = (socket.localAddress ?? '').replace('::ffff:', '');
    socket.on('error', () => {});
    eachMessage(socket, (query) => {
      const answer = home && answerOf(query, home, server, false);
      if (answer) socket.write(framed(answer));
    });
  };
  createServer(stream).listen(53, '0.0.0.0');
  const overTls = createTlsServer(tls, stream).listen(853, '0.0.0.0');
  overTls.on('tlsClientError', () => {});
}

/** Answers DNS over UDP at one address, such as that of a home's router. */
export async function overUdpAt(server: string, homeAt: HomeAt): Promise<void> {
  await udpServer(
    (query, reply, client) => {
      const home = homeAt(client.address);
      const answer = home && answerOf(query, home, server, true);
      if (answer) reply(answer);
    },
    server,
    53,
  );
}

/** A function that finds the home that an address belongs to. */
export function homesBy(homes: ReadonlyMap<number, Home>): HomeAt {
  return (address) => {
    const number = homeOf(address);
    return number === undefined ? undefined : homes.get(number);
  };
}
