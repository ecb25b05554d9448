import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Request } from '../request.ts';
import { parametersOf, unescaped } from './call.ts';

export interface Credential {
  readonly user: string;
  readonly password: string;
}

/** `none`: nothing was given to log in with. */
export type LoginVerdict = 'right' | 'wrong' | 'none';

/** Reads who calls: by Basic (RFC 7617), or by user and password in the query, as many routers write them. */
export function createLogin({ user, password }: Credential): (request: Request) => LoginVerdict {
  const [rightUser, rightPassword] = [isEqualTo(user), isEqualTo(password)];
  const isRight = (names: readonly string[], words: readonly string[]) =>
    // Both are looked at, whichever is wrong.
    [names.length === 0 || names.some(rightUser), words.some(rightPassword)].every(Boolean);

  return ({ headers, query }) => {
    const logins = basicOf(headers.get('authorization') ?? '');
    const { names, words } = inQuery(query);
    // A FRITZ!Box sends what its form holds by Basic, whatever its URL says, so either may be the right one.
    const isIn = [...logins.map(({ name, word }) => isRight([name], [word])), isRight(names, words)];
    if (isIn.includes(true)) return 'right';
    return logins.length === 0 && words.length === 0 ? 'none' : 'wrong';
  };
}

function isEqualTo(expected: string): (given: string) => boolean {
  const digest = digestOf(expected);
  return (given) => timingSafeEqual(digestOf(given), digest);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** What a header may mean: some write in Latin-1, and some leave a user as it stands in a URL, with `%40` for `@`. */
function basicOf(header: string): { readonly name: string; readonly word: string }[] {
  const [, coded = ''] = /^basic +([\w+/=-]+)$/i.exec(header) ?? [];
  const bytes = Buffer.from(coded, 'base64');
  return [bytes.toString(), bytes.toString('latin1')].flatMap((text) => {
    const [, name, word] = /^([^:]*):(.*)$/s.exec(text) ?? [];
    if (name === undefined || word === undefined) return [];
    return [
      { name, word },
      { name: unescaped(name), word: unescaped(word) },
    ];
  });
}

const userNames = new Set(['username', 'user']);
const passwordNames = new Set(['password', 'pass', 'passwd', 'token', 'key']);

function inQuery(query: string) {
  const given = parametersOf(query);
  const of = (names: ReadonlySet<string>) =>
    given.filter(({ name }) => names.has(name)).flatMap(({ value, raw }) => [value, raw]);
  return { names: of(userNames), words: of(passwordNames) };
}

// Milliseconds.
const pause = 1_000;
const longest = 5_000;

/**
 * How many milliseconds whoever guesses has to wait: a second behind the last wrong guess of anybody, at most five in
 * all. It holds for all callers together, because behind a bridge they look alike; who is right never comes here.
 */
export function createGuessPace(clock: Clock): () => number {
  let free = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonic();
    const at = Math.min(Math.max(now, free), now + longest);
    free = at + pause;
    return at - now;
  };
}
