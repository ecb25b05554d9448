import type { Spellings } from '../base/spellings.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { familiesOf, labels, optionOf } from './options.ts';

const variable = new RegExp(`(?<![\\w/-])(${Object.keys(optionOf).join('|')})(?![\\w/-])(=?)`, 'g');

/** A sentence about settings in which those that are options have the names of the form. */
export function inForm(sentence: string): string {
  return sentence.replace(variable, (_, name: string, sign: string) => {
    const option = `the option ${labelOf(name)}`;
    return sign === '' ? option : `${option}: `;
  });
}

/** Problems as the owner of the form reads them: that nothing is kept is said once, by the option for it. */
export function problemsInForm(problems: readonly Problem[], env: Environment): Problem[] {
  const isEmpty = problems.some(({ variable: name, wrong }) => name === labels.names && wrong === 'is empty');
  const isSaid = ({ variable: name, wrong }: Problem) =>
    isEmpty && ['DOMAIN', 'RECORDS'].includes(name) && wrong.startsWith('is not set');
  return problems.filter((problem) => !isSaid(problem)).map((problem) => problemInForm(problem, env));
}

function problemInForm(problem: Problem, env: Environment): Problem {
  const { variable: name, found, wrong, accepted, mend, file } = problem;
  const isOption = Object.hasOwn(optionOf, name);
  const inWords = (text: string) => (name === 'IP_FAMILIES' ? wordOf(text) : inForm(text));
  const places = `${labels.credentials} or ${labels.settings}`;
  const where = isLacking(problem, env)
    ? `a line with this name belongs under ${places}`
    : isOfCredentials(problem)
      ? `what it lacks belongs under ${labels.credentials}`
      : undefined;
  const way = mend === undefined ? where : inForm(mend);
  return {
    variable: isOption ? labelOf(name) : name,
    ...(found !== undefined && { found: inWords(found) }),
    wrong: inForm(wrong),
    ...(accepted !== undefined && { accepted: inWords(accepted) }),
    ...(way !== undefined && { mend: way }),
    ...(file !== undefined && { file }),
  };
}

/** The same for what is told of a target later. */
export function spellingsInForm(spellings: Spellings | undefined): Spellings {
  const plain = Object.keys(optionOf).map((name) => [name, { written: name, own: name }] as const);
  return new Map(
    [...plain, ...(spellings ?? [])].map(([name, { written, own }]) => [
      name,
      { written: inForm(written), own: inForm(own) },
    ]),
  );
}

function labelOf(name: string): string {
  const option = optionOf[name];
  return option === undefined ? name : labels[option];
}

function wordOf(families: string): string {
  const [word] = Object.entries(familiesOf).find(([, value]) => value === families) ?? [];
  return word ?? Object.keys(familiesOf).join(', ');
}

/** The chosen host lacks what it knows its owner by. */
function isOfCredentials({ variable: name, wrong }: Problem): boolean {
  return name === 'PROVIDER' && wrong.includes('cannot be used:');
}

function isLacking({ variable: name, wrong }: Problem, env: Environment): boolean {
  return /^[A-Z\d_]+$/.test(name) && wrong.startsWith('is not set') && env[name] === undefined;
}
