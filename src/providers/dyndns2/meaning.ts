import { Failure } from '../../base/failure.ts';
import { keptText } from '../../base/kept-text.ts';
import { secretRemover } from '../../base/secret-text.ts';
import { oneLine } from '../../base/visible-text.ts';
import type { Verdict } from './reading.ts';

/** What sentences about a service need. */
export interface Speaker {
  readonly title: string;
  /** The settings that authenticate, in words. */
  readonly credentials: string;
  readonly secrets: readonly string[];
}

/** What a verdict that is no success means for the owner of a host. */
export function failureOf({ is, text, says, wait }: Verdict, host: string, speaker: Speaker): Failure {
  const { title, credentials, secrets } = speaker;
  const clean = secretRemover(secrets, keptText([title, host]));
  const quoted = `(it said: ${oneLine(clean(text), 120)})`;
  switch (is) {
    case 'stop': {
      const what = says ?? `does not accept the credentials: check ${credentials}`;
      return new Failure('halt', `${title} ${what} ${quoted}`);
    }
    case 'stop-host': {
      const what = says ?? 'refuses this host';
      const until = 'it is not sent again before the credentials change or the program is started again';
      return new Failure('record', `${host}: ${title} ${what}; ${until} ${quoted}`);
    }
    case 'permanent':
      return new Failure(
        'permanent',
        `${title} ${says ?? 'refuses the request'}: check ${credentials} ${quoted}`,
      );
    case 'wait':
      return new Failure('limited', `${title} ${says ?? 'asks to wait'} ${quoted}`, { retryAfter: wait });
    case 'transient':
      return new Failure('transient', `${title} ${says ?? 'has a fault of its own'} ${quoted}`, {
        unconfirmed: true,
      });
    default: {
      const message = `${title} gave an answer that says neither yes nor no, so it confirms nothing ${quoted}`;
      return new Failure('transient', message, { unconfirmed: true });
    }
  }
}
