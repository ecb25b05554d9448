import { type Clock, systemClock } from '../base/clock.ts';
import { asFailure } from '../base/failure.ts';
import { userAgent, version } from '../base/version.ts';
import { type Config, readConfig } from '../config/config.ts';
import { namedProviders } from '../config/targets.ts';
import { createAccounts } from '../core/account.ts';
import { createReconciler, type Reconciler } from '../core/reconciler.ts';
import { createRound } from '../core/round.ts';
import { startLoop } from '../core/schedule.ts';
import { createDetector } from '../detect/detector.ts';
import { createNatCheck } from '../detect/nat-check.ts';
import { createHttp, type Http } from '../http/client.ts';
import { type Trace, traced } from '../http/trace.ts';
import { endProcess } from '../process/exit.ts';
import { loadProviders, providerNames, providersOfVariable } from '../providers/registry.ts';
import { createJournal } from '../report/journal.ts';
import { createLogger, type Logger } from '../report/logger.ts';
import { createRedactor, type Redactor } from '../report/redact.ts';
import { createStatus } from '../report/status.ts';
import type { Environment } from '../settings/secrets.ts';
import { type Listener, listenForAnnouncements } from '../sources/hints/announcements.ts';
import { defaultSources, parseSources } from '../sources/registry.ts';
import type { Source } from '../sources/source.ts';
import { startEndpoint } from '../web/server.ts';

// Within the 7.5 s that a stop may take.
const removalTimeout = 7_000;
const writeGrace = 4_000;

/**
 * Runs until `stop` aborts, or for one round with ONCE. Resolves to the exit code. Throws a ConfigError when the
 * settings cannot be used.
 */
export async function runProgram(env: Environment, stop: AbortSignal): Promise<number> {
  const clock = systemClock;
  const random = Math.random;
  let direct: Http = () => Promise.reject(new Error('asked before the settings were read'));
  const concerned = [...namedProviders(env), ...Object.keys(env).flatMap(providersOfVariable)];
  const config = readConfig(env, {
    providers: await loadProviders(concerned),
    providerNames,
    sourcesOf: (entries, family, timeout) =>
      parseSources(entries ?? defaultSources[family], family, {
        http: (request) => direct(request),
        clock,
        timeout,
      }),
  });
  const { targets } = config;
  const redactor = secretsOf(config, env);
  const { redact } = redactor;
  const log = await createLogger({ ...config.log, redact, write: (line) => process.stdout.write(line) });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'A fault of this program');
    endProcess(1);
  });
  // A log reader that went away is no reason to stop keeping records.
  process.stdout.on('error', () => {});
  for (const warning of config.warnings) log.warn({ warning }, 'A setting deserves a look');

  const { timeout } = config;
  const directHttp = createHttp({ userAgent, timeout });
  const tracing = { clock, redact, tell: (trace: Trace) => log.trace(trace, 'Request') };
  direct = traced(directHttp, tracing);
  const proxy = proxyOf(env);
  const http = createHttp({ userAgent, timeout, ...(proxy && { proxy }) });
  const { recheck, dryRun } = config;
  const accountOf = createAccounts(traced(http, tracing), clock);
  const reconcilers = targets.map((target) => {
    const account = accountOf(target);
    const shared = { http: account.http, account, clock, random, timeout, recheck, dryRun };
    const { add: onSecret, addSession: onSession } = redactor;
    return createReconciler({ target, ...shared, onSecret, onSession });
  });
  const { sources, quorum, allowPrivate } = config;
  const detector = createDetector({ sources, quorum, allowPrivate, timeout, clock, random });
  const natWatch = createNatCheck({ sources: sources.ipv4, clock, every: recheck });
  const round = createRound({ families: config.families, detector, natWatch, reconcilers, clock, random });
  const status = createStatus({ targets, clock, healthMaxAge: config.healthMaxAge, version, redact });
  const journal = createJournal({ log, targets, clock });

  const stopDetection = new AbortController();
  const stopProviders = new AbortController();
  const signals = { detection: stopDetection.signal, providers: stopProviders.signal };
  const turn = async () => {
    const outcome = await round(signals);
    // A look that was broken off says nothing of the address, but what was written by then is written.
    const brokenOff = stop.aborted && Object.values(outcome.detections).some(({ kind }) => kind === 'none');
    status.update(brokenOff ? { ...outcome, detections: {} } : outcome);
    journal(outcome, { brokenOff });
    return outcome;
  };

  tellStart(log, config);
  const told = whenAborted(stop, () => {
    log.info({ signal: stop.reason }, 'Stopping');
    stopDetection.abort();
    setTimeout(() => stopProviders.abort(), writeGrace).unref();
  });
  if (config.once) {
    const outcome = await turn();
    return stop.aborted || outcome.inSync ? 0 : 1;
  }

  const loop = startLoop({ schedule: config.schedule, clock, turn: async () => (await turn()).wakeAt });
  const endpoint = config.endpoint
    ? startEndpoint({
        ...config.endpoint,
        report: status.report,
        isAlive: loop.isAlive,
        onListening: (port) => log.debug({ port }, 'The endpoint listens'),
        onError: (error) =>
          log.error(
            { reason: error.message },
            'The endpoint cannot listen; it is tried again, the records are kept meanwhile',
          ),
      })
    : undefined;

  const announcements = await hearRouter(sources.ipv4, clock, loop.trigger, log);

  await told;
  const removalDeadline = AbortSignal.timeout(removalTimeout);
  announcements?.stop();
  await loop.stop();
  if (config.onStop === 'delete' && !dryRun) await removeRecords(reconcilers, log, removalDeadline);
  endpoint?.close();
  await Promise.all([http.close(), directHttp.close()]);
  log.info('Stopped');
  return 0;
}

