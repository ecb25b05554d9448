import { systemClock } from '../base/clock.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import type { Addresses } from '../core/target.ts';
import type { Trace } from '../http/trace.ts';
import { endProcess } from '../process/exit.ts';
import { stayLight } from '../process/memory.ts';
import type { Signals } from '../process/signals.ts';
import { createEventLog } from '../report/log/event-log.ts';
import { createTextLog } from '../report/log/text-log.ts';
import { createLogger } from '../report/logger.ts';
import { createReports, type Reporter } from '../report/reporter.ts';
import { isInSync } from '../report/state.ts';
import { createStatus } from '../report/status.ts';
import { createWording } from '../report/wording.ts';
import type { Environment } from '../settings/secrets.ts';
import type { Metrics } from '../web/metrics/metrics.ts';
import { createTimeline } from '../web/timeline.ts';
import { freshConnections } from './connections.ts';
import { openEndpoint, openPush } from './endpoint.ts';
import { loadConfig } from './load-config.ts';
import { createLookNow } from './look-now.ts';
import { openMessages, withNotesOf } from './messages.ts';
import { counted, countRequest, openMetrics } from './metrics.ts';
import type { Platform } from './platform/platform.ts';
import { exitConfig, usableSettings } from './platform/usable-settings.ts';
import { redactorOf } from './redaction.ts';
import { openCredentialFiles } from './reporters/credential-files.ts';
import { openHeartbeat } from './reporters/heartbeat.ts';
import { openMqtt } from './reporters/mqtt.ts';
import { openWorld } from './reporters/world.ts';
import { hearRouter, openLocalLooks } from './router-hints.ts';
import { aborted, removeRecords, windUp } from './shutdown.ts';
import { logStart } from './startup-log.ts';
import { wire } from './wiring.ts';

// Within the 7.5 s that a stop may take.
const removalTimeout = 7_000;
const writeGrace = 4_000;

/** Runs until it is asked to stop, or for one look with ONCE. Resolves to the exit code. */
export async function runProgram(
  env: Environment,
  signals: Signals,
  platform: Platform = { load: loadConfig },
): Promise<number> {
  const config = await usableSettings(env, signals, platform);
  return config ? keepRecords(config, env, signals, platform) : exitConfig;
}

/** What is set up is undone in reverse order. */
async function keepRecords(
  config: Config,
  env: Environment,
  { stop, onHangup }: Signals,
  { ingress, notes = [] }: Platform,
): Promise<number> {
  const clock = systemClock;
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
  let metrics: Metrics | undefined;
  const trace = (one: Trace) => {
    log.trace(one, 'Request');
    countRequest(metrics, one);
  };
  const { kept, lines, clients, messageHttp, homeHttp, ...parts } = wire({
    config,
    env,
    redactor,
    clock,
    trace,
  });
  cleanup.defer(parts.close);
  const world = await openWorld(config, {
    ...{ kept, clock, log, redact },
    readAgain: (target) => engine.readAgain(target),
    tell: (event) => reports.tell(event),
    state: () => reports.state(),
  });
  metrics = await openMetrics(config, { kept, clock, world });
  const { healthMaxAge, dryRun } = config;
  const files = openCredentialFiles(config, { clock, log, redactor });
  const status = files.noting(createStatus({ kept, clock, healthMaxAge, version, dryRun, redact }));
  const wording = createWording({ kept, dryRun, once: config.once });
  const told =
    config.log.format === 'text'
      ? createTextLog(log, wording, clock)
      : createEventLog(log, clock, !config.once);
  const timeline = createTimeline(wording, clock, redact, kept[0]?.line);
  const messages = await openMessages(config, { http: messageHttp, clock, log, wording, redactor });
  const report = () => withNotesOf([world, messages], status.report(reports.state()));
  const heartbeat = await openHeartbeat(config, { http: messageHttp, clock, log, report });
  const look = (line: string, said: Addresses) => engine.hear(line, said);
  const push = await openPush(config, { kept, clock, log, look });
  const reporters: Reporter[] = [
    freshConnections(clients),
    told,
    status,
    ...world.reporters,
    ...(config.endpoint ? [timeline] : []),
    ...(metrics ? [metrics] : []),
    ...(messages ? [messages] : []),
    ...(push ? [push] : []),
    // One look has one end, which is told below.
    ...(heartbeat && !config.once ? [heartbeat] : []),
  ];
  const reports = createReports(kept, reporters, clock);
  const engine = parts.engine(reports.observe, counted(lines, metrics, clock));

  logStart(log, config, kept);
  for (const note of notes) log.info(note);
  const stopped = aborted(stop).then(() => {
    log.info({ signal: stop.reason }, 'Stopping');
    return Promise.all([engine.stopLooking(), engine.stopSteps(writeGrace)]);
  });
  if (config.once) {
    // For a stop that ends it before it is done.
    process.exitCode = 1;
    await heartbeat?.start();
    await engine.once();
    const isWell = isInSync(reports.state(), kept);
    await Promise.all([heartbeat?.end(isWell), messages?.close()]);
    return isWell ? 0 : 1;
  }

  const lookNow = createLookNow(engine, log);
  const mqtt = await openMqtt(config, { kept, clock, log, lookNow, report });
  if (mqtt) reporters.push(mqtt);
  await files.watch({ messages, heartbeat, mqtt, push });
  cleanup.defer(() => files.stop());
  engine.start();
  stayLight();
  world.start();
  cleanup.defer(world.stop);
  onHangup(() => lookNow('SIGHUP'));
  const endpoint = openEndpoint(config, {
    ...{ clock, log, kept, isAlive: engine.isAlive, lookNow, metrics: metrics?.text, push, ingress },
    view: () => ({
      report: report(),
      timeline: timeline.report(),
      nextLook: engine.nextLook()?.toISOString() ?? null,
    }),
  });
  if (messages) cleanup.defer(messages.close);
  if (heartbeat) cleanup.defer(() => heartbeat.stop());
  if (endpoint) cleanup.defer(() => endpoint.close());
  if (push) cleanup.defer(() => push.stop());
  const announcements = await Promise.all(
    lines.map(({ id, sources }) => hearRouter(sources.ipv4, clock, () => engine.look(id), log)),
  );

  const onHint = () => {
    for (const { id } of lines) engine.hear(id, {});
  };
  const localLooks = await openLocalLooks(config, { clock, http: homeHttp, onHint });

  await aborted(stop);
  localLooks?.stop();
  const removalDeadline = AbortSignal.timeout(removalTimeout);
  for (const heard of announcements) heard?.stop();
  await stopped;
  const deletes = config.onStop === 'delete' && !config.dryRun;
  await windUp(deletes ? removeRecords(engine.workers, log, removalDeadline) : undefined, [
    messages?.close(),
    mqtt?.stop(),
  ]);
  await cleanup.disposeAsync();
  log.info('Stopped');
  return 0;
}
