import { describe, expect, it, test } from 'vitest';
import { examples } from './examples.ts';
import { bodyOf, message, pretend, sent } from './pretend.ts';

const empty = { status: 200, text: '' };
const both = `${message.title}\n${message.text}`;

describe.each(Object.entries(examples))('%s', (_, example) => {
  it('is told as its documentation says', async () => {
    const service = pretend(() => example.taken);

    expect(await sent(example.text, service)).toEqual([undefined]);
    expect(service.requests).toHaveLength(1);
    const [request] = service.requests;
    expect(request).toMatchObject({ url: example.url, method: example.method ?? 'POST' });
    expect(request?.headers).toMatchObject(example.headers ?? {});
    expect(bodyOf(request)).toMatchObject(example.body);
  });

  test.each([{ status: 404 }, { status: 302 }, { status: 500 }, ...example.meaningless])(
    'is not done with the answer %o',
    async (answer) => {
      const [reason] = await sent(
        example.text,
        pretend(() => ({ ...answer })),
      );

      expect(reason).toContain(`answered HTTP ${answer.status ?? 200}, `);
    },
  );
});

it('Shoutrrr generic without a template is told the bare text, by the method that it names', async () => {
  const service = pretend(() => empty);
  await sent('generic+http://nas.lan:8080/in?method=put', service);

  expect(service.requests[0]).toMatchObject({ method: 'PUT', url: 'http://nas.lan:8080/in', body: both });
});

it('each chat of Telegram is told, and a group that became a supergroup under its new number', async () => {
  const service = pretend((request) =>
    String(request.body).includes('"-100"')
      ? { status: 400, text: '{"ok":false,"parameters":{"migrate_to_chat_id":-1007}}' }
      : { text: '{"ok":true}' },
  );

  expect(await sent('telegram://1:ABC@telegram?channels=@me,-100', service)).toEqual([undefined, undefined]);
  expect(service.requests.map((request) => Object(bodyOf(request)).chat_id)).toEqual([
    '@me',
    '-100',
    '-1007',
  ]);
});

describe('Matrix', () => {
  const answers: Readonly<Record<string, string>> = {
    'POST /_matrix/client/v3/login': '{"access_token":"syt_abc"}',
    'GET /_matrix/client/v3/joined_rooms': '{"joined_rooms":["!a:example.org","!b:example.org"]}',
    'GET /_matrix/client/v3/directory/room/%23home%3Amatrix.example.org': '{"room_id":"!h:example.org"}',
  };
  const server = () =>
    pretend(({ method, url }) => {
      const path = new URL(url).pathname;
      if (path.includes('/send/')) return { text: '{"event_id":"$e"}' };
      const text = answers[`${method} ${path}`];
      return text === undefined ? { status: 404, text: '{"errcode":"M_NOT_FOUND"}' } : { text };
    });

  it('is logged in to once, and told under a number of its own in each room', async () => {
    const service = server();

    expect(await sent('matrix://me:pass@matrix.example.org', service)).toEqual([undefined]);
    expect(service.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://matrix.example.org/_matrix/client/v3/login',
      'GET https://matrix.example.org/_matrix/client/v3/joined_rooms',
      'PUT https://matrix.example.org/_matrix/client/v3/rooms/!a%3Aexample.org/send/m.room.message/m1',
      'PUT https://matrix.example.org/_matrix/client/v3/rooms/!b%3Aexample.org/send/m.room.message/m1',
    ]);
    expect(service.requests[2]?.headers).toMatchObject({ authorization: 'Bearer syt_abc' });
    expect(bodyOf(service.requests[2])).toEqual({ msgtype: 'm.text', body: both });
  });

  it('takes a token, and rooms by id and alias', async () => {
    const service = server();

    expect(await sent('matrix://:syt_x@matrix.example.org?rooms=!a:example.org,home', service)).toEqual([
      undefined,
    ]);
    expect(service.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT']);
    expect(service.requests[2]?.url).toContain('/rooms/!h%3Aexample.org/send/');
  });
});

const nasty = { ...message, title: 'a\u202e <@everyone>', text: '@channel *x* `y` <!here> & "q" \\' };

test.each([
  [
    'discord://t@1079531234567890123',
    'content',
    '\\<@everyone\\>\n@channel \\*x\\* \\`y\\` \\<\\!here\\> & "q" \\\\',
  ],
  ['slack://hook:A1-B1-C1@webhook', 'text', '&lt;@everyone&gt;\n@channel *x* `y` &lt;!here&gt; &amp; "q" \\'],
  ['mattermost://h.lan/tok', 'text', '@\u200beveryone'],
  ['telegram://1:ABC@telegram?chats=1', 'text', '<@everyone>\n@channel *x* `y` <!here> & "q" \\'],
])('%s shows markup and mentions as they are written', async (address, field, shown) => {
  const service = pretend(() => empty);
  await sent(address, service, nasty);

  expect(Object(bodyOf(service.requests[0]))[field]).toContain(shown);
});

test.each([
  ['discord://t@1079531234567890123', 'content', 2000],
  ['telegram://1:ABC@telegram?chats=1', 'text', 4096],
  ['pushover://shoutrrr:T@U', 'message', 1024],
])('%s is never told more than it takes', async (address, field, most) => {
  const service = pretend(() => empty);
  await sent(address, service, { ...message, text: '*🏠'.repeat(3000) });
  const told = String(Object(bodyOf(service.requests[0]))[field]);

  expect(told.length).toBeLessThanOrEqual(most);
  expect(told.length).toBeGreaterThan(most - 10);
  expect(told.isWellFormed()).toBe(true);
  expect(told.endsWith('…')).toBe(true);
});

it('ntfy is told at most 4096 bytes', async () => {
  const service = pretend(() => empty);
  await sent('ntfy://ntfy.sh/t', service, { ...message, text: '🏠'.repeat(3000) });
  const told = String(Object(bodyOf(service.requests[0])).message);

  expect(Buffer.byteLength(told)).toBeLessThanOrEqual(4096);
  expect(told.isWellFormed()).toBe(true);
});

it('what is wrong is urgent', async () => {
  const service = pretend(() => empty);
  await sent('gotify://h.lan/tok\nntfy://h.lan/t\npushover://shoutrrr:T@U', service, {
    ...message,
    event: 'failure',
  });

  expect(service.requests.map((request) => Object(bodyOf(request)).priority)).toEqual([8, 4, 1]);
});