/** With the router among the sources, its announcement of a new address is as good as a tick. */
async function hearRouter(
  sources: readonly Source[],
  clock: Clock,
  onHint: () => void,
  log: Logger,
): Promise<Listener | undefined> {
  const gateway = sources.find(({ router }) => router !== undefined);
  if (!gateway) return undefined;
  const listener = await listenForAnnouncements({ clock, gateway: async () => gateway.router?.(), onHint });
  if (listener.reason !== undefined)
    log.info({ reason: listener.reason }, "The router's announcements are not heard");
  return listener;
}

/** Calls back when the signal aborts, at once if it did already, and then resolves. */
function whenAborted(signal: AbortSignal, callback: () => void): Promise<void> {
  return new Promise((resolve) => {
    const aborted = () => {
      callback();
      resolve();
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

async function removeRecords(
  reconcilers: readonly Reconciler[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const results = await Promise.allSettled(reconcilers.map((reconciler) => reconciler.remove(signal)));
  for (const result of results) {
    if (result.status === 'rejected')
      log.error(
        { reason: asFailure(result.reason).message },
        'Kept records could not all be deleted at stop',
      );
  }
  if (results.every(({ status }) => status === 'fulfilled'))
    log.info('The kept records are deleted, as ON_STOP asks');
}

function tellStart(log: Logger, { targets, schedule, sources, dryRun, once, onStop }: Config): void {
  log.info(
    {
      version,
      targets: targets.map(({ provider, zone, keys, ttl }) => ({
        provider: provider.name,
        zone: zone.display,
        records: keys.map(({ name, type }) => `${name} ${type}`),
        ttl,
      })),
      sources: Object.values(sources).flatMap((list) => list.map(({ name }) => name)),
      schedule,
      ...(dryRun && { dryRun }),
      ...(once && { once }),
      ...(onStop === 'delete' && { onStop }),
    },
    'Keeping the records of this home',
  );
}

/** Everything among the settings that must never be shown. */
function secretsOf({ targets }: Config, env: Environment): Redactor {
  const redactor = createRedactor();
  for (const { provider, values } of targets) {
    for (const { name, secret } of provider.settings) {
      const value = values[name];
      if (value !== undefined && secret) redactor.add(value);
    }
  }
  for (const value of Object.values(env)) {
    for (const part of value?.split(',') ?? []) if (part.includes('://')) redactor.addUrl(part.trim());
  }
  return redactor;
}

function proxyOf(env: Environment): { http?: string; https?: string; none?: string } | undefined {
  const http = env.http_proxy || env.HTTP_PROXY;
  const https = env.https_proxy || env.HTTPS_PROXY;
  const none = env.no_proxy || env.NO_PROXY;
  if (!http && !https) return undefined;
  return { ...(http && { http }), ...(https && { https }), ...(none && { none }) };
}
