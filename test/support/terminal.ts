import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

/** A program in a pseudo-terminal of its own, and somebody who types. */
export interface Terminal {
  /** Types once this has appeared since the last answer; without keys it only waits. */
  at(shown: RegExp, keys?: string): Promise<void>;
  /** All that was printed so far, as text. */
  text(): string;
  /** The same with what moves the cursor and colours. */
  raw(): string;
  readonly exit: Promise<number>;
  kill(): void;
}

export const enter = '\r';
export const down = '\u001b[B';
export const interrupt = '\u0003';

const patience = 30_000;

/** Starts a command in a terminal of 100 columns. */
export function terminal(
  [command = '', ...rest]: readonly string[],
  env: Readonly<Record<string, string>>,
): Terminal {
  const child = spawn(command, rest, { cols: 100, rows: 50, env: { ...env, TERM: 'xterm-256color' } });
  let raw = '';
  let answered = 0;
  child.onData((data) => {
    raw += data;
  });
  const exit = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => resolve(exitCode));
  });
  const fresh = () => stripVTControlCharacters(raw.slice(answered));
  return {
    async at(shown, keys) {
      const deadline = performance.now() + patience;
      while (!shown.test(fresh())) {
        if (performance.now() > deadline)
          throw new Error(`waited in vain for ${shown}; it showed:\n${fresh()}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (keys === undefined) return;
      answered = raw.length;
      child.write(keys);
    },
    text: () => stripVTControlCharacters(raw).replaceAll('\r', ''),
    raw: () => raw,
    exit,
    kill: () => child.kill('SIGKILL'),
  };
}
