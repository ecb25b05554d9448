import { autocomplete, confirm, isCancel, note, password, select, text } from '@clack/prompts';
import { plain } from './plain.ts';

/** Whoever was asked has had enough: Ctrl-C, or the terminal is gone. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

/** Undefined: the answer is good; else why not. It is asked again then. */
type Check = (answer: string) => string | undefined;

const shownAtOnce = 10;

/** One of a list, found by typing a part of it. */
export async function search<T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T> {
  const options = choices.map((one) => ({ ...one, value: String(one.value) }));
  const placeholder = 'type a part of it, or use the arrow keys';
  const answer = answered(
    await autocomplete<string>({ message, options, maxItems: shownAtOnce, placeholder }),
  );
  const found = choices.find(({ value }) => value === answer);
  // Nothing matched what was typed.
  return found ? found.value : search(message, choices);
}

/** One of a few. */
export async function choose<T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T> {
  const options = choices.map((one) => ({ ...one, value: String(one.value) }));
  const answer = answered(await select<string>({ message, options }));
  const found = choices.find(({ value }) => value === answer);
  if (!found) throw new Error(`${answer} was not asked for`);
  return found.value;
}

export async function line(message: string, check: Check, placeholder?: string): Promise<string> {
  const validate = (given = '') => check(given.trim());
  return answered(await text({ message, validate, ...(placeholder && { placeholder }) })).trim();
}

/** What is typed is not shown, nor how it was wrong. */
export async function hidden(message: string, check: Check): Promise<string> {
  const validate = (given = '') => check(given.trim());
  return answered(await password({ message, validate, clearOnError: true })).trim();
}

export async function yes(message: string, first: boolean): Promise<boolean> {
  return answered(await confirm({ message, initialValue: first }));
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A text in a frame. */
export function tell(title: string, body: string): void {
  note(plain(body), title);
}

function answered(answer: string | symbol): string;
function answered(answer: boolean | symbol): boolean;
function answered(answer: string | boolean | symbol): string | boolean {
  if (isCancel(answer) || typeof answer === 'symbol') throw new Stopped();
  return answer;
}
