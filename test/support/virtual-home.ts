import type { Random } from '../../src/base/clock.ts';
import type { Target } from '../../src/config/targets.ts';
import type { RoundOutcome } from '../../src/core/outcome.ts';
import { createReconciler } from '../../src/core/reconciler.ts';
import { createRound } from '../../src/core/round.ts';
import { startLoop } from '../../src/core/schedule.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { createNatCheck } from '../../src/detect/nat-check.ts';
import { parseZone } from '../../src/dns/name.ts';
import { familyOfType, type RecordKey } from '../../src/dns/records.ts';
import { type Family, families } from '../../src/ip/address.ts';
import { createStatus, type Status } from '../../src/report/status.ts';
import { MemoryProvider } from './memory-provider.ts';
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
  /** Called at the end of each round. */
  onRound?(outcome: RoundOutcome): void;
}

export interface VirtualHome {
  readonly provider: MemoryProvider;
  readonly status: Status;
  /** Rounds that ended. */
  rounds(): number;
  /** Questions to all sources. */
  questions(): number;
  trigger(): void;
}

/** The program as it runs for years, on a clock that is moved by hand: the loop and all below it, at default settings. */
export function virtualHome(options: VirtualHomeOptions): VirtualHome {
  const { keys, clock, random, provider = new MemoryProvider(), quorum = 2, ttl = 600 } = options;
  const { schedule = '*/30 * * * * *', recheck = 3_600_000, timeout = 10_000 } = options;
  const sources = { ipv4: options.sources.ipv4 ?? [], ipv6: options.sources.ipv6 ?? [] };
  const kept = families.filter((family) => keys.some(({ type }) => familyOfType[type] === family));
  const target: Target = {
    number: 1,
    provider: provider.definition,
    values: { MEMORY_TOKEN: 'token' },
    files: {},
    zone: parseZone('example.com'),
    families: kept,
    keys,
    ttl,
  };
  const http = () => Promise.reject(new Error('no request is expected'));
  const shared = { http, clock, random, timeout, recheck, dryRun: false };
  const reconcilers = [createReconciler({ target, ...shared, onSecret: () => {} })];
  const quorums = { ipv4: quorum, ipv6: quorum };
  const detector = createDetector({ sources, quorum: quorums, allowPrivate: false, timeout, clock, random });
  const natWatch = createNatCheck({ sources: sources.ipv4, clock, every: recheck });
  const round = createRound({ families: kept, detector, natWatch, reconcilers, clock, random });
  const about = { targets: [target], clock, healthMaxAge: 900_000, version: 'test' };
  const status = createStatus({ ...about, redact: (text) => text });
  const never = new AbortController().signal;
  let rounds = 0;

  const loop = startLoop({
    schedule,
    clock,
    async turn() {
      const outcome = await round({ detection: never, providers: never });
      rounds += 1;
      status.update(outcome);
      options.onRound?.(outcome);
      return outcome.wakeAt;
    },
  });
  return {
    provider,
    status,
    rounds: () => rounds,
    questions: () => families.flatMap((family) => sources[family]).reduce((sum, { asked }) => sum + asked, 0),
    trigger: loop.trigger,
  };
}
