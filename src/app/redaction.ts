import type { Config } from '../config/config.ts';
import { createRedactor, type Redactor } from '../report/redact.ts';
import { type Environment, secretsIn } from '../settings/secrets.ts';

/** Everything among the settings that must never be shown. */
export function redactorOf({ targets }: Config, env: Environment): Redactor {
  const redactor = createRedactor();
  for (const { provider, values } of targets) {
    for (const secret of Object.values(secretsIn(values, provider.settings))) redactor.add(secret);
  }
  for (const value of Object.values(env)) {
    for (const part of value?.split(',') ?? []) if (part.includes('://')) redactor.addUrl(part.trim());
  }
  return redactor;
}
