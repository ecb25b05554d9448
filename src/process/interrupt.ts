import { endProcess } from './exit.ts';

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Lets a signal end a command at once, as it would without us: the kernel lets a PID 1 die of none that it does not catch. */
export function endAtSignals(): void {
  for (const [signal, number] of Object.entries(numbers)) process.on(signal, () => endProcess(128 + number));
}
