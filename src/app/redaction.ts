import type { Config } from '../config/config.ts';
import { moreRuntimeVariables, programSettings, runtimeVariables } from '../config/program-settings.ts';
import { targetSettings } from '../config/target-settings.ts';
import { createRedactor, type Redactor } from '../report/redact.ts';
import { type Environment, secretsIn } from '../settings/secrets.ts';

/** Everything among our own settings that must never be shown; what other programs are told is none of ours. */
export function redactorOf({ targets }: Config, env: Environment): Redactor {
  const redactor = createRedactor();
  for (const { provider, values } of targets) {
    for (const secret of Object.values(secretsIn(values, provider.settings))) redactor.add(secret);
  }
  const isOurs = ownVariables(targets);
  for (const [variable, value] of Object.entries(env)) {
    if (!isOurs(variable)) continue;
    for (const part of value?.split(',') ?? []) if (part.includes('://')) redactor.addUrl(part.trim());
  }
  return redactor;
}

/** Whether a variable is read by this program or by what it runs on. */
function ownVariables(targets: Config['targets']): (variable: string) => boolean {
  const names = new Set([
    ...[programSettings, targetSettings, runtimeVariables].flatMap(Object.keys),
    ...moreRuntimeVariables,
    ...targets.flatMap(({ provider }) => Object.keys(provider.settings)),
  ]);
  return (variable) => names.has(variable) || names.has(variable.replace(/(_\d+)?(_FILE)?$/, ''));
}
