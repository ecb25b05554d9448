import { createEngine, type Engine } from '../../src/app/engine.ts';
import { removeRecords, windUp } from '../../src/app/shutdown.ts';
import { type Account, type AccountOptions, createAccount } from '../../src/core/account.ts';
import type { Observer } from '../../src/core/outcome.ts';
import { familiesOf, type Target } from '../../src/core/target.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import type { Rate } from '../../src/http/throttle.ts';
import { type Family, families } from '../../src/ip/address.ts';
import { createEventLog } from '../../src/report/log/event-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { createReports, type Reporter } from '../../src/report/reporter.ts';
import { isInSync } from '../../src/report/state.ts';
import { createStatus } from '../../src/report/status.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { startLocalLooks } from '../../src/sources/hints/local-looks.ts';
import { createPush, type Push } from '../../src/web/push/push.ts';
import { accessTo, type SecretFile } from './access.ts';
import type { PretendBroker } from './broker.ts';
import type { Chance } from './chance.ts';
import { engineLine, type HomeLine, type Lines } from './lines.ts';
import type { Network } from './network.ts';
import type { PretendApi } from './pretend-api.ts';
import { type Ears, startReporters } from './reporters.ts';
import { credential, type Router } from './router.ts';
import type { ProcessClock } from './simulated-clock.ts';
import { openHomeSources } from './sources.ts';
import type { Heard } from './witness-rule.ts';

/** The settings of the program in one life. */
export interface Settings {
  readonly targets: readonly { readonly target: Target; readonly api: PretendApi; readonly line: HomeLine }[];
  readonly lines: Lines;
  readonly rates: readonly Rate[];
  readonly recheck: number;
  readonly timeout: number;
  readonly schedule: string;
  readonly deletesOnStop: boolean;
  /** It looks at what the router and the machine itself show. */
  readonly localHints: boolean;
  /** By messages, by heartbeat and by MQTT. */
  readonly tellsOwner: boolean;
}

export interface ProgramOptions {
  readonly settings: Settings;
  readonly clock: ProcessClock;
  readonly chance: Chance;
  readonly network: Network;
  readonly router: Router;
  readonly broker: PretendBroker;
  readonly ears: Ears;
  secretOf(api: PretendApi): SecretFile;
  hear(heard: Heard): void;
  /** The adapter has read these for the target. */
  hasRead(target: Target, keys: readonly RecordKey[], since: number | undefined): void;
  log(line: string): void;
  readonly observe: Observer;
  readonly reporter: Reporter;
}

/** One run of the real program. */
export interface Program {
  report(): StatusReport;
  isInSync(): boolean;
  readonly push: Push;
  /** The router has announced something. */
  look(): void;
  /** As after SIGTERM; resolves when the process would have ended. */
  stop(): Promise<void>;
}

/** A real host has its own. */
function ratesOf({ real }: PretendApi, { rates }: Settings): Pick<AccountOptions, 'rate'> {
  if (!real) return { rate: rates };
  const { rate, methodRates, zoneRate } = real.definition;
  return { rate, ...(methodRates && { methodRates }), ...(zoneRate && { zoneRate }) };
}

/** Starts the program: everything between the settings and the seams is the real code. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { settings, clock, network, chance } = options;
  const { recheck, timeout, schedule } = settings;
  const log = createLogger({
    ...{ level: 'info', format: 'json', redact: (text) => text },
    // The logger takes the time of the system, which is no part of the world.
    write: (line) => options.log(line.trimEnd().replace(/"time":"[^"]*",?/, '')),
  });
  const kept = settings.targets.map(({ target, line }) => ({ target, line: line.id }));
  const status = createStatus({
    ...{ kept, clock, healthMaxAge: 900_000, version: 'simulated', redact: (text) => text },
  });
  const push = createPush({
    ...{ credential, clock, kept, log },
    look: (line, said) => engine.hear(line, said),
  });
  const { ears, broker, router } = options;
  const report = () => status.report(reports.state());
  const told = settings.tellsOwner
    ? startReporters({
        kept,
        clock,
        chance: chance.fork('reporters'),
        http: network.ownerHttp,
        broker,
        log,
        ears,
        report,
      })
    : undefined;
  const reporters = [createEventLog(log, clock), status, push, options.reporter, ...(told?.list ?? [])];
  const reports = createReports(kept, reporters, clock);
  const accounts = new Map<PretendApi, Account>();

  function accountOf(target: Target) {
    const api = settings.targets.find((one) => one.target === target)?.api;
    if (!api) throw new Error(`${target.id} is not among the settings`);
    const account =
      accounts.get(api) ?? createAccount({ http: network.http, clock, ...ratesOf(api, settings) });
    accounts.set(api, account);
    const hasRead = (keys: readonly RecordKey[], since: number | undefined) =>
      options.hasRead(target, keys, since);
    const file = options.secretOf(api);
    return { account, access: accessTo({ api, target, account, network, clock, file, hasRead }) };
  }

  const hear = options.hear;
  const engine: Engine = createEngine({
    config: { timeout, recheck, schedule, dryRun: false },
    lines: settings.lines.map((line) => {
      const ofLine = kept.filter((one) => one.line === line.id);
      const open = (family: Family) => openHomeSources(line, family, network, clock, timeout, hear);
      return {
        ...engineLine(line, { ipv4: open('ipv4'), ipv6: open('ipv6') }),
        families: families.filter((family) =>
          ofLine.some(({ target }) => familiesOf(target).includes(family)),
        ),
      };
    }),
    ...{ kept, accountOf, clock, random: chance.random },
    observe(outcome) {
      reports.observe(outcome);
      options.observe(outcome);
    },
  });
  engine.start();
  const { interfaces, ask } = router;
  const localLooks = settings.localHints
    ? startLocalLooks({ clock, onHint: engine.look, interfaces, askQuickly: ask, askSlowly: ask })
    : undefined;

  return {
    push,
    look: () => engine.look(settings.lines[0].id),
    report,
    isInSync: () => isInSync(reports.state(), kept),
    async stop() {
      localLooks?.stop();
      push.stop();
      const removalDeadline = new AbortController();
      clock.after(7_000, () => removalDeadline.abort());
      await Promise.all([engine.stopLooking(), engine.stopSteps(4_000)]);
      const removal = settings.deletesOnStop
        ? removeRecords(engine.workers, log, removalDeadline.signal)
        : undefined;
      await windUp(removal, [told?.stop()]);
    },
  };
}
