import { createEngine, type Engine } from '../../src/app/engine.ts';
import { removeRecords } from '../../src/app/shutdown.ts';
import type { Access } from '../../src/core/access.ts';
import { type Account, createAccount } from '../../src/core/account.ts';
import type { Observer } from '../../src/core/outcome.ts';
import { familiesOf, type Target } from '../../src/core/target.ts';
import type { RecordKey } from '../../src/dns/records.ts';
import type { Http } from '../../src/http/client.ts';
import type { Rate } from '../../src/http/throttle.ts';
import { families } from '../../src/ip/address.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { createEventLog } from '../../src/report/log/event-log.ts';
import { createLogger } from '../../src/report/logger.ts';
import { createReports, type Reporter } from '../../src/report/reporter.ts';
import { isInSync } from '../../src/report/state.ts';
import { createStatus } from '../../src/report/status.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import type { Chance } from './chance.ts';
import { askedHeader, type Network, targetHeader } from './network.ts';
import type { PretendApi } from './pretend-api.ts';
import { pretendHost } from './pretend-hosts.ts';
import type { ProcessClock } from './simulated-clock.ts';
import { openHomeSources } from './sources.ts';
import type { Heard } from './witness-rule.ts';

const onlyLine = 'default';

/** The file that a host's credentials stand in, as the owner left it. */
export interface SecretFile {
  content: string;
  version: number;
  isReadable: boolean;
}

/** The settings of the program in one life. */
export interface Settings {
  readonly targets: readonly { readonly target: Target; readonly api: PretendApi }[];
  readonly rates: readonly Rate[];
  readonly quorum: number;
  readonly recheck: number;
  readonly timeout: number;
  readonly schedule: string;
  readonly deletesOnStop: boolean;
}

export interface ProgramOptions {
  readonly settings: Settings;
  readonly clock: ProcessClock;
  readonly chance: Chance;
  readonly network: Network;
  secretOf(api: PretendApi): SecretFile;
  hear(heard: Heard): void;
  /** The adapter has read these for the target. */
  hasRead(target: Target, keys: readonly RecordKey[]): void;
  log(line: string): void;
  readonly observe: Observer;
  readonly reporter: Reporter;
}

/** One run of the real program. */
export interface Program {
  report(): StatusReport;
  isInSync(): boolean;
  /** As after SIGTERM; resolves when the process would have ended. */
  stop(): Promise<void>;
}

/** Starts the program: everything between the settings and the seams is the real code. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { settings, clock, network, chance } = options;
  const { recheck, timeout, schedule, quorum } = settings;
  const log = createLogger({
    ...{ level: 'info', format: 'json', redact: (text) => text },
    // The logger takes the time of the system, which is no part of the world.
    write: (line) => options.log(line.trimEnd().replace(/"time":"[^"]*",?/, '')),
  });
  const kept = settings.targets.map(({ target }) => ({ target, line: onlyLine }));
  const status = createStatus({
    ...{ kept, clock, healthMaxAge: 900_000, version: 'simulated', redact: (text) => text },
  });
  const reports = createReports(kept, [createEventLog(log, clock), status, options.reporter], clock);
  const accounts = new Map<PretendApi, Account>();

  function accountOf(target: Target) {
    const api = settings.targets.find((one) => one.target === target)?.api;
    if (!api) throw new Error(`${target.id} is not among the settings`);
    const account = accounts.get(api) ?? createAccount({ http: network.http, clock, rate: settings.rates });
    accounts.set(api, account);
    const tell = (keys: readonly RecordKey[]) => options.hasRead(target, keys);
    return {
      account,
      access: accessTo(api, onBehalfOf(target, account.http, clock), clock, options.secretOf(api), tell),
    };
  }

  const hear = options.hear;
  const engine: Engine = createEngine({
    config: { timeout, recheck, schedule, dryRun: false },
    lines: [
      {
        ...{ id: onlyLine, quorum: { ipv4: quorum, ipv6: quorum }, allowPrivate: false },
        families: families.filter((family) => kept.some(({ target }) => familiesOf(target).includes(family))),
        sources: {
          ipv4: openHomeSources('ipv4', network, clock, timeout, hear),
          ipv6: openHomeSources('ipv6', network, clock, timeout, hear),
        },
      },
    ],
    ...{ kept, accountOf, clock, random: chance.random },
    observe(outcome) {
      reports.observe(outcome);
      options.observe(outcome);
    },
  });
  engine.start();

  return {
    report: () => status.report(reports.state()),
    isInSync: () => isInSync(reports.state(), kept),
    async stop() {
      const removalDeadline = new AbortController();
      clock.after(7_000, () => removalDeadline.abort());
      await Promise.all([engine.stopLooking(), engine.stopSteps(4_000)]);
      if (settings.deletesOnStop) await removeRecords(engine.workers, log, removalDeadline.signal);
    },
  };
}

function onBehalfOf({ id }: Target, http: Http, clock: ProcessClock): Http {
  return (request) => {
    const about = { [targetHeader]: id, [askedHeader]: String(clock.monotonic()) };
    return http({ ...request, headers: { ...request.headers, ...about } });
  };
}

/** The way to a host, with an adapter made anew for each new secret; what cannot be read leaves the last one in use. */
function accessTo(
  api: PretendApi,
  http: Http,
  clock: ProcessClock,
  file: SecretFile,
  hasRead: (keys: readonly RecordKey[]) => void,
): Access {
  let { version } = file;
  let provider = adapter(file.content);

  function adapter(token: string): Provider {
    const host = pretendHost({ kind: api.kind, base: `https://${api.host}`, http, clock, token });
    return {
      ...host,
      async read(zone, keys, signal) {
        const sets = await host.read(zone, keys, signal);
        hasRead(keys);
        return sets;
      },
    };
  }

  return {
    get provider() {
      return provider;
    },
    refresh() {
      if (!file.isReadable) return { version, trouble: 'the file cannot be read' };
      if (file.version !== version) {
        ({ version } = file);
        provider = adapter(file.content);
      }
      return { version, trouble: undefined };
    },
  };
}
