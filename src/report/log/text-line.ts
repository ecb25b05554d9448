import { localTime, offsetText, zoneText } from '../../base/local-time.ts';
import { inColumns, visible } from '../../base/visible-text.ts';

/** What one line of the log holds, as pino writes it, without secrets. */
export type Fields = Readonly<Record<string, unknown>>;

/** `info` has none: it is what most lines are. */
const marks: Readonly<Record<string, string>> = {
  ...{ fatal: 'FATAL', error: 'ERROR', warn: 'WARN', debug: 'DEBUG', trace: 'TRACE' },
};
const widest = 5;

const escapes = { dim: '\u001b[2m', red: '\u001b[31m', yellow: '\u001b[33m', plain: '\u001b[39m\u001b[22m' };
const colours: Readonly<Record<string, string>> = {
  ...{ fatal: escapes.red, error: escapes.red, warn: escapes.yellow, debug: escapes.dim, trace: escapes.dim },
};

/**
 * Makes each entry of the log one line for people, in the time zone of the process. How far that is from UTC stands
 * in a line of its own before the first, and again when it changes.
 */
export function createTextShape(colour: boolean): (fields: Fields) => string {
  const paint = (text: string, with_: string | undefined) =>
    colour && with_ !== undefined ? `${with_}${text}${escapes.plain}` : text;
  let offset: string | undefined;

  const line = (at: number, level: string, text: string) => {
    const mark = marks[level];
    const shown = mark === undefined ? '' : `${paint(mark.padEnd(widest), colours[level])}  `;
    return `${paint(localTime(at), escapes.dim)}  ${shown}${inColumns(text)}\n`;
  };

  return ({ level, time, msg, ...data }) => {
    const at = Date.parse(String(time));
    const now = offsetText(at);
    const told =
      offset === undefined ? `Times are ${zoneText(at)}` : `From here on times are ${zoneText(at)}`;
    const before = now === offset ? '' : line(at, 'info', told);
    offset = now;
    return before + line(at, String(level), entryText(String(msg ?? ''), data));
  };
}

/** The reason comes first, all else behind the sentence. */
function entryText(sentence: string, data: Fields): string {
  const { reason, warning, err, ...rest } = data;
  const reasons = [reason, warning, err].filter((one) => one !== undefined).map(valueText);
  const more = Object.entries(rest).map(([name, value]) => `${name} ${valueText(value)}`);
  const said = [sentence, ...reasons].filter((one) => one !== '').join(': ');
  return more.length === 0 ? said : `${said} (${more.join(', ')})`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('stack' in value && typeof value.stack === 'string') return visible(value.stack);
  return JSON.stringify(value);
}
