import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { credentials, freePort, type House, house, inSync, messages, type Program } from '../e2e/house.ts';
import { imageStart } from '../support/image-start.ts';
import { natPmpAnswer } from '../support/router-packets.ts';
import { type UdpServer, udpServer } from '../support/udp-server.ts';
import { upnpRouter } from '../support/upnp-router.ts';
import { type Column, table } from './table.ts';
import { quietWire } from './wire.ts';

const router = '192.168.9.1';
const login = { PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
const authorization = `Basic ${btoa(`${login.PUSH_USER}:${login.PUSH_PASSWORD}`)}`;
// It looks by itself once a night.
const quiet = { SCHEDULE: '0 0 3 * * *', LOG_LEVEL: 'info' };
const changes = 8;
/** Seconds. */
const warmUp = 75;
const measured = 120;
const day = 86_400;

async function started(home: House, settings: Readonly<Record<string, string>>): Promise<Program> {
  const program = await home.start(
    { ...credentials.v3, ...imageStart.env, ...quiet, ...settings },
    imageStart.launcher,
  );
  await inSync(program);
  return program;
}

/** Milliseconds until the program says that the DNS host has confirmed this address. */
async function followed(home: House, program: Program): Promise<number> {
  const begun = performance.now();
  const address = home.isp.address('ipv4');
  const isConfirmed = () => messages(program, 'Record changed').some(({ to }) => to === address);
  while (!isConfirmed()) await setTimeout(1);
  return performance.now() - begun;
}

async function afterCalls(): Promise<number[]> {
  const home = await house();
  const port = await freePort();
  const program = await started(home, { ...login, HTTP_PORT: String(port), LOCAL_HINTS: 'false' });
  const times: number[] = [];
  for (let n = 0; n < changes; n++) {
    // Calls within three seconds would be one look.
    await setTimeout(3_500);
    const address = home.isp.change().ipv4 ?? '';
    const call = fetch(`http://127.0.0.1:${port}/nic/update?myip=${address}`, { headers: { authorization } });
    times.push(await followed(home, program));
    await (await call).text();
  }
  await home.stop();
  return times;
}

const protocolPort = 5351;
const searchPort = 1900;

/** What the router does with a packet; undefined: nothing. */
function serve(port: number, answer: () => Buffer | undefined): Promise<UdpServer> {
  return udpServer(
    (_, reply) => {
      const packet = answer();
      if (packet) reply(packet);
    },
    router,
    port,
  );
}

async function afterHints(): Promise<number[]> {
  const home = await house();
  const server = await serve(protocolPort, () => natPmpAnswer(home.isp.address('ipv4') ?? ''));
  const program = await started(home, {});
  const times: number[] = [];
  // Each further one within ten minutes has to wait for longer: a router that goes on and on is not followed.
  for (let n = 0; n < 5; n++) {
    await setTimeout(7_000 + 900 * n);
    home.isp.change();
    times.push(await followed(home, program));
  }
  await server.close();
  await home.stop();
  return times;
}

interface Cost {
  readonly what: string;
  /** In a day. */
  readonly packets: number;
  /** Seconds on the processor in an hour. */
  readonly cpu: number;
  /** MB of its own at the end. */
  readonly memory: number;
}

/** Seconds on the processor so far, of all threads of the process. */
function cpuOf(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e9;
}

/** What it costs while nothing changes; packets of a day are counted from the start, as so many of these, or after the first minutes. */
async function costOf(what: string, hints: boolean, probesADay?: number): Promise<Cost> {
  const home = await house();
  const program = await started(home, { ...login, LOCAL_HINTS: String(hints) });
  const begun = await quietWire();
  // The first question over UPnP loads what it needs, and comes after a minute.
  await setTimeout(warmUp * 1_000);
  const wire = probesADay === undefined ? await quietWire() : begun;
  const periods = probesADay ?? day / measured;
  const cpu = cpuOf(program.pid);
  await setTimeout(measured * 1_000);
  const packets = ((await quietWire()).packets - wire.packets) * periods;
  const cost = {
    what,
    packets,
    cpu: (cpuOf(program.pid) - cpu) * (3_600 / measured),
    memory: program.memory(),
  };
  await home.stop();
  return cost;
}

async function costs(): Promise<Cost[]> {
  const address = '81.2.69.142';
  const off = await costOf('LOCAL_HINTS=false', false);

  const natPmp = await serve(protocolPort, () => natPmpAnswer(address));
  const overNatPmp = await costOf('a router with NAT-PMP', true);
  await natPmp.close();

  // Three probes each, and after that one in an hour.
  const [mute, deaf] = [await serve(protocolPort, () => undefined), await serve(searchPort, () => undefined)];
  const silent = await costOf('a silent router', true, 24 / 3);
  await deaf.close();

  const upnp = await upnpRouter(address, undefined, { host: router });
  const search = await serve(searchPort, () => Buffer.from(found(upnp.url)));
  const overUpnp = await costOf('a router with UPnP alone', true);
  await Promise.all([mute.close(), search.close(), upnp.close()]);
  return [off, overNatPmp, overUpnp, silent];
}

const found = (location: string) =>
  `HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: ${location}\r\n\r\n`;

const timeColumns: Column<readonly [what: string, times: readonly number[]]>[] = [
  ['until the record is confirmed, ms', ([what]) => what],
  ['middle', ([, times]) => shown(inMiddle(times))],
  ['longest', ([, times]) => shown(Math.max(...times))],
  ['changes', ([, times]) => String(times.length)],
];
const costColumns: Column<Cost>[] = [
  ['while nothing changes', ({ what }) => what],
  ['packets a day', ({ packets }) => String(Math.round(packets))],
  ['CPU s an hour', ({ cpu }) => cpu.toFixed(2)],
  ['memory, MB', ({ memory }) => memory.toFixed(1)],
];
const shown = (ms: number) => ms.toFixed(0);
const inMiddle = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;

const rows = [
  ["after the router's call", await afterCalls()],
  ['after a change that NAT-PMP shows', await afterHints()],
] as const;
console.log(
  [
    `What the home itself tells, over loopback, ${new Date().toISOString()}`,
    '',
    table(timeColumns, rows),
    '',
    table(costColumns, await costs()),
    '',
    `Each cost was measured for ${measured} s, of a program that looks by itself once a night; nothing else sends packets here.`,
    'A question and its answer are two packets. A silent router is asked three times, and then once an hour.',
  ].join('\n'),
);
