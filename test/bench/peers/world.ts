import { createSocket } from 'node:dgram';
import { messageOf } from '../../../src/base/failure.ts';
import { natPmpAnswer } from '../../support/router-packets.ts';
import { udpServer } from '../../support/udp-server.ts';
import { createAuthority } from '../../world/authority.ts';
import { type Home, kept, nowMs, openHome, recordsOf, trouble } from './home.ts';
import { literals, machineOf, routerOf } from './places.ts';
import type { Command, HomeReport, Order, Reply, RouterKind } from './protocol.ts';
import { login } from './push-login.ts';
import { homesBy, overUdpAt, serveNames } from './world-dns.ts';
import { certificates, serveHttps } from './world-https.ts';

// The pretend internet of the race as a process of its own, in the network namespace that all homes are connected to.

const authority = createAuthority();
const homes = new Map<number, Home>();
const routers = new Map<number, RouterKind>();
const homeAt = homesBy(homes);
const startedAt = nowMs();

await serveNames(homeAt, certificates(authority)(literals));
await serveHttps(homeAt, authority);
send({ authority: authority.certificate });

function send(reply: Reply): void {
  process.send?.(reply);
}

function homeOf(number: number): Home {
  const home = homes.get(number);
  if (!home) throw new Error(`there is no home ${number}`);
  return home;
}

async function obey(command: Command): Promise<HomeReport> {
  if (command.do === 'open') {
    const { home: number, address, records, router } = command;
    const home = await openHome(number, address, records);
    homes.set(number, home);
    routers.set(number, router);
    trouble(home, command.trouble);
    await overUdpAt(routerOf(number), homeAt);
    if (router === 'nat-pmp' || router === 'announces')
      await udpServer((_, reply) => reply(natPmpPacket(home)), routerOf(number), 5351);
  }
  const home = homeOf(command.home);
  let at = nowMs();
  if (command.do === 'trouble') trouble(home, command.trouble);
  if (command.do === 'move') {
    at = nowMs();
    home.address = command.address;
    tellProgram(home);
  }
  if (command.do === 'edit') {
    home.zone.replace({ name: kept.relative }, command.records);
    home.look();
    at = nowMs();
  }
  const { address, seen, calls, asked, connections } = home;
  return { at, address, seen, calls, asked, connections, records: recordsOf(home) };
}

const natPmpPacket = (home: Home) =>
  natPmpAnswer(home.address, { epoch: Math.round((nowMs() - startedAt) / 1000) });

/** What the router does by itself when it has a new address. */
function tellProgram(home: Home): void {
  const kind = routers.get(home.number);
  if (kind === 'announces') announce(home);
  if (kind === 'pushes') {
    const authorization = `Basic ${btoa(`${login.PUSH_USER}:${login.PUSH_PASSWORD}`)}`;
    const url = `http://${machineOf(home.number)}:8080/nic/update?myip=${home.address}`;
    fetch(url, { headers: { authorization } }).then(
      (answer) => answer.text(),
      (problem) => process.stderr.write(`the call of router ${home.number} failed: ${messageOf(problem)}\n`),
    );
  }
}

/** RFC 6886, section 3.2.1: to all hosts, again after 250 ms, then 500 ms and so on. */
function announce(home: Home): void {
  const socket = createSocket('udp4');
  socket.bind(0, routerOf(home.number), () => {
    socket.setMulticastInterface(routerOf(home.number));
    const times = [0, 250, 750, 1750];
    for (const after of times)
      setTimeout(() => {
        socket.send(natPmpPacket(home), 5350, '224.0.0.1', () => after === times.at(-1) && socket.close());
      }, after);
  });
}

process.on('message', ({ id, command }: Order) => {
  obey(command).then(
    (report) => send({ id, report }),
    (problem) => send({ id, problem: messageOf(problem) }),
  );
});
process.on('disconnect', () => process.exit(0));
