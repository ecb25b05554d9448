import { describeBody, parseJson, retryAfterOf } from '../../http/answer.ts';
import type { HttpAnswer } from '../../http/client.ts';
import type { AnswerRules, Meaning, Rule } from './rules.ts';

/** What a service said of one host. */
export interface Verdict {
  /** `doubt`: it may come from anyone in between, and says nothing. */
  readonly is: Meaning | 'doubt';
  /** The words that decided, as they came. */
  readonly text: string;
  /** Goes on after the name of the service. */
  readonly says?: string | undefined;
  /** Milliseconds, with `wait`. */
  readonly wait?: number | undefined;
}

/** What the answer to one call says of each of its hosts. Pure. */
export function verdictsOf(answer: HttpAnswer, answers: AnswerRules, hosts: number): Verdict[] {
  const { rules, linePerHost, markup, pageRules, wholePage } = answers;
  const text = markup ? withoutTags(answer.text) : answer.text.replace(/^\uFEFF/, '').trim();
  const ofAll =
    ofStatus(answer, rules) ?? (isPage(answer) && !wholePage ? ofPage(answer, pageRules ?? []) : undefined);
  const lines = linePerHost && !ofAll ? linesOf(text) : [];
  if (!linePerHost || ofAll) {
    const verdict = ofAll ?? ofText(answer, text, rules);
    return Array.from({ length: hosts }, () => verdict);
  }
  const first = ofText(answer, lines[0] ?? '', rules);
  return Array.from({ length: hosts }, (_, index) => {
    const line = lines[index];
    if (line !== undefined) return ofText(answer, line, rules);
    // What concerns the account or the service is said once, whatever the number of hosts.
    return index === 0 || !ofOneHost.includes(first.is)
      ? first
      : { is: 'doubt', text: 'no line for this host' };
  });
}

const ofOneHost: readonly Verdict['is'][] = ['changed', 'unchanged', 'stop-host', 'doubt'];

/** What the status alone says: where the row has it so, and where a service is in trouble whatever its words. */
function ofStatus(answer: HttpAnswer, rules: readonly Rule[]): Verdict | undefined {
  const { status } = answer;
  const rule = rules.find((one) => isOnlyOfStatus(one) && fitsStatus(one, status));
  if (rule) return verdictOf(rule, answer, `${status} ${describeBody(answer)}`);
  const text = `${status} ${describeBody(answer)}`;
  const wait = hintOf(answer);
  if (status === 429) return { is: 'wait', text, says: 'says that there were too many requests', wait };
  if (status === 503 && wait !== undefined) return { is: 'wait', text, says: 'asks to wait', wait };
  return status >= 500 ? { is: 'transient', text, says: 'has a fault of its own' } : undefined;
}

/** A page for people mostly comes from something in between, as a portal that asks to log in, or a firewall. */
function isPage({ text }: HttpAnswer): boolean {
  // Many services call plain words HTML, so that the header tells nothing.
  return /<\s*(!doctype\s+html|html|head|body|title|script|meta)\b/i.test(text);
}

function ofPage(answer: HttpAnswer, rules: readonly Rule[]): Verdict {
  const words = withoutTags(answer.text);
  const rule = rules.find((one) => one.text?.test(words));
  const page = { is: 'doubt' as const, text: `${answer.status} and an HTML page` };
  return rule && answer.status < 300 ? verdictOf(rule, answer, words) : page;
}

function ofText(answer: HttpAnswer, text: string, rules: readonly Rule[]): Verdict {
  const [word = ''] = text.trim().toLowerCase().split(/\s+/);
  const rule = rules.find((one) => {
    if (isOnlyOfStatus(one) || (one.status !== undefined && !fitsStatus(one, answer.status))) return false;
    if (one.word !== undefined) return one.word === word;
    if (one.text) return one.text.test(text);
    return one.json !== undefined && holds(parseJson(text), one.json);
  });
  return rule ? verdictOf(rule, answer, text) : unruled(answer, text);
}

/** Only a status of success makes words of success true. */
function verdictOf(rule: Rule, answer: HttpAnswer, text: string): Verdict {
  const { is, says } = rule;
  const worked = is === 'changed' || is === 'unchanged';
  if (worked && (answer.status < 200 || answer.status > 299)) return unruled(answer, text);
  return { is, text, says, wait: is === 'wait' ? (rule.wait ?? hintOf(answer)) : undefined };
}

function unruled(answer: HttpAnswer, words: string): Verdict {
  const { status } = answer;
  const text = `${status} ${words === '' ? describeBody(answer) : words}`;
  if (status === 401) return { is: 'stop', text };
  if (status === 403) return { is: 'permanent', text, says: 'does not allow this' };
  // Not the word of the protocol: it may be of a server before it that has a bad moment, so it is tried again.
  if (status === 404) return { is: 'permanent', text, says: 'knows no such host' };
  if (status >= 400) return { is: 'permanent', text, says: 'refuses the request' };
  return { is: 'doubt', text };
}

function hintOf(answer: HttpAnswer): number | undefined {
  return retryAfterOf(answer, Date.parse(answer.headers.date ?? ''));
}

function fitsStatus({ status }: Rule, answered: number): boolean {
  return status !== undefined && [status].flat().includes(answered);
}

function isOnlyOfStatus({ word, text, json }: Rule): boolean {
  return word === undefined && text === undefined && json === undefined;
}

function holds(given: unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  if (typeof given !== 'object' || given === null) return false;
  const fields = new Map<string, unknown>(Object.entries(given));
  return Object.entries(wanted).every(([name, value]) => fields.get(name) === value);
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function withoutTags(text: string): string {
  return text
    .replace(/<(script|style|title)\b.*?<\/\1\s*>/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
