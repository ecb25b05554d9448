import type { Answer, Packet } from 'dns-packet';
import { expect, it } from 'vitest';
import type { RecordKey } from '../../src/dns/records.ts';
import { createTextLog } from '../../src/report/log/text-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { createReports } from '../../src/report/reporter.ts';
import { createStatus } from '../../src/report/status.ts';
import { verdict } from '../../src/report/verdict.ts';
import { createWording } from '../../src/report/wording.ts';
import { watchZones } from '../../src/watchers/watch-zones.ts';
import { pageOf } from '../../src/web/page/page.ts';
import { createTimeline } from '../../src/web/timeline.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { aa, nameServer } from '../support/name-server.ts';
import { scriptedSource } from '../support/scripted-source.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { virtualHome } from '../support/virtual-home.ts';

const second = 1_000;
const minute = 60 * second;
const [old, next, edge] = ['81.2.69.1', '81.2.69.2', '104.16.1.1'];
const home: RecordKey = { name: 'home', type: 'A' };

interface Row {
  /** What the servers of the zone answer; default: what the host holds. */
  readonly answer?: (held: readonly string[]) => Packet | undefined;
  /** What the router says of its own address; default: nobody asks it. */
  readonly router?: string;
  /** Of the record; default 600. */
  readonly ttl?: number | null;
  readonly code: string;
  readonly says: RegExp;
  /** Default: the same. */
  readonly log?: RegExp;
  /** Milliseconds until it is looked at; default 11 minutes. */
  readonly after?: number;
}

const addressed = (...addresses: readonly string[]): Answer[] =>
  addresses.map((data) => ({ name: 'home.example.com', type: 'A', ttl: 60, data }));

