import { loadConfig } from '../app/load-config.ts';
import { redactorOf } from '../app/redaction.ts';
import { wire } from '../app/wiring.ts';
import { systemClock } from '../base/clock.ts';
import { fullName, listed } from '../report/names.ts';
import { ConfigError } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import type { Streams } from './check.ts';

const exitFailed = 1;
const exitConfig = 78;

/** Sends one message to each service of `NOTIFY_URLS` and says what came of it. Resolves to the exit code. */
export async function notifyTest(env: Environment, { out, err }: Streams): Promise<number> {
  try {
    const config = await loadConfig(env);
    const { notifiers } = config;
    if (notifiers.length === 0) {
      err('NOTIFY_URLS is not set, so nobody is told anything.\n');
      return exitConfig;
    }
    const clock = systemClock;
    const redactor = redactorOf(config, env);
    await using cleanup = new AsyncDisposableStack();
    const { kept, messageHttp: http, close } = wire({ config, env, redactor, clock, trace() {} });
    cleanup.defer(close);
    const { sendTest } = await import('../notifiers/messages.ts');
    const names = kept.flatMap(({ target }) => target.keys.map((key) => fullName(target, key)));
    const { signal } = new AbortController();
    const sending = { http, signal, now: clock.now, onSession: redactor.addSession };
    const tested = await sendTest(notifiers, sending, listed([...new Set(names)]));
    for (const { title, host, reason } of tested) {
      const came = reason === undefined ? 'has taken a test message' : `has not taken it: ${reason}`;
      out(redactor.redact(`${title} at ${host} ${came}\n`));
    }
    return tested.every(({ reason }) => reason === undefined) ? 0 : exitFailed;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    err(`${error.message}\n`);
    return exitConfig;
  }
}
