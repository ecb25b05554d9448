import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, sleep } from '../base/clock.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { type ProgramValues, programSettings } from '../config/program-settings.ts';
import { plainEnvironment } from '../config/slips/environment.ts';
import { targetSettings } from '../config/target-settings.ts';
import { instanceMark } from '../process/instance.ts';
import { badSettingsReport } from '../report/bad-settings.ts';
import { ConfigError } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { readSettings } from '../settings/values.ts';
import { type Endpoint, type EndpointOptions, startEndpoint } from '../web/server.ts';
import { loadKnown } from './load-config.ts';
import type { Platform } from './platform/platform.ts';

// A restart policy begins anew at once, and would do so for ever.
const stay = 60_000;
const readAgain = 1_000;

export interface BadSettings {
  readonly env: Environment;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** Somebody sits before it and has read the message. */
  readonly isAttended: boolean;
  readonly platform: Platform;
  /** Writes one entry, which may have several lines. */
  say(text: string): void;
}

/**
 * Tells what is wrong with the settings and, where nobody sits before it, stays for a minute with the same on its
 * page. Resolves to the settings as soon as they are right, which they can only become where nothing but files was
 * wrong; to undefined when the time is over, or `stop` aborts.
 */
export async function settingsInTime(
  refused: ConfigError,
  { env, clock, stop, isAttended, platform, say }: BadSettings,
): Promise<Config | undefined> {
  const { values } = readSettings(plainEnvironment(env).env, programSettings, { report() {} });
  const stays = !stop.aborted && values.ONCE !== true && !isAttended;
  say(textOf(refused, stays));
  if (!stays) return undefined;

  let current = refused;
  const since = isoOf(clock.now());
  const about = { env, ownTexts: await acceptedTexts(env), isPath, version, since };
  const nothing = { timeline: { since, entries: [], addresses: {} }, nextLook: null };
  const report = () => badSettingsReport({ problems: current.problems, ...about });
  const view = () => ({ report: report(), ...nothing });
  const endpoint = openEndpoint(refused, values, { clock, view, say, ingress: platform.ingress });
  try {
    const until = clock.monotonic() + stay;
    while (clock.monotonic() < until) {
      await sleep(clock, readAgain, stop);
      if (stop.aborted) return undefined;
      const read = current.isOfFiles ? await platform.load(env).catch(refusal) : current;
      if (!(read instanceof ConfigError)) return read;
      if (read.message !== current.message) say(textOf(read, true));
      current = read;
    }
    return undefined;
  } finally {
    endpoint?.close();
  }
}

function refusal(thrown: unknown): ConfigError {
  if (thrown instanceof ConfigError) return thrown;
  throw thrown;
}

/** The page of the program, unless what is wrong is where it listens. */
function openEndpoint(
  { problems }: ConfigError,
  values: Partial<ProgramValues>,
  { say, ...parts }: Pick<EndpointOptions, 'clock' | 'view' | 'ingress'> & Pick<BadSettings, 'say'>,
): Endpoint | undefined {
  const { HTTP_PORT: port, HTTP_HOST: host, HTTP_ALLOWED_HOSTS: allowedHosts = [] } = values;
  if (!port || problems.some(({ variable }) => variable === 'HTTP_PORT' || variable === 'HTTP_HOST'))
    return undefined;
  let isToldOf = false;
  return startEndpoint({
    ...{ ...parts, port, host, mark: instanceMark() },
    names: host === undefined ? [] : [host.toLowerCase()],
    ...{ allowedHosts, allowPublic: values.HTTP_ALLOW_PUBLIC ?? false },
    isAlive: () => true,
    onListening() {
      if (isToldOf) say('The endpoint listens now');
      isToldOf = false;
    },
    onError({ message }) {
      isToldOf = true;
      say(`The endpoint cannot listen: ${message}`);
    },
  });
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

function textOf({ message, isOfFiles }: ConfigError, stays: boolean): string {
  if (!stays) return message;
  return isOfFiles
    ? `${message}\nThe files are read again each second for a minute; it starts as soon as they are right.`
    : `${message}\nIt ends in a minute, so that a restart policy makes no storm of it.`;
}

async function acceptedTexts(env: Environment): Promise<ReadonlySet<string>> {
  const { providers } = await loadKnown(env);
  const tables = [programSettings, targetSettings, ...providers.map(({ settings }) => settings)];
  return new Set(tables.flatMap((table) => Object.values(table).map(({ accepted }) => accepted)));
}

/** A secret that was given in the place of a path lies in no folder. */
function isPath(text: string): boolean {
  const folder = dirname(text);
  return folder !== '.' && folder !== '/' && existsSync(folder);
}
