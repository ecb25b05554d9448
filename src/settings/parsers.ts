import { Cron } from 'croner';
import { messageOf } from '../base/failure.ts';

// Each reader turns the text of a variable into its value, or throws an Error that says what is wrong with it.

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration in milliseconds: `30s`, `15m`, `1h`, `1d`. */
export function duration(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  const unit = match?.[2];
  if (!match || !unit || !(unit in units)) throw new Error('is no duration');
  const value = Number(match[1]) * units[unit as keyof typeof units];
  if (value === 0) throw new Error('is no time at all');
  return value;
}

/** The same, no longer than `longest`. */
export function durationUpTo(longest: string): (text: string) => number {
  return (text) => {
    const value = duration(text);
    if (value > duration(longest)) throw new Error(`is longer than ${longest}`);
    return value;
  };
}

export function boolean(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error('is neither true nor false');
}

export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,10}$/.test(text)) throw new Error('is no whole number');
    const value = Number(text);
    if (value < min || value > max) throw new Error(`is not between ${min} and ${max}`);
    return value;
  };
}

export function choice<const T extends string>(...values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text.toLowerCase());
    if (found === undefined) throw new Error('is none of the choices');
    return found;
  };
}

/** Entries between commas, without the spaces around them; what an entry may hold is for its reader to say. */
export function list(text: string): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.includes('')) throw new Error('has an empty entry (two commas in a row, or one at an end)');
  return [...new Set(entries)];
}

export function listOf<const T extends string>(...values: readonly T[]): (text: string) => readonly T[] {
  const one = choice(...values);
  return (text) => list(text).map((entry) => one(entry));
}

/** A cron pattern of 5 or 6 fields that has a next run. */
export function cron(text: string): string {
  const fields = text.split(/\s+/).length;
  if (!text.startsWith('@') && fields !== 5 && fields !== 6) throw new Error(`has ${fields} fields`);
  let next: Date | null;
  try {
    next = new Cron(text, { paused: true }).nextRun();
  } catch (error) {
    throw new Error(`is no cron pattern (${messageOf(error).replace(/^CronPattern: /, '')})`);
  }
  if (next === null) throw new Error('never comes round');
  return text;
}

/** Whether a cron pattern says at which hours, days or months, so that its runs depend on the time zone. */
export function namesHours(pattern: string): boolean {
  if (pattern.startsWith('@')) return !/^@(hourly|minutely|secondly)$/i.test(pattern);
  return !pattern
    .trim()
    .split(/\s+/)
    .slice(-4)
    .every((field) => field === '*' || field === '?');
}
