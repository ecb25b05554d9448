import { describe, expect, it, test } from 'vitest';
import type { HttpAnswer } from '../../src/http/client.ts';
import { bodyOf, message, pretend, sent } from './pretend.ts';

interface Example {
  readonly text: string;
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
  /** What the service answers when it has taken the message. */
  readonly taken: Partial<HttpAnswer>;
  /** Answers of 2xx that mean that nobody will see it. */
  readonly meaningless: readonly Partial<HttpAnswer>[];
}

const page = { status: 200, text: '<html>Log in</html>' };
const empty = { status: 200, text: '' };
const { title, text } = message;
const both = `${title}\n${text}`;

const examples: Readonly<Record<string, Example>> = {
  // https://docs.ntfy.sh/publish/#publish-as-json
  'ntfy at the public server': {
    text: 'ntfy://ntfy.sh/mytopic?priority=high&tags=house,globe',
    url: 'https://ntfy.sh/',
    body: { topic: 'mytopic', title, message: text, priority: 4, tags: ['house', 'globe'] },
    taken: { text: '{"id":"sPs71M8A2T","event":"message","topic":"mytopic"}' },
    meaningless: [page, empty, { text: '{"health":"ok"}' }],
  },
  'ntfy with a password': {
    text: 'ntfy://phil:my%40pass@nas.lan:8443/mytopic',
    url: 'https://nas.lan:8443/',
    headers: { authorization: `Basic ${Buffer.from('phil:my@pass').toString('base64')}` },
    body: { topic: 'mytopic', priority: 3 },
    taken: { text: '{"id":"sPs71M8A2T"}' },
    meaningless: [page],
  },
  'ntfy with a token, by plain HTTP': {
    text: 'ntfy://:tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2@nas.lan/mytopic?scheme=http',
    url: 'http://nas.lan/',
    headers: { authorization: 'Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2' },
    body: { topic: 'mytopic' },
    taken: { text: '{"id":"sPs71M8A2T"}' },
    meaningless: [page],
  },
  'ntfy outright by plain HTTP': {
    text: 'ntfy+http://192.168.1.5/mytopic',
    url: 'http://192.168.1.5/',
    body: { topic: 'mytopic' },
    taken: { text: '{"id":"x"}' },
    meaningless: [page],
  },
  // https://gotify.net/api-docs
  Gotify: {
    text: 'gotify://gotify.example.com/push/AzyoeNS.D4iJLVa?priority=7',
    url: 'https://gotify.example.com/push/message',
    headers: { 'x-gotify-key': 'AzyoeNS.D4iJLVa' },
    body: { title, message: text, priority: 7 },
    taken: { text: '{"id":25,"appid":5,"message":"…"}' },
    meaningless: [page, empty],
  },
  'Gotify by plain HTTP': {
    text: 'gotify://nas.lan:8080/AzyoeNS.D4iJLVa?DisableTLS=Yes',
    url: 'http://nas.lan:8080/message',
    body: { priority: 5 },
    taken: { text: '{"id":25}' },
    meaningless: [page],
  },
  // https://discord.com/developers/docs/resources/webhook#execute-webhook
  Discord: {
    text: 'discord://3xqV-abc_DEF@1079531234567890123?username=Home&thread_id=77',
    url: 'https://discord.com/api/webhooks/1079531234567890123/3xqV-abc_DEF?wait=true&thread_id=77',
    body: {
      content: 'New address: home.example.com\nhome.example.com A: 81.2.69.142 → 81.2.64.3 \\(GoDaddy\\)',
      allowed_mentions: { parse: [] },
      username: 'Home',
    },
    taken: { text: '{"id":"1130000000000000000","type":0}' },
    meaningless: [{ status: 204 }, page],
  },
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  'Slack by a webhook': {
    text: 'slack://hook:T00000000-B00000000-XXXXXXXXXXXXXXXXXXXXXXXX@webhook?botname=Home',
    url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    body: { text: both, mrkdwn: false, username: 'Home' },
    taken: { text: 'ok' },
    meaningless: [page, empty, { text: '{"ok":false}' }],
  },
  'Slack by a webhook of older versions': {
    text: 'slack://Home@T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    body: { username: 'Home' },
    taken: { text: 'ok' },
    meaningless: [page],
  },
  'Slack by a bot': {
    text: 'slack://xoxb:123456789012-1234567890123-4mt0t4l1YL3g1T5L4cK70k3N@C001CHANNEL',
    url: 'https://slack.com/api/chat.postMessage',
    headers: { authorization: 'Bearer xoxb-123456789012-1234567890123-4mt0t4l1YL3g1T5L4cK70k3N' },
    body: { channel: 'C001CHANNEL', text: both },
    taken: { text: '{"ok":true,"ts":"1503435956.000247"}' },
    meaningless: [{ text: '{"ok":false,"error":"not_in_channel"}' }, page],
  },
  // https://core.telegram.org/bots/api#sendmessage
  Telegram: {
    text: 'telegram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw@telegram?chats=-1001234567:8&notification=No',
    url: 'https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage',
    body: { chat_id: '-1001234567', message_thread_id: 8, text: both, disable_notification: true },
    taken: { text: '{"ok":true,"result":{"message_id":5}}' },
    meaningless: [{ text: '{"ok":false,"description":"x"}' }, page],
  },
  // https://pushover.net/api
  Pushover: {
    text: 'pushover://shoutrrr:azGDORePK8gMaC0QOYAMyEEuzJnyUi@uQiRzpo4DXghDmr9QzzfQu27cmVRsG/?devices=phone,pad&priority=-1',
    url: 'https://api.pushover.net/1/messages.json',
    body: {
      token: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
      user: 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG',
      ...{ title, message: text, priority: -1, device: 'phone,pad' },
    },
    taken: { text: '{"status":1,"request":"647d2300"}' },
    meaningless: [{ text: '{"status":0,"errors":["user key is invalid"]}' }, page],
  },
  // https://developers.mattermost.com/integrate/webhooks/incoming/
  Mattermost: {
    text: 'mattermost://home@chat.example.com/hsywzdpp6iyaxp5n5nrm7wmmio/town-square',
    url: 'https://chat.example.com/hooks/hsywzdpp6iyaxp5n5nrm7wmmio',
    body: { username: 'home', channel: 'town-square' },
    taken: { text: 'ok' },
    meaningless: [page, empty],
  },
  // https://github.com/bbernhard/signal-cli-rest-api
  Signal: {
    text: 'signal://nas.lan/+4917212345678/+4917287654321/group.abc?disabletls=yes',
    url: 'http://nas.lan:8080/v2/send',
    body: {
      number: '+4917212345678',
      recipients: ['+4917287654321', 'group.abc'],
      ...{ message: both, text_mode: 'normal' },
    },
    taken: { status: 201, text: '{"timestamp":"1767225600000"}' },
    meaningless: [page, { status: 201, text: '' }],
  },
  // https://github.com/Finb/bark-server/blob/master/docs/API_V2.md
  Bark: {
    text: 'bark://:FAKEKEYTqr4bo9V@api.day.app/?group=home',
    url: 'https://api.day.app/push',
    body: { device_key: 'FAKEKEYTqr4bo9V', title, body: text, group: 'home', level: 'active' },
    taken: { text: '{"code":200,"message":"success","timestamp":1767225600}' },
    meaningless: [{ text: '{"code":400,"message":"failed to get device token"}' }, page],
  },
  'a webhook of Home Assistant': {
    text: 'http://homeassistant.local:8123/api/webhook/-xyz_123456789',
    url: 'http://homeassistant.local:8123/api/webhook/-xyz_123456789',
    body: {
      ...{ title, message: text, event: 'change' },
      ...{ name: 'home.example.com', old: '81.2.69.142', new: '81.2.64.3' },
    },
    taken: empty,
    meaningless: [],
  },
  'a webhook with a password and a query': {
    text: 'https://me:secret@example.org/in?key=abc123&x=%2C',
    url: 'https://example.org/in?key=abc123&x=%2C',
    headers: { authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` },
    body: { title },
    taken: { status: 204 },
    meaningless: [],
  },
  'Shoutrrr generic with JSON': {
    text: 'generic://example.org/in?template=JSON&messagekey=text&@X-Key=abc&$room=attic&color=red',
    url: 'https://example.org/in?color=red',
    headers: { 'content-type': 'application/json', 'x-key': 'abc' },
    body: { title, text, room: 'attic' },
    taken: { status: 202 },
    meaningless: [],
  },
  // https://github.com/caronc/apprise-api#persistent-stateful-storage-solution
  'Apprise by plain HTTP': {
    text: 'apprise://nas.lan:8000/mykey?tags=home',
    url: 'http://nas.lan:8000/notify/mykey',
    body: { title, body: text, type: 'info', format: 'text', tag: 'home' },
    taken: empty,
    meaningless: [{ status: 204 }],
  },
  'Apprise by HTTPS under a path': {
    text: 'apprises://example.org/apprise/mykey',
    url: 'https://example.org/apprise/notify/mykey',
    body: { type: 'info' },
    taken: empty,
    meaningless: [{ status: 204 }],
  },
};

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
