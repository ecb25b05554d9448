import { inspect } from '../app/inspection.ts';
import { loadConfig } from '../app/load-config.ts';
import { redactorOf } from '../app/redaction.ts';
import { version } from '../base/version.ts';
import { ConfigError } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { findings, settingsTable } from './check-table.ts';

const exitFound = 1;
const exitConfig = 78;

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/**
 * Tries out all that the settings name: secrets, each source, one read of each target; says what would be changed, and
 * writes nothing. Resolves to the exit code.
 */
export async function check(env: Environment, { out, err }: Streams): Promise<number> {
  try {
    const config = await loadConfig(env);
    const redactor = redactorOf(config, env);
    const { redact } = redactor;
    out(redact(`homemade-ddns ${version} looks at all it is told to use, and writes nothing.\n\n`));
    out(redact(settingsTable(config, env)));
    const inspection = await inspect(config, { env, redactor, signal: new AbortController().signal });
    const { sources, records, verdict, isWell } = findings(inspection);
    out(redact(`${sources}${records}${verdict}\n`));
    return isWell ? 0 : exitFound;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    err(`${error.message}\n`);
    return exitConfig;
  }
}
