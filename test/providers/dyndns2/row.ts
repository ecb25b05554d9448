import { describe, expect, test } from 'vitest';
import type { ProviderValues } from '../../../src/providers/provider.ts';
import { type Answer, ipv4, meaningOf, sentBy, type Told } from './played.ts';

/** What a row of the table must come to. Requests and answers are literals of the source that the row names. */
export interface Row {
  readonly values: ProviderValues;
  readonly requests: readonly Asked[];
  /** A body, or a status and a body, and what it means, as `meaningOf` says it. */
  readonly answers: readonly (readonly [
    answer: string | readonly [status: number, body: string],
    meaning: string,
  ])[];
  /** What the answers answer; default: one host with an IPv4 address. */
  readonly told?: Told;
}

export interface Asked extends Told {
  /** What the name servers hold, by name and type. */
  readonly held?: Readonly<Record<string, readonly string[]>>;
  readonly sent: readonly string[];
}

export function describeRow(name: string, { values, requests, answers, told = { ipv4 } }: Row): void {
  describe(name, () => {
    test.each(requests)('is sent $sent.0', async ({ sent, held = {}, ...asked }) => {
      expect(await sentBy(name, values, asked, held)).toEqual(sent);
    });

    test.each(answers)('answers %j: %s', async (answer, meaning) => {
      const given: Answer =
        typeof answer === 'string' ? { body: answer } : { status: answer[0], body: answer[1] };
      expect(await meaningOf(name, values, given, told)).toBe(meaning);
    });
  });
}

/** The header of basic authentication. */
export function basic(user: string, password: string): string {
  return `authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** What every service of the dyndns2 protocol says. https://help.dyn.com/return-codes/ */
export const dyndns2Answers: Row['answers'] = [
  ['good 192.0.2.10', 'changed'],
  ['good', 'changed'],
  ['nochg 192.0.2.10', 'unchanged'],
  ['badauth', 'stop'],
  [[401, 'badauth'], 'stop'],
  ['badagent', 'stop'],
  ['!donator', 'stop'],
  ['!active', 'stop'],
  ['abuse', 'stop'],
  ['badsys', 'stop'],
  ['nohost', 'stop-host'],
  ['!yours', 'stop-host'],
  ['notfqdn', 'stop-host'],
  ['numhost', 'stop-host'],
  ['dnserr', 'wait 600'],
  ['911', 'wait 600'],
  ['good 127.0.0.1', 'stop'],
  ['good 192.0.2.77', 'held as 192.0.2.77'],
  ['', 'doubt'],
  ['Good morning', 'doubt'],
  [[200, '<!DOCTYPE html><html><body>good 192.0.2.10</body></html>'], 'doubt'],
  [[403, '<html><head><title>Blocked</title></head></html>'], 'doubt'],
  [[302, ''], 'doubt'],
  [[500, 'badauth'], 'transient'],
  [[429, ''], 'wait'],
];
