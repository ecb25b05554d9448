import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createEngine } from '../../src/app/engine.ts';
import { systemClock } from '../../src/base/clock.ts';
import { fixedAccess } from '../../src/core/access.ts';
import { typeOf } from '../../src/dns/records.ts';
import { createHttp } from '../../src/http/client.ts';
import type { Family } from '../../src/ip/address.ts';
import { createReports } from '../../src/report/reporter.ts';
import { isInSync } from '../../src/report/state.ts';
import { gatewaySource } from '../../src/sources/gateway/gateway.ts';
import { interfaceSource } from '../../src/sources/interface.ts';
import { openSources, parseSources } from '../../src/sources/registry.ts';
import type { Source } from '../../src/sources/source.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { keptTarget } from '../support/outcomes.ts';
import { ownAccount } from '../support/reconciling.ts';
import type { Places } from './detection-servers.ts';
import { type Column, table } from './table.ts';
import { quietWire, readWire } from './wire.ts';

const [, , key = '', certificate = '', network = 'shared'] = process.argv;
const warmUp = 100;
const batches = 15;
const batch = 20;
const rests = 20;
const rest = 150;

const clock = systemClock;
const timeout = 10_000;
const recheck = 3_600_000;
const http = createHttp({ userAgent: 'homemade-ddns/bench', timeout });

const servers = fork(fileURLToPath(new URL('./detection-servers.ts', import.meta.url)), [key, certificate]);
const [places] = (await once(servers, 'message')) as [Places];
const { addresses } = places;

const sourceOf = (entry: string, family: Family) => {
  const [source] = openSources(parseSources([entry], family), { http, clock, timeout });
  if (!source) throw new Error(`${entry} makes no source`);
  return source;
};
const keptAlive: Source = {
  ...sourceOf(places.https, 'ipv4'),
  async ask(family, signal) {
    return (await http({ url: places.https, family, signal })).text.trim();
  },
};
const homeInterface: NetworkInterfaceInfo = {
  ...{ address: addresses.ipv4, netmask: '255.255.255.255', mac: '', internal: false },
  family: 'IPv4',
  cidr: `${addresses.ipv4}/32`,
};
const ownInterface = interfaceSource('interface:home', {
  interfaces: () => ({ ...networkInterfaces(), home: [homeInterface] }),
  flags: () => Promise.resolve(''),
});
const router = gatewaySource('gateway:127.0.0.1').open({
  ...{ http, clock, timeout },
  ports: { router: places.routerPort },
});

interface Contender {
  readonly name: string;
  readonly source: Source;
  readonly family?: Family;
}

const yardstick = 'HTTPS, new connection';
const contenders: readonly Contender[] = [
  { name: yardstick, source: sourceOf(places.https, 'ipv4') },
  { name: 'HTTPS, kept alive', source: keptAlive },
  { name: 'HTTP, new connection', source: sourceOf(places.http, 'ipv4') },
  { name: 'DNS over UDP', source: sourceOf(places.dns, 'ipv4') },
  { name: 'DNS over UDP, IPv6', source: sourceOf(places.dns6, 'ipv6'), family: 'ipv6' },
  { name: 'STUN', source: sourceOf(places.stun, 'ipv4') },
  { name: 'STUN, IPv6', source: sourceOf(places.stun6, 'ipv6'), family: 'ipv6' },
  { name: 'gateway (NAT-PMP)', source: router },
  { name: 'interface', source: ownInterface },
  { name: 'static', source: sourceOf(`static:${addresses.ipv4}`, 'ipv4') },
];

interface Cost {
  readonly name: string;
  readonly packets: number;
  readonly bytes: number;
  /** Milliseconds of CPU, user and system: one tick after the other, and one after a rest. */
  readonly busy: number;
  readonly rested: number;
}

