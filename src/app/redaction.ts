import type { Config } from '../config/config.ts';
import { createRedactor, type Redactor } from '../report/redact.ts';
import type { Environment } from '../settings/secrets.ts';

/** Everything among the settings that must never be shown. */
export function redactorOf({ targets }: Config, env: Environment): Redactor {
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
