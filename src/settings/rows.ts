import { str } from 'envalid';
import * as cronPattern from './cron.ts';
import * as durations from './duration.ts';
import * as parse from './parsers.ts';
import { type RequiredSetting, type SettingFacts, setting } from './setting.ts';

// The kinds of rows. Each must be given; `optional` and `withDefault` make it one that need not.

/** Any text. */
export function text(about: string, accepted: string): RequiredSetting<string> {
  return Object.assign(str(), { about, accepted });
}

/** A text of this form. */
export function matching(about: string, accepted: string, pattern: RegExp): RequiredSetting<string> {
  return parsed(about, accepted, (given) => (pattern.test(given) ? given : undefined));
}

/** A text that is never shown. By default it can travel in a header or a URL. */
export function secret(
  about: string,
  accepted = 'visible ASCII characters without a space',
  pattern = /^[\x21-\x7e]+$/,
): RequiredSetting<string> {
  return Object.assign(matching(about, accepted, pattern), { secret: true as const });
}

/** What `read` makes of a text; undefined where it is not usable. */
export function parsed<T>(
  about: string,
  accepted: string,
  read: (given: string) => T | undefined,
): RequiredSetting<T> {
  const facts: SettingFacts = { about, accepted };
  return setting((given) => {
    const value = read(given);
    if (value === undefined) throw new Error('is not usable');
    return value;
  }, facts);
}

/** Milliseconds. */
export function duration(about: string): RequiredSetting<number> {
  return setting(durations.duration, { about, accepted: 'a duration such as 30s, 15m, 1h or 1d' });
}

/** Milliseconds, at most `longest`, which is written as a duration. */
export function durationUpTo(longest: string, about: string): RequiredSetting<number> {
  const accepted = `a duration such as 10s, at most ${longest}`;
  return setting(durations.durationUpTo(longest), { about, accepted });
}

export function boolean(about: string): RequiredSetting<boolean> {
  return setting(parse.boolean, { about, accepted: 'true or false' });
}

export function integer(
  [least, most]: readonly [number, number],
  about: string,
  accepted: string,
): RequiredSetting<number> {
  return setting(parse.integer(least, most), { about, accepted });
}

/** One of these words, in either case. */
export function choice<const T extends string>(values: readonly T[], about: string): RequiredSetting<T> {
  const accepted = values.join(', ').replace(/, ([^,]*)$/, ' or $1');
  return setting(parse.choice(...values), { about, accepted });
}

/** Entries between commas. */
export function list(about: string, accepted: string): RequiredSetting<readonly string[]> {
  return setting(parse.list, { about, accepted });
}

/** Some of these words, between commas. */
export function listOf<const T extends string>(
  values: readonly T[],
  about: string,
  accepted: string,
): RequiredSetting<readonly T[]> {
  return setting(parse.listOf(...values), { about, accepted });
}

export function cron(about: string): RequiredSetting<string> {
  return setting(cronPattern.cron, {
    about,
    accepted: 'a cron pattern of 5 or 6 fields, such as */30 * * * * *',
  });
}
