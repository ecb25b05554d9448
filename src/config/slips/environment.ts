import type { ProviderDefinition } from '../../providers/provider.ts';
import type { Environment } from '../../settings/secrets.ts';
import type { SettingsTable } from '../../settings/setting.ts';
import { plainText, slipText, tidied } from '../../settings/tidy.ts';
import { moreRuntimeVariables, programSettings, runtimeVariables } from '../program-settings.ts';
import { targetSettings } from '../target-settings.ts';

/** What is set, as it was meant. Empty variables are left out. */
export interface PlainEnvironment {
  readonly env: Environment;
  /** What was taken as it was meant, one sentence for each of our variables. */
  readonly warnings: readonly string[];
}

const own: SettingsTable = { ...targetSettings, ...programSettings };
/** Node.js has read them already. */
const readByNode = ['TZ', 'NODE_EXTRA_CA_CERTS'];
const ofOthers: ReadonlySet<string> = new Set([...Object.keys(runtimeVariables), ...moreRuntimeVariables]);

/** Reads what stands in the environment. Settings of the given hosts are known besides those of the program. */
export function plainEnvironment(
  environment: Environment,
  providers: readonly ProviderDefinition[] = [],
): PlainEnvironment {
  const table: SettingsTable = Object.assign({}, ...providers.map(({ settings }) => settings), own);
  const env: Record<string, string> = {};
  const warnings: string[] = [];
  for (const [variable, value = ''] of Object.entries(environment)) {
    const setting = variable.replace(/_\d+$/, '');
    const row = table[setting];
    const around = tidied(variable, value);
    const within = row && !row.secret ? plainText(around.text) : { text: around.text, slips: [] };
    if (within.text !== '') env[variable] = within.text;
    const isOurs = row !== undefined || ofOthers.has(variable) || isSecretFile(variable, table);
    const slips = [...around.slips, ...within.slips];
    // Taken off where it is read.
    if (variable === 'HTTP_HOST' && /^\[.*\]$/.test(within.text))
      slips.push('stands in brackets, which belong to URLs');
    if (!isOurs || slips.length === 0) continue;
    const asNode = `${variable} ${slips.join(', and it ')}; Node.js reads it as it stands, so take that off.`;
    warnings.push(readByNode.includes(variable) ? asNode : slipText(variable, slips));
  }
  return { env, warnings };
}

function isSecretFile(variable: string, table: SettingsTable): boolean {
  const [, setting = ''] = /^(.*?)(?:_\d+)?_FILE$/.exec(variable) ?? [];
  return table[setting]?.secret === true;
}
