import { systemClock } from '../../base/clock.ts';
import { localTime } from '../../base/local-time.ts';
import type { Config } from '../../config/config.ts';
import type { Signals } from '../../process/signals.ts';
import { ConfigError } from '../../settings/problem.ts';
import type { Environment } from '../../settings/secrets.ts';
import { settingsInTime } from '../bad-settings.ts';
import type { Platform } from './platform.ts';

/** The exit code of a program whose settings cannot be used. */
export const exitConfig = 78;

/** The settings; undefined where they cannot be used and stay so, which is told. */
export async function usableSettings(
  env: Environment,
  { stop, isAtTerminal: isAttended }: Signals,
  platform: Platform,
): Promise<Config | undefined> {
  const read = await platform.load(env).catch((error: unknown) => {
    if (error instanceof ConfigError) return error;
    throw error;
  });
  if (!(read instanceof ConfigError)) return read;
  const clock = systemClock;
  process.stderr.on('error', () => {});
  // For a stop that ends it at this moment.
  process.exitCode = exitConfig;
  const say = (text: string) => process.stderr.write(`${localTime(clock.now())}  ${text}\n`);
  const config = await settingsInTime(read, { env, clock, stop, isAttended, platform, say });
  process.exitCode = undefined;
  return config;
}
