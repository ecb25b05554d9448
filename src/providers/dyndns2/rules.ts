/** What the answer of a service comes to. */
export type Meaning =
  | 'changed'
  | 'unchanged'
  /** No call for this account before its credentials change or the program is started again. */
  | 'stop'
  /** The same for the host alone. */
  | 'stop-host'
  /** Refused, and tried again after a minute, growing to hourly. */
  | 'permanent'
  | 'wait'
  | 'transient';

/** How an answer is recognized. The first rule of a list that fits decides. */
export interface Rule {
  readonly is: Meaning;
  /** HTTP statuses; such a rule needs nothing else to fit, or a body that fits as well. */
  readonly status?: number | readonly number[];
  /** The first word of a line, in lower case. */
  readonly word?: string;
  /** Anywhere in the text, without tags where the row has them taken out. */
  readonly text?: RegExp;
  /** Fields of a JSON object, which is read as a whole. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Milliseconds, with `wait`; default as long as the service says in a header, else a minute, doubling. */
  readonly wait?: number;
  /** Goes on after the name of the service: what it says and what to do. */
  readonly says?: string;
}

export interface AnswerRules {
  readonly rules: readonly Rule[];
  /** Several hosts are answered with a line each, in their order. */
  readonly linePerHost?: true;
  /** Tags may stand around its words. A whole page is doubt all the same. */
  readonly markup?: true;
  /** Where its own answer is a whole page: only words count which no other page has. Without tags. */
  readonly pageRules?: readonly Rule[];
  /** A page is as good as any other text, because the owner says so. */
  readonly wholePage?: true;
}

const minute = 60_000;

/** What the words of the dyndns2 protocol say, besides that it worked. https://help.dyn.com/return-codes/ */
const said: Readonly<Record<string, readonly [Meaning, string | undefined]>> = {
  badauth: ['stop', undefined],
  badagent: ['stop', 'refuses this program or its request (badagent)'],
  '!donator': ['stop', 'has this for paying users only (!donator)'],
  '!active': ['stop', 'has not activated this domain yet (!active)'],
  abuse: ['stop', 'has blocked the host for abuse (abuse): ask it to lift that'],
  badsys: ['stop', 'does not know this kind of host (badsys)'],
  badrequest: ['stop', 'cannot read the request (badrequest)'],
  nohost: ['stop-host', 'knows no such host in this account (nohost): create it there'],
  '!yours': ['stop-host', 'says that the host belongs to somebody else (!yours)'],
  notfqdn: ['stop-host', 'takes it for no full name (notfqdn)'],
  numhost: ['stop-host', 'finds too many or too few hosts (numhost)'],
  dnserr: ['wait', 'has a fault of its DNS (dnserr)'],
  '911': ['wait', 'has a fault or is being maintained (911)'],
  servererror: ['wait', 'has a fault of its own (servererror)'],
};

/** Behind the word stands the address, or nothing: a page may begin with “Good morning”. */
export const good: Rule = { text: /^good(\s[\s\da-f.:,]*)?$/i, is: 'changed' };
export const nochg: Rule = { text: /^nochg(\s[\s\da-f.:,]*)?$/i, is: 'unchanged' };

/** The rules of dyndns2; `wait` in milliseconds after a fault of the service, default 10 minutes. */
export function dyndns2Rules(wait = 10 * minute): readonly Rule[] {
  return [
    good,
    nochg,
    ...Object.entries(said).map(
      ([word, [is, says]]): Rule => ({
        word,
        is,
        ...(is === 'wait' && { wait }),
        ...(says !== undefined && { says }),
      }),
    ),
  ];
}

export interface Dyndns2Options {
  /** Milliseconds after a fault of the service. */
  readonly wait?: number;
  /** What the service says besides, or means otherwise. */
  readonly more?: readonly Rule[];
}

/** The answers of a service that speaks dyndns2. */
export function dyndns2({ wait, more = [] }: Dyndns2Options = {}): AnswerRules {
  return { rules: [...more, ...dyndns2Rules(wait)], linePerHost: true };
}
