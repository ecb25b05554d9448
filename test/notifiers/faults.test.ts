import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { redactorOf } from '../../src/app/redaction.ts';
import { Failure } from '../../src/base/failure.ts';
import { createCourier } from '../../src/notifiers/courier.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { NotTaken } from '../../src/notifiers/notifier.ts';
import { configOf } from '../support/settings.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { type Example, examples } from './examples.ts';
import {
  answering,
  brokenOff,
  type FaultyServers,
  faultyServers,
  repeating,
  silent,
} from './faulty-servers.ts';
import { message } from './pretend.ts';

// Each service at a real server: what goes wrong there, and what comes of it.

let servers: FaultyServers;
beforeAll(async () => {
  servers = await faultyServers(Object.values(examples).map(({ url }) => new URL(url).hostname));
});
afterAll(() => servers.close());

/** Why it was not taken; undefined where it was. */
async function refusal(
  text: string,
  options: Parameters<FaultyServers['client']>[0] = {},
): Promise<NotTaken | undefined> {
  const [notifier] = parseNotifyUrls(text);
  const sending = {
    http: servers.client(options),
    signal: new AbortController().signal,
    now: Date.now,
    onSession() {},
  };
  servers.asked.length = 0;
  try {
    await notifier?.send(message, sending);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof NotTaken) return thrown;
    throw thrown;
  }
}

const taken = ({ taken: { status = 200, text = '' } }: Example) => answering(status, text);

const secure = Object.entries(examples).filter(([, { url }]) => url.startsWith('https:'));

it.each(secure)('%s at a CA of its own needs that CA to be named', async (_, example) => {
  servers.deed = taken(example);

  expect(await refusal(example.text, { isTrusted: false })).toMatchObject({
    isPassing: true,
    message: expect.stringContaining('name the file of that CA in NODE_EXTRA_CA_CERTS'),
  });
  expect(servers.asked).toEqual([]);
});

describe.each(Object.entries(examples))('%s', (_, example) => {
  const { text, url, secrets } = example;

  it('is told at a real server, by TLS where its address says so', async () => {
    servers.deed = taken(example);

    expect(await refusal(text)).toBeUndefined();
    expect(servers.asked).toHaveLength(1);
  });

  it('is given up where nothing is said, and tried again', async () => {
    servers.deed = silent;

    expect(await refusal(text, { timeout: 200 })).toMatchObject({
      isPassing: true,
      message: expect.stringContaining('no answer within 0.2 s'),
    });
  });

  test.each([
    ['answers half', () => ({ deed: brokenOff, isGone: false })],
    ['is gone', () => ({ deed: taken(example), isGone: true })],
  ])('that %s is tried again', async (__, state) => {
    Object.assign(servers, state());
    const reason = await refusal(text);
    servers.isGone = false;

    expect(reason).toMatchObject({ isPassing: true });
  });

  test.each([
    [401, { isPassing: false, isOfText: false }],
    [403, { isPassing: false, isOfText: false }],
    [404, { isPassing: false, isOfText: false }],
    [410, { isPassing: false, isOfText: false }],
    [400, { isPassing: false, isOfText: true }],
    [413, { isPassing: false, isOfText: true }],
    [408, { isPassing: true }],
    [429, { isPassing: true, retryAfter: 90_000 }],
    [500, { isPassing: true }],
    [502, { isPassing: true }],
    [503, { isPassing: true, retryAfter: 90_000 }],
  ])('that answers %i is taken for what that means', async (status, meaning) => {
    const wait = 'retryAfter' in meaning ? { 'retry-after': '90' } : undefined;
    servers.deed = answering(status, '<html>no</html>', wait);

    const reason = await refusal(text);

    expect(reason).toMatchObject(meaning);
    expect(reason?.message).toContain(`answered HTTP ${status}`);
  });

  test.each(example.meaningless)(
    'has not taken it with the answer %o',
    async ({ status = 200, text: said = '' }) => {
      servers.deed = answering(status, said);

      expect(await refusal(text)).toMatchObject({
        isPassing: false,
        message: expect.stringContaining('which is no success of this service'),
      });
    },
  );

  it('that repeats what it was told makes nothing known', async () => {
    const env = { NOTIFY_URLS: text };
    const { redact } = redactorOf(configOf(env), env);
    servers.deed = repeating;
    const reason = (await refusal(text))?.message ?? '';
    expect(reason).toContain('answered HTTP 500');

    for (const secret of [...secrets, ...secrets.map(encodeURIComponent), ...secrets.map((one) => btoa(one))])
      expect(redact(reason)).not.toContain(secret);
    expect(redact(`${text} ${url}`)).not.toContain(secrets[0]);
  });

  it('that is back after an hour is told what happened meanwhile, once', async () => {
    const clock = new VirtualClock();
    const [notifier] = parseNotifyUrls(text);
    if (!notifier) throw new Error('nobody');
    const troubles: (string | undefined)[] = [];
    const said: string[] = [];
    let isBack = false;
    const courier = createCourier({
      ...{ notifier, clock, onSession() {}, onTrouble: (reason) => troubles.push(reason) },
      async http({ body = '' }) {
        if (!isBack) throw new Failure('transient', 'no answer within 10 s');
        said.push(body);
        return { status: 200, text: '', headers: {}, ...example.taken };
      },
    });

    courier.bring([{ ...message, id: 'one', text: 'the first' }]);
    courier.bring([{ ...message, id: 'two', text: 'the second' }]);
    await clock.advance(3_600_000);
    isBack = true;
    await clock.advance(3_600_000);

    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/the first.*the second/s);
    expect(troubles).toEqual(['no answer within 10 s', undefined]);
    courier.stop();
  });
});
