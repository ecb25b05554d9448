import type { Clock } from '../../base/clock.ts';
import { asFailure } from '../../base/failure.ts';
import { oneLine } from '../../base/visible-text.ts';
import type { Http } from '../../http/client.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { StatusReport } from '../../report/status-report.ts';
import type { HeartbeatSpec } from './forms.ts';
import { type Beat, sendBeat } from './services.ts';

export interface HeartbeatOptions {
  readonly specs: readonly HeartbeatSpec[];
  readonly http: Http;
  readonly clock: Clock;
  /** Milliseconds between two that say that all is well. */
  readonly every: number;
  /** How it stands, and the reasons in one line. */
  verdict(): { readonly status: StatusReport['status']; readonly text: string };
  /** Told when one is not taken any more, with the reason, and (undefined) when it is again. */
  onTrouble(service: HeartbeatPlace, reason: string | undefined): void;
}

/** Which one of how many, counted from 1. */
export interface HeartbeatPlace {
  readonly number: number;
  readonly count: number;
}

export interface Heartbeat extends Reporter {
  /** That work begins which ends in this process (`ONCE`). */
  start(): Promise<void>;
  /** What is to be said at the end of it; resolves when it is said, or could not be. */
  end(isWell: boolean): Promise<void>;
  /** Tells these from now on. */
  renew(specs: readonly HeartbeatSpec[]): void;
  /** Begins nothing more. */
  stop(): void;
}

/** Tells services again and again that all is well, and at once that it is not. Nothing waits for them. */
export function createHeartbeat({ specs, ...options }: HeartbeatOptions): Heartbeat {
  const servicesOf = (them: readonly HeartbeatSpec[]) =>
    them.map((spec, index) => createService(spec, { number: index + 1, count: them.length }, options));
  let services = servicesOf(specs);
  const all = (what: (one: ReturnType<typeof createService>) => Promise<void>) =>
    Promise.all(services.map(what)).then(() => {});
  return {
    tell() {},
    observe(outcome) {
      const took = outcome.kind === 'looked' ? outcome.took : undefined;
      for (const service of services) service.observe(took);
    },
    start: () => all((service) => service.send({ kind: 'start', text: 'start' })),
    end: (isWell) =>
      all((service) => service.send(beatOf(isWell ? 'success' : 'failure', options.verdict().text))),
    renew(fresh) {
      for (const service of services) service.stop();
      services = servicesOf(fresh);
    },
    stop() {
      for (const service of services) service.stop();
    },
  };
}

function beatOf(kind: 'success' | 'failure', text: string, took?: number): Beat {
  // Some services judge by words of the text, so its first one always says it.
  return { kind, text: oneLine(`${kind}: ${text}`), ...(took !== undefined && { took }) };
}

type ServiceOptions = Omit<HeartbeatOptions, 'specs'>;

function createService(spec: HeartbeatSpec, place: HeartbeatPlace, options: ServiceOptions) {
  const { http, clock, every, verdict, onTrouble } = options;
  const stopped = new AbortController();
  let isSending = false;
  let isFailureTold = false;
  let isTrouble = false;
  let dueAt = Number.NEGATIVE_INFINITY;
  let took: number | undefined;

  async function send(beat: Beat): Promise<void> {
    isSending = true;
    const reason = await sendBeat(spec, beat, { http, signal: stopped.signal }).catch(
      (thrown: unknown) => asFailure(thrown).message,
    );
    isSending = false;
    if (stopped.signal.aborted) return;
    if (beat.kind === 'failure') isFailureTold = reason === undefined;
    if (isTrouble !== (reason !== undefined)) onTrouble(place, reason);
    isTrouble = reason !== undefined;
  }

  return {
    send,
    stop: () => stopped.abort(),
    observe(lookTook: number | undefined): void {
      took = lookTook ?? took;
      if (isSending || stopped.signal.aborted) return;
      const { status, text } = verdict();
      if (status !== 'failing') isFailureTold = false;
      if (status === 'failing' && !isFailureTold) void send(beatOf('failure', text));
      // What is being mended is for the patience of the service to judge.
      if (status !== 'ok' || clock.monotonic() < dueAt) return;
      dueAt = clock.monotonic() + every;
      void send(beatOf('success', text, took));
    },
  };
}
