// Each reader turns the text of a variable into its value, or throws an Error that says what is wrong with it.

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
