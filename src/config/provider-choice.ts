import type { ProviderDefinition } from '../providers/provider.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { ownName } from './kept/form.ts';
import { targetSettings } from './target-settings.ts';

/** The DNS host of a target, and what says so. */
export interface ProviderChoice {
  /** In lower case; undefined where several could be meant. */
  readonly name: string | undefined;
  /** The variable that names it; undefined where its credentials do, or nothing. */
  readonly variable?: string;
  /** A credential of each host that could be meant. */
  readonly several?: readonly { readonly variable: string; readonly name: string }[];
}

/**
 * The host that `PROVIDER` names, else the one whose credentials are given, else that of target 1, else GoDaddy. Hosts
 * that another target names are passed over for target 1, which may only hold their credentials.
 */
export function providerChoice(
  env: Environment,
  number: number,
  providers: readonly ProviderDefinition[],
): ProviderChoice {
  const variable = ownName('PROVIDER', number);
  const written = env[variable]?.toLowerCase();
  if (written !== undefined) return { name: written, variable };
  const all = credentialsOf(env, number, providers);
  const others = number === 1 ? namedElsewhere(env) : new Set<string>();
  const own = all.filter(({ name }) => !others.has(name));
  const candidates = own.length > 0 ? own : all;
  const [first, ...more] = candidates;
  if (more.length > 0) return { name: undefined, several: candidates };
  if (first) return { name: first.name };
  if (number > 1) return providerChoice(env, 1, providers);
  return { name: nameless(env, providers) ?? targetSettings.PROVIDER.defaultText };
}

/** One credential of each host, with the number of the target. */
function credentialsOf(env: Environment, number: number, providers: readonly ProviderDefinition[]) {
  return providers.flatMap(({ name, settings }) => {
    const secrets = Object.keys(settings).filter((row) => settings[row]?.secret);
    const variables = secrets.flatMap((row) => {
      const own = ownName(row, number);
      return [own, `${own}_FILE`];
    });
    const variable = variables.find((one) => env[one] !== undefined);
    return variable === undefined ? [] : [{ variable, name }];
  });
}

function namedElsewhere(env: Environment): ReadonlySet<string> {
  const named = Object.entries(env).filter(([variable]) => /^PROVIDER_\d+$/.test(variable));
  return new Set(named.map(([, name = '']) => name.toLowerCase()));
}

/** The only host that something is set for, though no credential of it. */
function nameless(env: Environment, providers: readonly ProviderDefinition[]): string | undefined {
  const prefixOf = (row: string) => row.replace(/_.*$/s, '_');
  const variables = Object.keys(env).filter((variable) => !/_\d+(_FILE)?$/.test(variable));
  const named = providers.filter(({ settings }) => {
    const prefixes = new Set(Object.keys(settings).map(prefixOf));
    return variables.some((variable) => prefixes.has(prefixOf(variable)));
  });
  return named.length === 1 ? named[0]?.name : undefined;
}

/** Several hosts could be meant, so one has to be named. */
export function severalProviders(number: number, several: NonNullable<ProviderChoice['several']>): Problem {
  const variable = ownName('PROVIDER', number);
  const credentials = several
    .map(({ variable: credential, name }) => `${credential} (${name})`)
    .join(' and ');
  const ways = several.map(({ name }) => `${variable}=${name}`).join(' or ');
  const wrong = `is not set, and there are credentials of several hosts: ${credentials}`;
  return { variable, wrong, accepted: `${ways}` };
}
