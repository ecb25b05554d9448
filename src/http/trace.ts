import type { Clock } from '../base/clock.ts';
import { asFailure } from '../base/failure.ts';
import { shownUrl } from '../base/url-text.ts';
import { oneLine } from '../base/visible-text.ts';
import type { Http } from './client.ts';

/** One request and what came of it, as it may be written to a log. */
export interface Trace {
  /** Whom it is for. */
  readonly to: 'source' | 'host' | 'message';
  readonly method: string;
  /** Without credentials and query, where tokens may be; of a message without its path too. */
  readonly url: string;
  readonly status?: number;
  /** What was answered to a request that failed, shortened. */
  readonly answer?: string;
  readonly failure?: string;
  readonly ms: number;
}

const mostText = 500;
// To look for secrets takes time, and a page of an error can be a megabyte.
const mostSearched = 8 * mostText;

export interface TraceOptions extends Pick<Trace, 'to'> {
  readonly clock: Clock;
  redact(text: string): string;
  tell(trace: Trace): void;
}

/** The same client, telling each request. Headers and successful answers are left out: sessions and keys travel there. */
export function traced(http: Http, { to, clock, redact, tell }: TraceOptions): Http {
  return async (request) => {
    const startedAt = clock.monotonic();
    const about = {
      to,
      method: request.method ?? 'GET',
      url: to === 'message' ? new URL(request.url).origin : shownUrl(String(request.url)),
    };
    const ms = () => Math.round(clock.monotonic() - startedAt);
    try {
      const answer = await http(request);
      // The last few characters of a secret are not found any more, so they go before the text is cut.
      const failed = answer.status >= 400 && {
        answer: oneLine(redact(answer.text.slice(0, mostSearched)), mostText),
      };
      tell({ ...about, status: answer.status, ...failed, ms: ms() });
      return answer;
    } catch (thrown) {
      tell({ ...about, failure: asFailure(thrown).message, ms: ms() });
      throw thrown;
    }
  };
}
