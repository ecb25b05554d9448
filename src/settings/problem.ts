import { withoutUrlSecrets, withoutUrlTokens } from '../base/url-text.ts';

/** One thing that is wrong with the settings. */
export interface Problem {
  readonly variable: string;
  /** What was found, as it may be shown; absent when nothing was set or it is a secret. */
  readonly found?: string;
  /** Continues the sentence "VARIABLE …". */
  readonly wrong: string;
  /** What can be given. Says nothing of what was found. */
  readonly accepted?: string;
  /** What to do, or to write, in this very case: a clause that may quote what was found. */
  readonly mend?: string;
  /** The file that the value is to come from: it may be right a moment later. */
  readonly file?: string;
}

export function problemText({ variable, found, wrong, accepted, mend }: Problem): string {
  const shown =
    found === undefined
      ? variable
      : `${variable}=${JSON.stringify(withoutUrlTokens(withoutUrlSecrets(found)))}`;
  return [
    `${shown} ${withoutUrlTokens(wrong)}`,
    ...(accepted === undefined ? [] : [`accepted: ${accepted}`]),
    ...(mend === undefined ? [] : [withoutUrlTokens(mend)]),
  ].join('; ');
}

/** All that is wrong with the settings; the program ends with exit code 78, where nobody reads it not at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  /** Nothing is wrong but what comes from files, so it can be right a moment later. */
  readonly isOfFiles: boolean;

  constructor(problems: readonly Problem[], warnings: readonly string[]) {
    const lines = [...problems.map(problemText), ...warnings.map((warning) => `(warning) ${warning}`)];
    super(`The settings cannot be used:\n${lines.map((line) => `  - ${line}`).join('\n')}`);
    this.problems = problems;
    this.warnings = warnings;
    this.isOfFiles = problems.length > 0 && problems.every(({ file }) => file !== undefined);
  }
}
