import { systemClock } from '../base/clock.ts';
import { userAgent, version } from '../base/version.ts';
import { readConfig } from '../config/config.ts';
import { namedProviders } from '../config/targets.ts';
import { createHttp } from '../http/client.ts';
import { type Trace, traced } from '../http/trace.ts';
import { endProcess } from '../process/exit.ts';
import { loadProviders, providerNames, providersOfVariable } from '../providers/registry.ts';
import { createEventLog } from '../report/event-log.ts';
import { createLogger } from '../report/logger.ts';
import { createReports } from '../report/reporter.ts';
import { isInSync } from '../report/state.ts';
import { createStatus } from '../report/status.ts';
import type { Environment } from '../settings/secrets.ts';
import { openSources } from '../sources/registry.ts';
import { createAccounts } from './accounts.ts';
import { freshConnections } from './connections.ts';
import { openEndpoint } from './endpoint.ts';
import { createEngine, onlyLine } from './engine.ts';
import { proxyOf } from './proxy.ts';
import { redactorOf } from './redaction.ts';
import { hearRouter } from './router-hints.ts';
import { aborted, removeRecords } from './shutdown.ts';
import { logStart } from './startup-log.ts';
import { targetOf } from './targets.ts';

// Within the 7.5 s that a stop may take.
const removalTimeout = 7_000;
const writeGrace = 4_000;

/**
 * Runs until `stop` aborts, or for one look with ONCE. Resolves to the exit code. Throws a ConfigError when the
 * settings cannot be used. What is set up is undone in reverse order.
 */
export async function runProgram(env: Environment, stop: AbortSignal): Promise<number> {
  const clock = systemClock;
  const times = { clock, random: Math.random };
  const concerned = [...namedProviders(env), ...Object.keys(env).flatMap(providersOfVariable)];
  const config = readConfig(env, { providers: await loadProviders(concerned), providerNames });
  const redactor = redactorOf(config, env);
  const { redact } = redactor;
  const log = await createLogger({ ...config.log, redact, write: (line) => process.stdout.write(line) });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'A fault of this program');
    endProcess(1);
  });
  // A log reader that went away is no reason to stop keeping records.
  process.stdout.on('error', () => {});

  await using cleanup = new AsyncDisposableStack();
  const { timeout, dryRun, recheck: _, ...rest } = config;
  const directHttp = createHttp({ userAgent, timeout });
  const proxy = proxyOf(env);
  const http = createHttp({ userAgent, timeout, ...(proxy && { proxy }) });
  cleanup.defer(() => Promise.all([http.close(), directHttp.close()]).then(() => {}));
  const tracing = { clock, redact, tell: (trace: Trace) => log.trace(trace, 'Request') };
  const direct = { http: traced(directHttp, tracing), clock, timeout };
  const sources = {
    ipv4: openSources(config.sources.ipv4, direct),
    ipv6: openSources(config.sources.ipv6, direct),
  };

  const configured = new Map(config.targets.map((target) => [targetOf(target), target]));
  const kept = [...configured.keys()].map((target) => ({ target, line: onlyLine }));
  const about = { kept, clock, healthMaxAge: rest.healthMaxAge, version, redact };
  const status = createStatus(about);
  const reporters = [freshConnections([http, directHttp]), createEventLog(log, clock), status];
  const reports = createReports(kept, reporters, clock);
  const { add: onSecret, addSession: onSession } = redactor;
  const context = { clock, timeout, dryRun, onSession };
  const accounts = createAccounts({ http: traced(http, tracing), clock, context, onSecret }, configured);
  const engine = createEngine({
    config,
    sources,
    kept,
    accountOf: accounts,
    ...times,
    observe: reports.observe,
  });

  logStart(log, config);
  const told = aborted(stop).then(() => {
    log.info({ signal: stop.reason }, 'Stopping');
    return Promise.all([engine.stopLooking(), engine.stopSteps(writeGrace)]);
  });
  if (config.once) {
    // For a stop that ends it before it is done.
    process.exitCode = 1;
    await engine.once();
    return isInSync(reports.state(), kept) ? 0 : 1;
  }

  engine.start();
  const endpoint = openEndpoint(config, {
    ...{ clock, log, kept, isAlive: engine.isAlive },
    report: () => status.report(reports.state()),
  });
  if (endpoint) cleanup.defer(() => endpoint.close());
  const announcements = await hearRouter(sources.ipv4, clock, engine.look, log);

  await aborted(stop);
  const removalDeadline = AbortSignal.timeout(removalTimeout);
  announcements?.stop();
  await told;
  if (config.onStop === 'delete' && !dryRun) await removeRecords(engine.workers, log, removalDeadline);
  await cleanup.disposeAsync();
  log.info('Stopped');
  return 0;
}
