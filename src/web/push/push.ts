import type { Clock } from '../../base/clock.ts';
import { oneLine } from '../../base/visible-text.ts';
import type { Reporter } from '../../report/reporter.ts';
import { type Kept, nothingKnown, type State } from '../../report/state.ts';
import { type Answer, line as plainLine, type Reply } from '../answer.ts';
import type { Request } from '../request.ts';
import { isForeign } from '../same-origin.ts';
import { type Call, readCall } from './call.ts';
import { keptNames, type Place } from './kept-names.ts';
import { type Credential, createGuessPace, createLogin } from './login.ts';
import { type Claim, createLooks } from './looks.ts';
import { createOpinion } from './opinion.ts';

interface Log {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}

export interface PushOptions {
  readonly credential: Credential;
  readonly clock: Clock;
  readonly kept: readonly Kept[];
  /** Looks at the line now, with what was said as one answer of the vote. */
  look(line: string, said: Claim): void;
  readonly log: Log;
}

/** Where a router tells that its address has changed, in the words of dyndns2. What it says is a reason to look. */
export interface Push extends Required<Reporter> {
  /** Undefined: whoever asks has the password. Else what to answer. */
  refuse(request: Request): Reply | undefined;
  answer(request: Request): Reply;
  /** Lets in who has this password, and nobody else. */
  renew(password: string): void;
  stop(): void;
}

/** Milliseconds that a router waits for its answer; inadyn gives up after ten seconds. */
const patience = 5_000;
const mostWaiting = 32;
const mostHosts = 20;
const tellGuesses = 3_600_000;

export function createPush({ credential, clock, kept, look, log }: PushOptions): Push {
  let loginOf = createLogin(credential);
  const pace = createGuessPace(clock);
  const names = keptNames(kept);
  let state: State = nothingKnown;
  const opinion = createOpinion(clock, () => state);
  const waiting = new Set<() => void>();
  const looks = createLooks({
    clock,
    look,
    isAgreed: (line, said, since) => opinion.has(names.onLine(line), said, since),
  });
  let toldOfGuesses = Number.NEGATIVE_INFINITY;
  let told = '';

  function refuse(request: Request): Reply | undefined {
    if (isForeign(request)) return plainLine(403, 'A page of another place asks for this.');
    const verdict = loginOf(request);
    if (verdict === 'right') return undefined;
    if (verdict === 'none') return badauth;
    if (clock.monotonic() - toldOfGuesses >= tellGuesses) {
      toldOfGuesses = clock.monotonic();
      log.warn({ from: request.from }, 'Somebody calls /nic/update with a wrong user or password');
    }
    const after = pace();
    return after > 0 ? { answer: badauth, after } : badauth;
  }

  function answer(request: Request): Reply {
    const refusal = refuse(request);
    if (refusal !== undefined) return refusal;
    const call = readCall(request.query);
    if (call.hosts.length > mostHosts) return plainLine(400, 'numhost');
    const asked = call.hosts.length === 0 ? [names.all] : call.hosts.map(names.places);
    const places = asked.flatMap((found) => (typeof found === 'string' ? [] : found));
    if (places.length === 0) return lines(asked);
    // Before the look, which may find another one at once.
    const before = opinion.now(places);
    const claims = new Map(places.map(({ line }) => [line, claimOn(line, call)]));
    tell(call, claims);
    for (const [line, claim] of claims) looks.due(line, claim);
    if (asked.some((found) => typeof found === 'string')) return lines(asked);
    if (Object.keys(call.said).length === 0 && call.unusable.length > 0) return plainLine(503, 'dnserr');
    const calledAt = clock.monotonic();
    const decide = () => opinion.lines(asked, call, before, calledAt);
    const decided = decide();
    if (decided !== undefined) return plainLine(200, decided);
    if (waiting.size >= mostWaiting) return undecided;
    return { isKnown: true, answer: wait(decide) };
  }

  /** Nothing of a family that the line does not keep. */
  function claimOn(line: string, { said }: Call): Claim {
    const kept = names.onLine(line).families;
    return Object.fromEntries(
      kept.flatMap((family) => {
        const one = said[family];
        return one ? [[family, one.address] as const] : [];
      }),
    );
  }

  function wait(decide: () => string | undefined): Promise<Answer> {
    return new Promise((resolve) => {
      const end = (answer: Answer) => {
        cancel();
        waiting.delete(check);
        resolve(answer);
      };
      const check = () => {
        const decided = decide();
        if (decided !== undefined) end(plainLine(200, decided));
      };
      const cancel = clock.after(patience, () => end(undecided));
      waiting.add(check);
    });
  }

  /** Once for each thing that is said: some routers repeat it every few minutes. */
  function tell({ said, unusable }: Call, claims: ReadonlyMap<string, Claim>): void {
    const text = JSON.stringify([said, unusable]);
    if (text === told) return;
    told = text;
    const [first] = unusable;
    const addresses = Object.values(said).map(({ address }) => address);
    if (addresses.length === 0 && first) {
      const shown = oneLine(first.text).slice(0, 45);
      log.info(
        { address: shown, reason: first.reason },
        'The router says what cannot be the address of this home; looking',
      );
    } else if ([...claims].some(([line, claim]) => isNews(line, claim)))
      log.info({ address: addresses.join(', ') }, 'The router says another address; looking');
  }

  function isNews(line: string, claim: Claim): boolean {
    return Object.keys(claim).length > 0 && !opinion.has(names.onLine(line), claim, clock.monotonic());
  }

  return {
    refuse,
    answer,
    tell() {},
    observe(outcome, after) {
      state = after;
      opinion.observe(outcome);
      for (const check of [...waiting]) check();
    },
    renew(password) {
      loginOf = createLogin({ ...credential, password });
    },
    stop: looks.stop,
  };
}

const undecided = plainLine(503, '911');
const badauth: Answer = {
  ...plainLine(401, 'badauth'),
  headers: { 'www-authenticate': 'Basic realm="homemade-ddns", charset="UTF-8"' },
};

/** What is said of names among which one is not kept; the others are looked at all the same. */
function lines(asked: readonly (Place[] | 'notfqdn' | 'nohost')[]): Answer {
  const words = asked.map((found) => (typeof found === 'string' ? found : '911'));
  return plainLine(words.includes('notfqdn') ? 400 : 404, words.join('\n'));
}
