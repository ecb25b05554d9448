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
 * that a bundle does not have). Every line passes `redact` as a whole, so no field can be forgotten.
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
    { write: (line: string) => write(shape(redact(line))) },
  );
}

async function prettyShape(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  const prettify = prettyFactory({ colorize: false, translateTime: 'SYS:yyyy-mm-dd HH:MM:ss' });
  return (line) => prettify(line) ?? line;
}
