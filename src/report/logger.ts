import { type LevelWithSilent, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: LevelWithSilent;
  readonly format: 'json' | 'pretty';
  redact(text: string): string;
  write(line: string): void;
}

/**
 * Log lines as JSON, or made readable in this process (pino's own transports need a worker thread and files
 * that a bundle does not have). Every text in a line passes `redact`, so no field can be forgotten; names of fields
 * and numbers never do.
 */
export async function createLogger({ level, format, redact, write }: LogOptions): Promise<Logger> {
  const shape = format === 'pretty' ? await prettyShape() : (line: string) => line;
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(shape(redactedLine(line, redact))) },
  );
}

async function prettyShape(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  const prettify = prettyFactory({ colorize: false, translateTime: 'SYS:yyyy-mm-dd HH:MM:ss' });
  return (line) => prettify(line) ?? line;
}

/** Written by the logger itself; a reader of the log goes by them. */
const frame = ['level', 'time'];

// The texts are redacted, not their JSON: there a secret could be a part of a name, or stand in quotes of its own.
function redactedLine(line: string, redact: (text: string) => string): string {
  const fields: object = JSON.parse(line);
  const shown = Object.entries(fields).map(([name, value]) => [
    name,
    frame.includes(name) ? value : redactedValue(value, redact),
  ]);
  return `${JSON.stringify(Object.fromEntries(shown))}\n`;
}

function redactedValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, redact));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactedValue(item, redact)]));
}