/** A whole round of the program as it is while nothing changes, with this source alone and two records. */
function steadyTick({ source, family = 'ipv4' }: Contender): () => Promise<void> {
  const sources = { ipv4: [], ipv6: [], [family]: [source] };
  const quorum = { ipv4: 1, ipv6: 1 };
  const keys = keptTarget.keys.map(({ name }) => ({ name, type: typeOf[family] }));
  const target = { ...keptTarget, keys };
  const kept = [{ target, line: 'default' }];
  const reports = createReports(kept, [], clock);
  const { provider } = new MemoryProvider();
  const engine = createEngine({
    config: { timeout, recheck, dryRun: false, schedule: '0 0 1 1 *' },
    lines: [{ id: 'default', families: [family], sources, quorum, allowPrivate: false }],
    ...{ kept, clock, random: Math.random, observe: reports.observe },
    accountOf: () => ({ account: ownAccount(clock), access: fixedAccess(provider) }),
  });
  return async () => {
    await engine.once();
    const detection = reports.state().lines.get('default')?.detections[family];
    if (
      !isInSync(reports.state(), kept) ||
      detection?.kind !== 'agreed' ||
      detection.address !== addresses[family]
    )
      throw new Error(`${source.name} did not tell the address: ${JSON.stringify(detection)}`);
  };
}

async function measure(contender: Contender): Promise<Cost> {
  const tick = steadyTick(contender);
  for (let n = 0; n < warmUp; n++) await tick();
  const busy: number[] = [];
  const wires: { bytes: number; packets: number }[] = [];
  for (let n = 0; n < batches; n++) {
    const before = await quietWire();
    const cpu = process.cpuUsage();
    for (let ticks = 0; ticks < batch; ticks++) await tick();
    busy.push(msOf(process.cpuUsage(cpu)) / batch);
    const after = await quietWire();
    wires.push({
      bytes: (after.bytes - before.bytes) / batch,
      packets: (after.packets - before.packets) / batch,
    });
  }
  const rested: number[] = [];
  for (let n = 0; n < rests; n++) {
    await setTimeout(rest);
    const cpu = process.cpuUsage();
    await tick();
    rested.push(msOf(process.cpuUsage(cpu)));
  }
  return {
    name: contender.name,
    packets: median(wires.map(({ packets }) => packets)),
    bytes: median(wires.map(({ bytes }) => bytes)),
    busy: median(busy),
    rested: median(rested),
  };
}

const msOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

readWire();
const costs: Cost[] = [];
for (const contender of contenders) costs.push(await measure(contender));
servers.disconnect();
await http.close();
tell();

function tell(): void {
  const https = costs.find(({ name }) => name === yardstick);
  const of = (pick: (cost: Cost) => number) => (cost: Cost) =>
    https ? `${((100 * pick(cost)) / pick(https)).toFixed(1)} %` : '';
  const columns: readonly Column<Cost>[] = [
    ['one steady tick over', ({ name }) => name],
    ['packets', ({ packets }) => packets.toFixed(1)],
    ['bytes', ({ bytes }) => bytes.toFixed(0)],
    ['of HTTPS', of(({ bytes }) => bytes)],
    ['CPU ms', ({ busy }) => busy.toFixed(3)],
    ['of HTTPS', of(({ busy }) => busy)],
    ['CPU ms rested', ({ rested }) => rested.toFixed(3)],
    ['of HTTPS', of(({ rested }) => rested)],
  ];
  const where =
    network === 'alone'
      ? 'in a network namespace of its own: MTU 1500, one segment a packet, nobody else'
      : "on this machine's loopback, which others may use: MTU 65536, so TCP needs fewer packets than on a line";
  console.log(
    [
      `What a steady tick costs, ${new Date().toISOString()}, Node.js ${process.version} on ${process.arch}`,
      '',
      table(columns, costs),
      '',
      `Bytes: both directions with IP, UDP, TCP and TLS, by the kernel's counters of the loopback interface, ${where}.`,
      `CPU: user and system time of this process for a whole round that keeps two records, median of ${batches} batches of ${batch} ticks;`,
      `rested: the median of ${rests} single ticks, each after ${rest} ms without work. The servers are another process.`,
      "The throw-away certificate is one small P-256 certificate; a real operator's chain adds 1 to 4 kB to each new connection.",
    ].join('\n'),
  );
}
