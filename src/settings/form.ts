import type { Problem } from './problem.ts';

/** Settings that were written into a form rather than into the environment. */
export interface Form {
  /** What was written there by its name: each has to be a setting. */
  readonly written: readonly Written[];
  /** What is wrong with the form itself. */
  readonly problems: readonly Problem[];
  /** Nothing of it could be read, so nothing else is to be said. */
  readonly isUnreadable?: true;
}

export interface Written {
  readonly name: string;
  /** The list that it stands in, as the owner sees it, and its line there, from 1. */
  readonly list: string;
  readonly line: number;
}

/** Names in a form that none of the settings has. Somebody may have put the secret where its name belongs. */
export function unknownNames({ written }: Form, settings: readonly string[]): Problem[] {
  return written
    .filter(({ name }) => !settings.includes(name))
    .map(({ name, list, line }) => ({
      variable: list,
      wrong: `has ${isName(name) ? `the name ${name}` : 'a name'} in line ${line} that no setting of the chosen DNS host or of the program has`,
      accepted: 'a name as in the manual, in capitals, such as CLOUDFLARE_API_TOKEN or TTL',
    }));
}

/** Words of letters alone, as no credential is. */
function isName(text: string): boolean {
  return /^[A-Z]{2,16}(?:_[A-Z]{2,16}){1,4}(?:_\d{1,3})?(?:_FILE)?$/.test(text) || /^[A-Z]{2,9}$/.test(text);
}
