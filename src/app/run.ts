import { systemClock } from '../base/clock.ts';
import { userAgent, version } from '../base/version.ts';
import { readConfig } from '../config/config.ts';
import { needsPublicSuffixes } from '../config/names.ts';
import { namedProviders } from '../config/targets.ts';
import { needsSuffixesForSources } from '../config/voices.ts';
import { loadPublicSuffixes } from '../dns/public-suffix.ts';
import { createHttp } from '../http/client.ts';
import { type Trace, traced } from '../http/trace.ts';
import { endProcess } from '../process/exit.ts';
import type { Signals } from '../process/signals.ts';
import { loadProviders, providerNames, providersOfVariable } from '../providers/registry.ts';
import { createEventLog } from '../report/event-log.ts';
import { createLogger } from '../report/logger.ts';
import { createReports } from '../report/reporter.ts';
import { isInSync } from '../report/state.ts';
import { createStatus } from '../report/status.ts';
import { createTextLog } from '../report/text-log.ts';
import { createWording } from '../report/wording.ts';
import type { Environment } from '../settings/secrets.ts';
import { withoutEmpty } from '../settings/values.ts';
import { openSources } from '../sources/registry.ts';
import { openVia, type Way } from '../sources/via.ts';
import { createAccounts } from './accounts.ts';
import { freshConnections } from './connections.ts';
import { openEndpoint } from './endpoint.ts';
import { createEngine } from './engine.ts';
import { createLookNow } from './look-now.ts';
import { proxyOf } from './proxy.ts';
import { redactorOf } from './redaction.ts';
import { hearRouter } from './router-hints.ts';
import { aborted, removeRecords } from './shutdown.ts';
import { logStart } from './startup-log.ts';
import { homePrefixOf, targetOf } from './targets.ts';

// Within the 7.5 s that a stop may take.
const removalTimeout = 7_000;
const writeGrace = 4_000;

/**
 * Runs until it is asked to stop, or for one look with ONCE. Resolves to the exit code. Throws a ConfigError when the
 * settings cannot be used. What is set up is undone in reverse order.
 */
export async function runProgram(env: Environment, { stop, onHangup }: Signals): Promise<number> {
  const clock = systemClock;
  const times = { clock, random: Math.random };
  const concerned = [
    ...namedProviders(env),
    ...Object.keys(env).flatMap((name) => providersOfVariable(name.toUpperCase())),
  ];
  const needsSuffixes = needsPublicSuffixes(env) || needsSuffixesForSources(env);
  const config = readConfig(env, {
    providers: await loadProviders(concerned),
    providerNames,
    suffixes: needsSuffixes ? await loadPublicSuffixes() : undefined,
  });
  const redactor = redactorOf(config, env);
  const { redact } = redactor;
  const log = createLogger({
    ...{ ...config.log, redact, write: (line) => process.stdout.write(line) },
    colour: process.stdout.isTTY === true && !env.NO_COLOR,
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'A fault of this program');
    endProcess(1);
  });
  // A log reader that went away is no reason to stop keeping records.
  process.stdout.on('error', () => {});

  await using cleanup = new AsyncDisposableStack();
  const { timeout, dryRun, recheck: _, ...rest } = config;
  const directHttp = createHttp({ userAgent, timeout });
  const proxy = proxyOf(withoutEmpty(env));
  const http = createHttp({ userAgent, timeout, ...(proxy && { proxy }) });
  cleanup.defer(() => Promise.all([http.close(), directHttp.close()]).then(() => {}));
  const tracing = { clock, redact, tell: (trace: Trace) => log.trace(trace, 'Request') };
  const direct = { http: traced(directHttp, tracing), clock, timeout };
  const wayHttp = ({ from }: Way) => {
    const client = createHttp({ userAgent, timeout, from });
    cleanup.defer(() => client.close());
    return client;
  };
  const lines = config.lines.map((line) => {
    const homePrefix = homePrefixOf(config.targets.filter((target) => target.line === line.id));
    const way = line.via && openVia(line.via);
    const needs = way ? { ...direct, ...way, http: traced(wayHttp(way), tracing) } : direct;
    const ipv4 = openSources(line.sources.ipv4, needs);
    const sources = { ipv4, ipv6: openSources(line.sources.ipv6, { ...needs, homePrefix }) };
    return { ...line, sources, ...(way && { way }) };
  });

  const configured = new Map(config.targets.map((target) => [targetOf(target), target]));
  const kept = [...configured].map(([target, { line }]) => ({ target, line }));
  const about = { kept, clock, healthMaxAge: rest.healthMaxAge, version, redact };
  const status = createStatus(about);
  const told =
    config.log.format === 'text'
      ? createTextLog(log, createWording(kept, !config.once), clock)
      : createEventLog(log, clock, !config.once);
  const reporters = [freshConnections([http, directHttp]), told, status];
  const reports = createReports(kept, reporters, clock);
  const { add: onSecret, addSession: onSession } = redactor;
  const context = { clock, timeout, dryRun, onSession };
  const accounts = createAccounts({ http: traced(http, tracing), clock, context, onSecret }, configured);
  const engine = createEngine({
    config,
    lines,
    kept,
    accountOf: accounts,
    ...times,
    observe: reports.observe,
  });

  logStart(log, config, kept);
  const stopped = aborted(stop).then(() => {
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
  const lookNow = createLookNow(engine, log);
  onHangup(() => lookNow('SIGHUP'));
  const endpoint = openEndpoint(config, {
    ...{ clock, log, kept, isAlive: engine.isAlive },
    report: () => status.report(reports.state()),
  });
  if (endpoint) cleanup.defer(() => endpoint.close());
  const announcements = await Promise.all(
    lines.map(({ id, sources }) => hearRouter(sources.ipv4, clock, () => engine.look(id), log)),
  );

  await aborted(stop);
  const removalDeadline = AbortSignal.timeout(removalTimeout);
  for (const heard of announcements) heard?.stop();
  await stopped;
  if (config.onStop === 'delete' && !dryRun) await removeRecords(engine.workers, log, removalDeadline);
  await cleanup.disposeAsync();
  log.info('Stopped');
  return 0;
}
