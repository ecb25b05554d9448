import type { Dispatcher } from 'undici';
import type { Clock } from '../base/clock.ts';
import { Failure, type FailureDetails } from '../base/failure.ts';
import { isUnreached, networkTrouble, noAnswerWithin, wasStopped } from '../net/errors.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Exchange {
  readonly dispatcher: Dispatcher;
  readonly request: Dispatcher.DispatchOptions;
  /** Ends it as long as nothing has left. */
  readonly untilSent: AbortSignal | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds from connecting to the last byte. */
  readonly timeout: number;
  readonly maxBytes: number;
  /** How the body becomes text. */
  readonly encoding: 'utf8' | 'latin1';
  /** Who is at fault, as long as nothing has left, when time is up, and when connecting failed. */
  readonly before: { readonly late: string; readonly failed: string };
  /** Who is at fault later. */
  readonly after: string;
}

/**
 * Sends one request and takes in its answer. It ends with its signals and its time whatever undici does, which
 * hears of neither before a connection stands. Throws a transient Failure, unconfirmed if the request has left.
 */
export function exchange({
  dispatcher,
  request,
  clock,
  timeout,
  maxBytes,
  encoding,
  ...about
}: Exchange): Promise<HttpAnswer> {
  const { signal, untilSent } = about;
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let over = false;
    let status = 0;
    let headers: HttpAnswer['headers'] = {};
    const chunks: Uint8Array[] = [];
    let size = 0;

    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      cancel();
      signal.removeEventListener('abort', stop);
      untilSent?.removeEventListener('abort', stopUnsent);
      settle();
    };
    const fail = (failure: Failure) =>
      end(() => {
        reject(failure);
        controller?.abort(failure);
      });
    const failure = (
      reason: string,
      more: Pick<FailureDetails, 'unsent' | 'unreached' | 'cause'> = {},
      who = about.after,
    ) =>
      new Failure('transient', `${who}: ${reason}`, {
        unconfirmed: controller !== undefined,
        unanswered: true,
        ...more,
      });
    const stop = () => fail(failure(wasStopped, controller ? {} : { unsent: true }));
    const stopUnsent = () => {
      if (!controller) stop();
    };
    const cancel = clock.after(timeout, () =>
      fail(
        failure(noAnswerWithin(timeout), { unreached: true }, controller ? about.after : about.before.late),
      ),
    );
    if (signal.aborted || untilSent?.aborted) return stop();
    signal.addEventListener('abort', stop);
    untilSent?.addEventListener('abort', stopUnsent);

    dispatcher.dispatch(request, {
      onRequestStart(started) {
        // What was given up while it was still to connect must not leave now.
        if (over) started.abort(new Error('given up'));
        else controller = started;
      },
      onResponseStart(_, code, fields) {
        status = code;
        headers = flatten(fields);
      },
      onResponseData(_, chunk) {
        size += chunk.length;
        if (size <= maxBytes) chunks.push(chunk);
        else
          fail(
            new Failure('transient', `the answer is larger than ${maxBytes} bytes`, { unconfirmed: true }),
          );
      },
      onResponseEnd() {
        const answer = { status, headers, text: Buffer.concat(chunks).toString(encoding) };
        // undici frees the connection one turn of the event loop later; whoever asks before gets another one.
        end(() => queueMicrotask(() => setImmediate(resolve, answer)));
      },
      onResponseError(_, error) {
        if (error instanceof Failure) return fail(error);
        const who = controller ? about.after : about.before.failed;
        fail(failure(networkTrouble(error), { unreached: isUnreached(error), cause: error }, who));
      },
    });
  });
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
