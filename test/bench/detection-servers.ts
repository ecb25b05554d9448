import { readFileSync } from 'node:fs';
import { natPmpAnswer } from '../support/router-packets.ts';
import { udpServer } from '../support/udp-server.ts';
import { startEcho } from '../world/echo.ts';
import { createIsp } from '../world/isp.ts';
import { startStun } from '../world/stun.ts';
import { startWhoami } from '../world/whoami.ts';

// The pretend internet of the benchmark as a process of its own, so that its work is not taken for the program's.

/** Which addresses are told and where, sent to the parent process. */
export interface Places {
  readonly addresses: { readonly ipv4: string; readonly ipv6: string };
  readonly dns: string;
  readonly dns6: string;
  readonly stun: string;
  readonly stun6: string;
  readonly http: string;
  readonly https: string;
  readonly routerPort: number;
}

// The longest addresses there are, so that no answer is smaller than at home.
const ipv4 = '181.212.169.160';
const ipv6 = '2a02:2222:3333:4444:5555:6666:7777:8888';

const [, , key = '', cert = ''] = process.argv;
const isp = createIsp({ ipv4, ipv6 });
const six = { isp, family: 'ipv6', host: '::1' } as const;
const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
const router = await udpServer((_, reply) => reply(natPmpAnswer(ipv4)));
const places: Places = {
  addresses: { ipv4, ipv6 },
  dns: (await startWhoami({ isp })).entry,
  dns6: (await startWhoami(six)).entry,
  stun: (await startStun({ isp })).entry,
  stun6: (await startStun(six)).entry,
  http: (await startEcho({ isp })).url,
  https: (await startEcho({ isp, tls })).url,
  routerPort: router.port,
};
process.send?.(places);
process.on('disconnect', () => process.exit(0));
