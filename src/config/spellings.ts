import { asWritten, type Spelling, type Spellings } from '../base/spellings.ts';
import type { ProviderDefinition } from '../providers/provider.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { type Form, isOfOtherForm, ownName } from './kept/form.ts';
import { targetSettings } from './target-settings.ts';

interface Spelled {
  readonly env: Environment;
  readonly number: number;
  readonly form: Form;
  /** The variable that a setting of the target is read from. */
  nameOf(setting: string): string;
  /** The variable that a setting of the provider is read from; undefined: none. */
  variableOf(name: string): string | undefined;
}

/** How the settings of a target are named to its owner; undefined: by their plain names. */
export function spellingsOf(provider: ProviderDefinition, target: Spelled): Spellings | undefined {
  const { env, number, form, nameOf, variableOf } = target;
  const ofTarget = Object.keys(targetSettings).map((name): [string, Spelling] => {
    const written = nameOf(form === 'names' && isOfOtherForm(name, form) ? 'DOMAINS' : name);
    const isUnset = env[written] === undefined;
    return [name, { written, own: ownName(name, number), ...(isUnset && { isUnset }) }];
  });
  const ofProvider = Object.keys(provider.settings).map((name): [string, Spelling] => {
    const own = ownName(name, number);
    const variable = variableOf(name) ?? own;
    const written = [variable, `${variable}_FILE`].find((one) => env[one] !== undefined) ?? own;
    return [name, { written, own }];
  });
  const others = [...ofTarget, ...ofProvider].filter(
    ([name, { written, own }]) => written !== name || own !== name,
  );
  return others.length > 0 ? new Map(others) : undefined;
}

/** A problem of a target's own settings, whose advice is one more target: `free` is its number. */
export function ofTarget(problem: Problem, number: number, free: number): Problem {
  const spelled = (setting: string, to: number): Spelling => {
    const own = ownName(setting, to);
    return { written: own, own };
  };
  const spellings = new Map([
    ['DOMAIN_2', spelled('DOMAIN', free)],
    ['DOMAINS', spelled('DOMAINS', number)],
  ]);
  const wrong = free === 2 ? problem.wrong : problem.wrong.replace('a second zone', 'one more zone');
  return { ...problem, wrong: asWritten(wrong, spellings) };
}
