import { type LevelWithSilent, type Logger, pino, stdTimeFunctions } from 'pino';
import { createTextShape, type Fields } from './log/text-line.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: LevelWithSilent;
  readonly format: 'json' | 'text';
  /** Of the text; default false. */
  readonly colour?: boolean;
  redact(text: string): string;
  write(line: string): void;
}

/**
 * Log lines as JSON, or as text for people. Both are made of pino's lines in this process (its own transports need a
 * worker thread and files that a bundle does not have). Every text in a line passes `redact`, so no field can be
 * forgotten; names of fields and numbers never do.
 */
export function createLogger({ level, format, colour = false, redact, write }: LogOptions): Logger {
  const shape = format === 'text' ? createTextShape(colour) : jsonLine;
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(shape(redactedFields(line, redact))) },
  );
}

function jsonLine(fields: Fields): string {
  return `${JSON.stringify(fields)}\n`;
}

/** Written by the logger itself; a reader of the log goes by them. */
const frame = ['level', 'time'];

// The texts are redacted, not their JSON: there a secret could be a part of a name, or stand in quotes of its own.
function redactedFields(line: string, redact: (text: string) => string): Fields {
  const fields: object = JSON.parse(line);
  const shown = Object.entries(fields).map(([name, value]) => [
    name,
    frame.includes(name) ? value : redactedValue(value, redact),
  ]);
  return Object.fromEntries(shown);
}

function redactedValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, redact));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactedValue(item, redact)]));
}
