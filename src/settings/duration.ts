const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const form = /^(\d{1,9})\s*(?:(s|m|h|d)|(s)ec(?:ond)?s?|(m)in(?:ute)?s?|(h)(?:ou)?rs?|(d)ays?)$/i;

/** A duration in milliseconds: `30s`, `15m`, `1h`, `1d`. Longer words and capitals mean the same. */
export function duration(text: string): number {
  const [, digits = '', ...letters] = form.exec(text) ?? [];
  const unit = letters.find((letter) => letter !== undefined)?.toLowerCase();
  if (unit === undefined || !isUnit(unit)) throw new Error(`is no duration${whyNone(text)}`);
  const value = Number(digits) * units[unit];
  if (value === 0) throw new Error('is no time at all');
  return value;
}

function isUnit(text: string): text is keyof typeof units {
  return text in units;
}

function whyNone(text: string): string {
  if (/^\d{1,9}$/.test(text)) return `: it has no unit, as ${text}s or ${text}m has`;
  if (/^(\d+[a-z]+){2,}$/i.test(text)) return ': it has several units, and one is the most';
  return '';
}

/** The same, no longer than `longest`. */
export function durationUpTo(longest: string): (text: string) => number {
  return (text) => {
    const value = duration(text);
    if (value > duration(longest)) throw new Error(`is longer than ${longest}`);
    return value;
  };
}
