import { readFileSync } from 'node:fs';
import { endProcess } from './exit.ts';
import { isAtTerminal } from './terminal.ts';

// `docker stop` kills after 10 s; the owner is promised 8.
const stopTimeout = 7_500;

const numbers = { SIGTERM: 15, SIGINT: 2 } as const;
type StopSignal = keyof typeof numbers;

/** What the process is told from outside. */
export interface Signals {
  /** Asked to stop, with the signal's name as the reason. */
  readonly stop: AbortSignal;
  /** A person started it, as it was when it started. */
  readonly isAtTerminal: boolean;
  /** Calls back at each SIGHUP, which asks a program without a terminal to look again. */
  onHangup(heard: () => void): void;
}

/**
 * Catches the signals. SIGTERM and SIGINT ask it to stop, and so does SIGHUP at a terminal, since that was closed; the
 * process then ends after 7.5 s at the latest, with 0 or with `process.exitCode` where that is set. A second SIGTERM or
 * SIGINT ends it at once.
 */
export function catchSignals(): Signals {
  const stop = new AbortController();
  let heardHangup = () => {};
  function hear(signal: StopSignal): void {
    if (stop.signal.aborted) endProcess(128 + numbers[signal]);
    end(signal);
  }
  function end(signal: StopSignal | 'SIGHUP'): void {
    // The system and a shell may both tell of the same closed terminal.
    if (stop.signal.aborted) return;
    setTimeout(() => endProcess(Number(process.exitCode ?? 0)), stopTimeout).unref();
    stop.abort(signal);
  }

  const missed = process.pid === 1 ? missedSignal() : undefined;
  process.on('SIGTERM', () => hear('SIGTERM'));
  process.on('SIGINT', () => hear('SIGINT'));
  const attended = isAtTerminal();
  process.on('SIGHUP', () => (attended ? end('SIGHUP') : heardHangup()));
  // Node.js would open its debugger, which lets anybody on this machine run code in here.
  process.on('SIGUSR1', () => {});
  if (missed) hear(missed);
  return {
    stop: stop.signal,
    isAtTerminal: attended,
    onHangup(heard) {
      heardHangup = heard;
    },
  };
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
