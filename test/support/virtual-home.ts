import { createEngine } from '../../src/app/engine.ts';
import type { Random } from '../../src/base/clock.ts';
import { fixedAccess } from '../../src/core/access.ts';
import type { LookTimes } from '../../src/core/look-now.ts';
import type { Observer } from '../../src/core/outcome.ts';
import { type Addresses, familiesOf, type Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import { keyText, type RecordKey } from '../../src/dns/records.ts';
import { type Family, families } from '../../src/ip/address.ts';
import { createReports } from '../../src/report/reporter.ts';
import { createStatus } from '../../src/report/status.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import type { Way } from '../../src/sources/via.ts';
import { MemoryProvider } from './memory-provider.ts';
import { ownAccount } from './reconciling.ts';
import type { ScriptedSource } from './scripted-source.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface VirtualHomeOptions {
  readonly sources: Readonly<Partial<Record<Family, readonly ScriptedSource[]>>>;
  readonly keys: readonly RecordKey[];
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly provider?: MemoryProvider;
  readonly schedule?: string;
  readonly quorum?: number;
  readonly ttl?: number;
  /** Milliseconds. */
  readonly recheck?: number;
  readonly timeout?: number;
  /** Default: the keys in example.com, at the provider. */
  readonly targets?: readonly VirtualTarget[];
  /** Told of each outcome, as the reporters are. */
  readonly onOutcome?: Observer;
}

/** One of several targets of a home, each of an account of its own. */
export interface VirtualTarget {
  readonly zone: string;
  readonly keys: readonly RecordKey[];
  readonly provider: MemoryProvider;
  /** Default: the line of the home's sources, which all other targets share. */
  readonly line?: VirtualLine;
  readonly updateOnly?: true;
}

/** Another way to find addresses than that of the home. */
export interface VirtualLine {
  readonly id: string;
  readonly sources: Readonly<Partial<Record<Family, readonly ScriptedSource[]>>>;
  readonly allowPrivate?: boolean;
  /** A way of its own out of the home. */
  readonly way?: Way;
}

export interface VirtualHome {
  readonly provider: MemoryProvider;
  report(): StatusReport;
  /** Looks that ended. */
  looks(): number;
  /** Questions to all sources. */
  questions(): number;
  /** A look now, on all lines or on this one. */
  trigger(line?: string): void;
  /** The router said this, or a hint came, on the line of the home's sources. */
  hear(said: Addresses): void;
  /** As a person asks for it. */
  lookNow(): LookTimes;
  /** What it keeps, in the order of the targets. */
  readonly targets: readonly Target[];
  /** The records of this target are in doubt. */
  readAgain(target: Target): void;
  stop(): Promise<void>;
}

/** The program as it runs for years, on a clock that is moved by hand: the engine and all below it, at default settings. */
export function virtualHome(options: VirtualHomeOptions): VirtualHome {
  const { keys, clock, random, provider = new MemoryProvider(), quorum = 2, ttl = 600 } = options;
  const { schedule = '*/30 * * * * *', recheck = 3_600_000, timeout = 10_000 } = options;
  const { targets = [{ zone: 'example.com', keys, provider }] } = options;
  const home: VirtualLine = { id: 'default', sources: options.sources };
  const hosts = new Map<Target, MemoryProvider>();
  const kept = targets.map(({ zone, keys: names, provider: host, line = home, updateOnly }) => {
    const id = `memory ${zone} ${names.map(keyText)} ${line.id}`;
    const told = { ...(updateOnly && { updateOnly }) };
    const target = { id, host: 'memory', title: 'Memory', zone: parseZone(zone), keys: names, ttl, ...told };
    hosts.set(target, host);
    return { target, line: line.id };
  });
  const lines = [...new Set(targets.map(({ line = home }) => line))].map((line) => {
    const desired = kept.flatMap((one) => (one.line === line.id ? familiesOf(one.target) : []));
    return {
      id: line.id,
      families: families.filter((family) => desired.includes(family)),
      sources: { ipv4: line.sources.ipv4 ?? [], ipv6: line.sources.ipv6 ?? [] },
      quorum: { ipv4: quorum, ipv6: quorum },
      allowPrivate: line.allowPrivate ?? false,
      ...(line.way && { way: line.way, via: { variable: 'VIA_2', place: line.id } }),
    };
  });
  const asked = lines.flatMap(({ sources }) => families.flatMap((family) => sources[family]));
  const status = createStatus({
    ...{ kept, clock, healthMaxAge: 900_000, version: 'test', redact: (text) => text },
  });
  const reports = createReports(kept, [status], clock);
  let looks = 0;
  const engine = createEngine({
    config: { timeout, recheck, schedule, dryRun: false },
    lines,
    kept,
    accountOf: (target) => ({
      account: ownAccount(clock),
      access: fixedAccess((hosts.get(target) ?? provider).provider),
    }),
    clock,
    random,
    observe(outcome) {
      if (outcome.kind === 'looked') looks += 1;
      reports.observe(outcome);
      options.onOutcome?.(outcome);
    },
  });
  engine.start();
  return {
    provider,
    report: () => status.report(reports.state()),
    looks: () => looks,
    questions: () => asked.reduce((sum, source) => sum + source.asked, 0),
    trigger: engine.look,
    lookNow: engine.lookNow,
    targets: kept.map(({ target }) => target),
    hear: (said) => engine.hear('default', said),
    readAgain: engine.readAgain,
    stop: engine.stopLooking,
  };
}
