import { readFileSync } from 'node:fs';
import { endProcess } from './exit.ts';

// `docker stop` kills after 10 s; the owner is promised 8.
const stopTimeout = 7_500;

const numbers = { SIGTERM: 15, SIGINT: 2 } as const;
type StopSignal = keyof typeof numbers;

/**
 * Aborts at the first SIGTERM or SIGINT, with the signal's name as the reason; the process then ends after 7.5 s
 * at the latest, with 0 or with `process.exitCode` where that is set. A second signal ends it at once.
 */
export function stopRequest(): AbortSignal {
  const stop = new AbortController();
  function hear(signal: StopSignal): void {
    if (stop.signal.aborted) endProcess(128 + numbers[signal]);
    setTimeout(() => endProcess(Number(process.exitCode ?? 0)), stopTimeout).unref();
    stop.abort(signal);
  }

  const missed = process.pid === 1 ? missedSignal() : undefined;
  process.on('SIGTERM', () => hear('SIGTERM'));
  process.on('SIGINT', () => hear('SIGINT'));
  if (missed) hear(missed);
  return stop.signal;
}

/**
 * The signal that came while Node.js itself was starting. It catches both signals from its first milliseconds
 * on, each once, to die of the signal thereafter; but the kernel lets a PID 1 die of none. What is left of one is
 * that it is not caught any more while the other still is.
 */
function missedSignal(): StopSignal | undefined {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(ownStatus())?.[1];
  if (mask === undefined) return undefined;
  const caught = (signal: StopSignal) => (BigInt(`0x${mask}`) >> BigInt(numbers[signal] - 1)) & 1n;
  if (caught('SIGTERM') === caught('SIGINT')) return undefined;
  return caught('SIGTERM') ? 'SIGINT' : 'SIGTERM';
}

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
