import { type Config, readConfig } from '../config/config.ts';
import { needsPublicSuffixes } from '../config/names.ts';
import { type KnownProviders, namedProviders } from '../config/targets.ts';
import { needsSuffixesForSources } from '../config/voices.ts';
import { loadPublicSuffixes } from '../dns/public-suffix.ts';
import { loadProviders, providerNames, providersOfVariable } from '../providers/registry.ts';
import type { Form } from '../settings/form.ts';
import type { Environment } from '../settings/secrets.ts';

/** Reads the settings, the files that they name and a form. Throws a ConfigError when they cannot be used. */
export async function loadConfig(env: Environment, form?: Form): Promise<Config> {
  return readConfig(env, await loadKnown(env), form);
}

/** What the settings are read with: the DNS hosts they are about, and the public suffix list where they need it. */
export async function loadKnown(env: Environment): Promise<KnownProviders> {
  const concerned = [
    ...namedProviders(env),
    ...Object.keys(env).flatMap((name) => providersOfVariable(name.toUpperCase())),
  ];
  const needsSuffixes = needsPublicSuffixes(env) || needsSuffixesForSources(env);
  return {
    providers: await loadProviders(concerned),
    providerNames,
    suffixes: needsSuffixes ? await loadPublicSuffixes() : undefined,
    readNotifiers: hasMessages(env) ? (await import('../notifiers/messages.ts')).parseNotifyUrls : undefined,
  };
}

function hasMessages(env: Environment): boolean {
  return Object.keys(env).some((name) => /^\s*NOTIFY_URLS(_FILE)?\s*$/i.test(name));
}