const rows: Readonly<Record<string, Row>> = {
  'carrier-grade NAT': {
    router: '100.72.1.9',
    ...{ code: 'carrier-grade-nat', says: /the router has 100\.72\.1\.9, an address inside the provider/i },
  },
  'a second router': {
    router: '192.168.0.3',
    ...{ code: 'double-nat', says: /the router has 192\.168\.0\.3, .*another router stands before it/i },
  },
  'a router with 0.0.0.0': {
    router: '0.0.0.0',
    code: 'router-without-address',
    says: /the router has no IPv4 address: it is offline, or its line has none of its own \(DS-Lite\)/,
  },
  'a proxied name': {
    ttl: null,
    answer: () => ({ flags: aa, answers: addressed(edge) }),
    code: 'world-not-visible',
    says: /home\.example\.com A: not visible from here: .* 104\.16\.1\.1, .*\(a proxied one\)/,
  },
  'a hidden primary that follows late': {
    answer: () => ({ flags: aa, answers: addressed(old) }),
    code: 'world-late',
    says: /home\.example\.com A: the servers of the zone do not serve 81\.2\.69\.2, 10 min after the change/,
  },
  'a hidden primary that is not to be asked': {
    answer: () => ({ flags: 5 }),
    code: 'world-not-visible',
    says: /not visible from here: the servers of the zone refuse to answer, as a hidden primary does \(.*error 5\)/,
  },
  'port 53 that the router catches': {
    answer: (held) => ({ flags: 0x0180, answers: addressed(...held) }),
    code: 'world-not-visible',
    says: /not visible from here: something on the way answers .* a router that catches port 53 \(.*without authority\)/,
  },
  'servers that never answer': {
    answer: () => undefined,
    code: 'world-not-visible',
    says: /not visible from here: no server of the zone answers \(/,
  },
  'a change that the zone serves': {
    after: 9 * minute,
    code: 'world-served',
    says: /home\.example\.com A: the servers of the zone serve 81\.2\.69\.2; the last resolver has forgotten 81\.2\.69\.1 by 2026/,
    log: /home\.example\.com A: the servers of the zone serve 81\.2\.69\.2, after \d+ s; the last resolver has forgotten 81\.2\.69\.1 in 10 min/,
  },
};

/** A home whose address changes, and all that its owner is told of it. */
async function changedHome({ answer, router, ttl = 600, after = 11 * minute }: Row) {
  const clock = new VirtualClock();
  const host = new MemoryProvider();
  host.set('home', 'A', { value: old, ttl });
  if (ttl === null) host.provider.apply = proxying(host);
  const server = await nameServer(() => {
    const held = host.values('home', 'A');
    return answer ? answer(held) : { flags: aa, answers: addressed(...held) };
  });
  const world = [0, 1, 2].map((n) => scriptedSource({ name: `s${n}`, line: old, delay: 50, clock }));
  const gateway = Object.assign(
    scriptedSource({ name: 'gateway', transport: 'local', line: router ?? '', clock }),
    { router: async () => '192.168.1.1' },
  );
  const observers: Parameters<typeof createReports>[1][number][] = [];
  const lines: string[] = [];
  const log = createLogger({
    ...{ level: 'info', format: 'text', redact: (text) => text, write: (line) => void lines.push(line) },
  });
  const engine = virtualHome({
    ...{ clock, keys: [home], provider: host, random: seededRandom(1) },
    sources: { ipv4: router === undefined ? world : [gateway, ...world] },
    onOutcome: (outcome) => reports.observe(outcome),
  });
  const kept = engine.targets.map((target) => ({ target, line: 'default' }));
  const wording = createWording({ kept });
  const status = createStatus({
    ...{ kept, clock, healthMaxAge: 900_000, version: '1.2.3', redact: (text) => text },
  });
  const timeline = createTimeline(wording, clock, (text) => text);
  const reports = createReports(kept, observers, clock);
  const watch = watchZones({
    ...{ targets: engine.targets, clock, log, recheck: 60 * minute, timeout: 10 * second, port: server.port },
    readAgain: engine.readAgain,
    tell: (event) => reports.tell(event),
    redact: (text) => text,
    delegation: {
      zoneOf: async () => ({ cut: 'example.com', servers: ['ns.example.com'] }),
      addresses: async () => [server.address],
    },
  });
  observers.push(createTextLog(log, wording, clock), status, watch, timeline);

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= second) {
      await clock.advance(second);
      // A server that never answers is waited for on this clock.
      if (answer?.([]) !== undefined || !answer) await watch.idle();
    }
  }
  await pass(5 * second);
  for (const source of world) source.line = next;
  await pass(after);
  await watch.stop();
  await engine.stop();

  const report = { ...status.report(reports.state()) };
  const notes = [...report.notes, ...watch.notes()];
  const shown = pageOf({ report: { ...report, notes }, timeline: timeline.report(), nextLook: null });
  const text = shown.replace(/<[^>]+>/g, '').replace(/&#39;/g, "'");
  return { host, notes, lines, text, report: { ...report, notes } };
}

/** A host that stands in for the name, so that no TTL of it is known. */
function proxying(host: MemoryProvider): MemoryProvider['provider']['apply'] {
  return async (_zone, changes) =>
    changes.map(({ name, type, desired }) => {
      const held = { name, type, records: desired ? [{ value: desired.value, ttl: null }] : [] };
      host.set(name, type, ...held.records);
      return { name, type, held };
    });
}

it.each(Object.entries(rows))(
  '%s is told as what it is: in the log, as a note and on the page',
  async (_, row) => {
    const { notes, lines, text, host, report } = await changedHome(row);

    const found = notes.filter(({ code }) => code === row.code);
    expect(found).toHaveLength(1);
    expect(found[0]?.text).toMatch(row.says);
    expect(lines.filter((line) => (row.log ?? row.says).test(line))).toHaveLength(1);
    expect(text).toMatch(row.says);
    // Whatever it is: the record is kept, and all is well.
    expect(host.values('home', 'A')).toEqual([next]);
    expect(report.status).toBe('ok');
    if (row.code.startsWith('world-')) expect(verdict(report)).toBe('healthy, ok, 1 record in sync');
  },
);
