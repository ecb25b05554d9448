import type { ProviderDefinition, ProviderValues } from '../../providers/provider.ts';
import type { Environment } from '../../settings/secrets.ts';
import type { SettingsTable } from '../../settings/setting.ts';

/** The zones that a host shows, or why it shows none. */
export type ZoneList =
  | { readonly zones: readonly string[] }
  | { readonly reason: string; readonly isOfCredentials: boolean };

/** What trying out some settings came to, in words. */
export interface Trial {
  readonly text: string;
  readonly isWell: boolean;
  /** What stands under the kept names now and would be replaced, a sentence each. */
  readonly replaced: readonly string[];
}

/** What the questions need of the program. It asks hosts and sources, and writes nothing. */
export interface SetupTools {
  /** Settings that were given beside the questions; they hold for the result as well. */
  readonly given: Environment;
  /** The rows of the program itself among these, some of which are secrets. */
  readonly ownSettings: SettingsTable;
  hosts(): Promise<readonly ProviderDefinition[]>;
  /** The zones of the account, one line of visible characters each; undefined where the host lists none. */
  zones(host: ProviderDefinition, values: ProviderValues): Promise<ZoneList | undefined>;
  /** `settings`: all of them. */
  tryOut(settings: Environment): Promise<Trial>;
}
