import { userAgent } from '../../base/version.ts';
import type { Config } from '../../config/config.ts';
import type { HomeAssistantApp } from '../../home-assistant/app.ts';
import { createHttp } from '../../http/client.ts';
import type { Signals } from '../../process/signals.ts';
import { ConfigError } from '../../settings/problem.ts';
import type { Environment } from '../../settings/secrets.ts';
import { loadConfig } from '../load-config.ts';
import { runProgram } from '../run.ts';

// It is on the same machine; the records do not wait for it longer.
const timeout = 5_000;

/** Runs as an app of Home Assistant. Resolves to the exit code. */
export async function runApp(app: HomeAssistantApp, signals: Signals): Promise<number> {
  const http = createHttp({ userAgent, timeout });
  const { env, reason } = await app.withBroker(http, signals.stop);
  await http.close();
  const notes = reason === undefined ? [] : [`No entities in Home Assistant: ${reason}`];
  return runProgram(env, signals, { load: (given) => loadApp(given, app), ingress: app.ingress, notes });
}

/** The settings, with the names that they have in the form wherever the owner reads of them. */
export async function loadApp(env: Environment, { form, words }: HomeAssistantApp): Promise<Config> {
  if (form.isUnreadable) throw new ConfigError(form.problems, []);
  try {
    const config = await loadConfig(env, form);
    return {
      ...config,
      warnings: config.warnings.map(words.sentence),
      targets: config.targets.map((target) => ({ ...target, spellings: words.spellings(target.spellings) })),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(words.problems(error.problems), error.warnings.map(words.sentence));
  }
}
