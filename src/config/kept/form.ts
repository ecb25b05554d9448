import type { Problem } from '../../settings/problem.ts';
import type { Environment } from '../../settings/secrets.ts';

/** How a target says what it keeps: a zone and names in it, or full names alone. */
export type Form = 'zone' | 'names';

/** The name of a variable of this target, whether it is set or not. */
export function ownName(setting: string, number: number): string {
  return number === 1 ? setting : `${setting}_${number}`;
}

/** The form of a target: its own, else that of target 1, whose zone or names it then keeps. */
export function formOf(env: Environment, number: number): Form {
  const isOwn = (setting: string) => env[ownName(setting, number)] !== undefined;
  if (isOwn('DOMAINS')) return 'names';
  return number === 1 || isOwn('DOMAIN') || isOwn('RECORDS') ? 'zone' : formOf(env, 1);
}

/** The variables in which a target is told what it keeps. A target that has its own takes none of target 1. */
const settingsOf: Readonly<Record<Form, readonly string[]>> = {
  zone: ['DOMAIN', 'RECORDS'],
  names: ['DOMAINS'],
};

/** Whether this setting tells what a target keeps, but in the form that this one does not use. */
export function isOfOtherForm(setting: string, form: Form): boolean {
  return settingsOf[form === 'zone' ? 'names' : 'zone'].includes(setting);
}

/** Both forms at once contradict each other. */
export function reportBothForms(env: Environment, number: number, report: (problem: Problem) => void): void {
  const variable = ownName('DOMAINS', number);
  const found = env[variable];
  const others = settingsOf.zone
    .map((setting) => ownName(setting, number))
    .filter((name) => env[name] !== undefined);
  if (found === undefined || others.length === 0) return;
  const wrong = `cannot stand beside ${others.join(' and ')}`;
  const accepted = `full names in ${variable} alone, or ${ownName('DOMAIN', number)} with ${ownName('RECORDS', number)}`;
  report({ variable, found, wrong, accepted });
}
