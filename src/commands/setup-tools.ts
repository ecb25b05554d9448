import { inspect } from '../app/inspection.ts';
import { loadConfig } from '../app/load-config.ts';
import { proxyOf } from '../app/proxy.ts';
import { redactorOf } from '../app/redaction.ts';
import { systemClock } from '../base/clock.ts';
import { asFailure } from '../base/failure.ts';
import { userAgent } from '../base/version.ts';
import { visible } from '../base/visible-text.ts';
import { programSettings, runtimeVariables } from '../config/program-settings.ts';
import { targetSettings } from '../config/target-settings.ts';
import { createAccount } from '../core/account.ts';
import { parseZone } from '../dns/name.ts';
import { createHttp } from '../http/client.ts';
import type { ProviderDefinition, ProviderValues } from '../providers/provider.ts';
import { Refusal } from '../providers/refusal.ts';
import { loadProviders } from '../providers/registry.ts';
import { fullName } from '../report/names.ts';
import { createRedactor } from '../report/redact.ts';
import { ConfigError } from '../settings/problem.ts';
import { readSecretFile } from '../settings/secret-file.ts';
import { type Environment, secretsIn } from '../settings/secrets.ts';
import { withoutEmpty } from '../settings/values.ts';
import { findings } from './check-table.ts';
import type { SetupTools, Trial, ZoneList } from './setup/tools.ts';

/** What the questions find out by themselves, or ask the owner. */
const asked = ['PROVIDER', 'DOMAIN', 'DOMAINS', 'RECORDS', 'IP_FAMILIES', 'ONCE', 'DRY_RUN'];
const timeout = 10_000;

/** What `setup` asks the world with, in the environment that it was started in. */
export async function setupTools(env: Environment): Promise<SetupTools> {
  const hosts = await loadProviders();
  const given = givenIn(env, hosts);
  return {
    given,
    ownSettings: programSettings,
    hosts: async () => hosts,
    zones: (host, values) => zonesAt(host, values, env),
    tryOut,
  };
}

/** The settings among the environment that hold beside the answers: of the first target, and of the program. */
function givenIn(env: Environment, hosts: readonly ProviderDefinition[]): Environment {
  const tables = [
    programSettings,
    targetSettings,
    runtimeVariables,
    ...hosts.map(({ settings }) => settings),
  ];
  const names = new Set(tables.flatMap((table) => Object.keys(table)));
  const set = Object.entries(withoutEmpty(env)).filter(
    ([name]) => names.has(name.replace(/_FILE$/, '')) && !asked.includes(name),
  );
  return Object.fromEntries(set);
}

async function zonesAt(
  host: ProviderDefinition,
  given: ProviderValues,
  env: Environment,
): Promise<ZoneList | undefined> {
  const redactor = createRedactor(() => false);
  const proxy = proxyOf(withoutEmpty(env));
  const client = createHttp({ userAgent, timeout, ...(proxy && { proxy }) });
  try {
    const values = withFiles(host, given);
    for (const secret of Object.values(secretsIn(values, host.settings))) redactor.add(secret);
    const { http } = createAccount({ ...host, http: client, clock: systemClock });
    const context = { clock: systemClock, timeout, dryRun: true, onSession: redactor.addSession };
    const listed = await host.create(values, http, context).zones?.(AbortSignal.timeout(3 * timeout));
    return listed && { zones: [...new Set(listed.flatMap(shownZone))] };
  } catch (thrown) {
    const { message } = asFailure(thrown);
    return {
      reason: visible(redactor.redact(message)),
      isOfCredentials: thrown instanceof Refusal && thrown.status === 401,
    };
  } finally {
    await client.close();
  }
}

/** The texts of a host's settings, those of files read. */
function withFiles({ settings }: ProviderDefinition, given: ProviderValues): ProviderValues {
  const texts = Object.keys(settings).flatMap((name): [string, string][] => {
    const path = given[`${name}_FILE`];
    const text = path === undefined ? given[name] : readSecretFile(path, name).secret;
    return text === undefined ? [] : [[name, text]];
  });
  return Object.fromEntries(texts);
}

/** What is no domain that could be kept is not offered. */
function shownZone(name: string): string[] {
  try {
    return [parseZone(name).display];
  } catch {
    return [];
  }
}

async function tryOut(env: Environment): Promise<Trial> {
  try {
    const config = await loadConfig(env);
    const redactor = redactorOf(config, env);
    const { redact } = redactor;
    const inspection = await inspect(config, { env, redactor, signal: new AbortController().signal });
    const { records, verdict, isWell } = findings(inspection);
    const replaced = inspection.hosts.flatMap(({ target, step }) =>
      (step?.changes ?? []).flatMap((change) =>
        change.from.length === 0
          ? []
          : `${fullName(target, change)} holds ${change.from.join(', ')} now, which would be replaced.`,
      ),
    );
    return { text: redact(`${records}${verdict}`), isWell, replaced: replaced.map(redact) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { text: error.message, isWell: false, replaced: [] };
  }
}
