import { type Config, readConfig } from '../../src/config/config.ts';
import { loadPublicSuffixes } from '../../src/dns/public-suffix.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { ConfigError } from '../../src/settings/problem.ts';

const known = {
  providers: await loadProviders(),
  providerNames,
  suffixes: await loadPublicSuffixes(),
  readNotifiers: parseNotifyUrls,
};

export type Variables = Readonly<Record<string, string>>;

/** The least that the program can be started with. */
export const leastSettings = { DOMAIN: 'example.com', RECORDS: 'home', GODADDY_TOKEN: 'gd_pat_1234' };

/** These settings as the program reads them, on top of the least ones. Throws what it throws. */
export function configOf(variables: Variables): Config {
  return readConfig({ ...leastSettings, ...variables }, known);
}

/** The message with which the program refuses these settings. Throws when it takes them. */
export function refusalOf(variables: Variables, read = configOf): string {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the settings were accepted');
}
