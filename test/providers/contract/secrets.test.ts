import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { secretParts } from '../../../src/base/secret-parts.ts';
import type { Authoritative } from '../../../src/dns/authoritative.ts';
import type { Change } from '../../../src/dns/records.ts';
import type { Http } from '../../../src/http/client.ts';
import { traced } from '../../../src/http/trace.ts';
import type { Provider, ProviderDefinition, ProviderValues } from '../../../src/providers/provider.ts';
import { loadProviders } from '../../../src/providers/registry.ts';
import { createLogger } from '../../../src/report/logger.ts';
import { createRedactor } from '../../../src/report/redact.ts';
import { isRequired, isUsable } from '../../../src/settings/setting.ts';
import { pretendHttp } from '../../world/pretend-http.ts';
import {
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../world/pretend-server.ts';
import { applied, example, failureIn, failureOf, freshSignal, home, terms } from './provided.ts';
import { worlds } from './worlds.ts';

const providers = await loadProviders();

const { desired } = terms();
const change: Change = {
  ...home,
  desired: desired('home'),
  current: { ...home, records: [] },
  create: true,
  remove: [],
};

let server: PretendServer;
let answerNow: (request: PretendRequest) => PretendAnswer;
const http: Http = (request) => pretendHttp(server, 5000)(request);
beforeAll(async () => {
  server = await pretendServer((request) => answerNow(request));
});
afterAll(async () => {
  await server.stop();
});

const byName = new Map(providers.map((definition) => [definition.name, definition]));
const overHttp = providers.filter(({ settings }) =>
  Object.keys(settings).some((name) => name.endsWith('_API_URL')),
);

/** Each secret with those that must be given, then all of them: some settings exclude each other. */
function instances(
  definition: ProviderDefinition,
  over: Http = http,
  onSession: (id: string) => void = () => {},
): { secrets: string[]; provider: Provider }[] {
  const rows = Object.entries(definition.settings);
  const needed = rows.filter(([, setting]) => isRequired(setting)).map(([name]) => name);
  const names = rows.filter(([, { secret }]) => secret).map(([name]) => name);
  const always = names.filter((name) => needed.includes(name));
  const urls = rows.map(([name]) => name).filter((name) => /_(API|TOKEN)_URL$/.test(name));
  return [...names.map((name) => [...new Set([name, ...always])]), names].map((given) => {
    // What has a form of its own is as the host's pretend service has it.
    const textOf = (name: string, usual = secretFor(name)) => {
      const row = definition.settings[name];
      return row && isUsable(row, usual) ? usual : String(knownValues(definition)[name]);
    };
    const values: ProviderValues = Object.fromEntries([
      ...needed.map((name) => [name, textOf(name, '12345')]),
      ...given.map((name) => [name, textOf(name)]),
      ...urls.map((name) => [name, server.url]),
    ]);
    const context = { clock: systemClock, timeout: 5000, onSession, authoritative: unasked };
    const provider = definition.create(values, over, context);
    return { secrets: given.map((name) => textOf(name)).flatMap(secretParts), provider };
  });
}

/** The servers of zones, which hold nothing of it here. */
const unasked: Authoritative = { lookUp: async () => ({ addresses: [] }) };

function knownValues({ name }: ProviderDefinition): ProviderValues {
  return worlds.find(({ provider }) => provider === name)?.values ?? {};
}

/** Of a form that URLs, headers and JSON change nothing about, so that no other form can slip through. */
function secretFor(name: string): string {
  return `s3cret.${name.replaceAll('_', '').toLowerCase()}4q`;
}

/** A message that is cut may end within a secret. */
function beginningOf(secret: string): string {
  return secret.slice(0, 8);
}

/** What the request said, in every place where some vendor's errors have words. */
function echo(request: PretendRequest): string {
  return echoOf(`${JSON.stringify(request.headers)} ${request.path}?${request.query} ${request.body}`);
}

function echoOf(said: string): string {
  const one = {
    code: said,
    message: said,
    detail: said,
    description: said,
    reason: said,
    name: said,
    id: said,
  };
  return JSON.stringify({ ...one, ...nested(one), error: one, errors: [one], details: [one], fields: [one] });
}

function nested(one: object) {
  return { requestId: 'r-1', success: false, status: 'ERROR', result: 'error', error_chain: [one] };
}

const json = { 'content-type': 'application/json' };
const answers: Record<string, (request: PretendRequest) => PretendAnswer> = {
  ...Object.fromEntries(
    [200, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503].map((status) => [
      `${status} that echoes the request`,
      (request: PretendRequest) => ({ status, headers: json, body: echo(request) }),
    ]),
  ),
  'an HTML page that echoes it': (request) => ({
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: `<html><body>${echo(request)}</body></html>`,
  }),
  'text that echoes it': (request) => ({ status: 403, body: echo(request).slice(1) }),
  garbage: (request) => ({ status: 200, headers: json, body: echo(request).slice(1, -1) }),
};

const spellings: Readonly<Record<string, (secret: string) => string>> = {
  'in base64 behind a user': (secret) => Buffer.from(`user:${secret}`).toString('base64').slice(8),
  'in escapes of a URL': (secret) => secret.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`),
  'in references of HTML': (secret) => secret.replace(/./g, (one) => `&#${one.charCodeAt(0)};`),
  'without its beginning': (secret) => secret.slice(-9),
};

describe.each(overHttp.map((definition) => [definition.title, definition] as const))(
  'no failure of %s shows a secret',
  (_, definition) => {
    test.each(Object.entries(answers))('after %s', async (_, answer) => {
      answerNow = answer;

      for (const { provider, secrets } of instances(definition))
        for (const message of await messagesOf(provider))
          for (const secret of secrets) expect(message).not.toContain(beginningOf(secret));
    });

    test.each(Object.entries(spellings))('echoed %s', async (_, spelled) => {
      for (const { provider, secrets } of instances(definition)) {
        const said = secrets.map(spelled);
        answerNow = () => ({ status: 400, headers: json, body: echoOf(said.join(' ')) });
        for (const message of await messagesOf(provider))
          for (const text of said) expect(message).not.toContain(text.slice(0, Math.max(8, text.length / 2)));
      }
    });

    test('when nobody answers', async () => {
      await server.down();
      try {
        for (const { provider, secrets } of instances(definition))
          for (const message of await messagesOf(provider))
            for (const secret of secrets) expect(message).not.toContain(beginningOf(secret));
      } finally {
        await server.up();
      }
    });
  },
);

describe('the log of requests', () => {
  /** Where answers are cut. */
  const mostText = 500;
  /** A text that has the secret right where it is cut. */
  const across = (secret: string) => `${'x'.repeat(mostText - 10)}${secret} and more`;

  /** The client as the program makes it, and what it has written. */
  async function logged() {
    const redactor = createRedactor();
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    const log = createLogger({ level: 'trace', format: 'json', redact: redactor.redact, write });
    const { redact } = redactor;
    const over = traced(http, {
      to: 'host' as const,
      clock: systemClock,
      redact,
      tell: (trace) => log.trace(trace, 'Request'),
    });
    return { redactor, lines, over };
  }

  test.each(overHttp.map((definition) => [definition.title, definition] as const))(
    'shows no part of a secret of %s where an answer is cut',
    async (_, definition) => {
      const { redactor, lines, over } = await logged();
      for (const { provider, secrets } of instances(definition, over)) {
        for (const secret of secrets) {
          redactor.add(secret);
          answerNow = () => ({ status: 400, body: across(secret) });
          await messagesOf(provider);
        }
      }

      const written = lines.join('');

      expect(written).toContain('xxxx[secret]');
      expect(written).not.toContain('s3cret');
    },
  );

  test('shows no part of the id of a netcup session', async () => {
    const { redactor, lines, over } = await logged();
    const session = 's3ssion4of5netcup6';
    answerNow = ({ body }) =>
      body.includes('"login"')
        ? { status: 200, headers: json, body: loggedIn(session) }
        : { status: 400, body: across(session) };
    const definition = overHttp.find(({ name }) => name === 'netcup');
    if (!definition) throw new Error('there is no netcup');

    for (const { provider } of instances(definition, over, redactor.addSession)) await messagesOf(provider);

    expect(lines.join('')).toContain('xxxx[secret]');
    expect(lines.join('')).not.toContain('s3ssion');
  });
});

function loggedIn(apisessionid: string): string {
  return JSON.stringify({ status: 'success', statuscode: 2000, responsedata: { apisessionid } });
}

/** What a read and a write say when they fail, causes included. */
async function messagesOf(provider: Provider): Promise<string[]> {
  const { updateOnly } = byName.get(provider.name) ?? {};
  const read = provider.read(example, [home], freshSignal());
  // Whoever cannot be asked fails at no question.
  const whenRead = updateOnly ? await read.then(() => undefined) : await failureOf(read);
  const written = await applied(provider.apply(example, [change], freshSignal()), [change]);
  const messages = [whenRead, ...written.map(failureIn)]
    .flatMap((failure) => failure ?? [])
    .flatMap(withCauses);
  return messages;
}

function withCauses(error: Error): string[] {
  return [error.message, ...(error.cause instanceof Error ? withCauses(error.cause) : [])];
}
