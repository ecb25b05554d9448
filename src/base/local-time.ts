// In the time zone of the process (`TZ`). What a person reads has it; what a program reads is UTC.

const minute = 60_000;

/** `2026-11-25 11:12:30`; milliseconds since the epoch. */
export function localTime(ms: number): string {
  // As if it were UTC, so that the digits come out as those of the local clock.
  return new Date(ms + offsetAt(ms) * minute).toISOString().slice(0, 19).replace('T', ' ');
}

/** How far the local clock is from UTC at that moment: `UTC`, `UTC+1`, `UTC+5:30`. */
export function offsetText(ms: number): string {
  const offset = offsetAt(ms);
  if (offset === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const sign = offset < 0 ? '-' : '+';
  return `UTC${sign}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}

/** The time zone, where it has another name than its offset: `UTC+1 (Europe/Berlin)`. */
export function zoneText(ms: number): string {
  const offset = offsetText(ms);
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const isPlain = timeZone === undefined || /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal)?$|^[+-]/i.test(timeZone);
  return isPlain ? offset : `${offset} (${timeZone})`;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** `210 ms`, `34 s`, `1 min 5 s`, `3 d 4 h`: the two largest units. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.round(ms / 1000) * 1000;
  const first = units.findIndex(([, size]) => seconds >= size);
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count === 0 ? '' : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** Minutes east of Greenwich. */
function offsetAt(ms: number): number {
  return -new Date(ms).getTimezoneOffset();
}
