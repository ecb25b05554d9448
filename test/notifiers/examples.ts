import type { HttpAnswer } from '../../src/http/client.ts';
import { message } from './pretend.ts';

/** One way to be told, as the documentation of its service has it. */
export interface Example {
  readonly text: string;
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
  /** What must never be shown, as it is written and as it is meant. */
  readonly secrets: readonly string[];
  /** What the service answers when it has taken the message. */
  readonly taken: Partial<HttpAnswer>;
  /** Answers of 2xx that mean that nobody will see it. */
  readonly meaningless: readonly Partial<HttpAnswer>[];
}

const page = { status: 200, text: '<html>Log in</html>' };
const empty = { status: 200, text: '' };
const { title, text } = message;
const both = `${title}\n${text}`;

/** Each form of `NOTIFY_URLS` that asks an HTTP server. */
export const examples: Readonly<Record<string, Example>> = {
  // https://docs.ntfy.sh/publish/#publish-as-json
  'ntfy at the public server': {
    text: 'ntfy://ntfy.sh/mytopic?priority=high&tags=house,globe',
    url: 'https://ntfy.sh/',
    body: { topic: 'mytopic', title, message: text, priority: 4, tags: ['house', 'globe'] },
    secrets: ['mytopic'],
    taken: { text: '{"id":"sPs71M8A2T","event":"message","topic":"mytopic"}' },
    meaningless: [page, empty, { text: '{"health":"ok"}' }],
  },
  'ntfy with a password': {
    text: 'ntfy://phil:my%40pass@nas.lan:8443/mytopic',
    url: 'https://nas.lan:8443/',
    headers: { authorization: `Basic ${Buffer.from('phil:my@pass').toString('base64')}` },
    body: { topic: 'mytopic', priority: 3 },
    secrets: ['my@pass', 'my%40pass', 'mytopic'],
    taken: { text: '{"id":"sPs71M8A2T"}' },
    meaningless: [page],
  },
  'ntfy with a token, by plain HTTP': {
    text: 'ntfy://:tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2@nas.lan/mytopic?scheme=http',
    url: 'http://nas.lan/',
    headers: { authorization: 'Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2' },
    body: { topic: 'mytopic' },
    secrets: ['tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2'],
    taken: { text: '{"id":"sPs71M8A2T"}' },
    meaningless: [page],
  },
  'ntfy outright by plain HTTP': {
    text: 'ntfy+http://192.168.1.5/mytopic',
    url: 'http://192.168.1.5/',
    body: { topic: 'mytopic' },
    secrets: ['mytopic'],
    taken: { text: '{"id":"x"}' },
    meaningless: [page],
  },
  // https://gotify.net/api-docs
  Gotify: {
    text: 'gotify://gotify.example.com/push/AzyoeNS.D4iJLVa?priority=7',
    url: 'https://gotify.example.com/push/message',
    headers: { 'x-gotify-key': 'AzyoeNS.D4iJLVa' },
    body: { title, message: text, priority: 7 },
    secrets: ['AzyoeNS.D4iJLVa'],
    taken: { text: '{"id":25,"appid":5,"message":"…"}' },
    meaningless: [page, empty],
  },
  'Gotify by plain HTTP': {
    text: 'gotify://nas.lan:8080/AzyoeNS.D4iJLVa?DisableTLS=Yes',
    url: 'http://nas.lan:8080/message',
    body: { priority: 5 },
    secrets: ['AzyoeNS.D4iJLVa'],
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
    secrets: ['3xqV-abc_DEF', '1079531234567890123'],
    taken: { text: '{"id":"1130000000000000000","type":0}' },
    meaningless: [{ status: 204 }, page],
  },
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  'Slack by a webhook': {
    text: 'slack://hook:T00000000-B00000000-XXXXXXXXXXXXXXXXXXXXXXXX@webhook?botname=Home',
    url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    body: { text: both, mrkdwn: false, username: 'Home' },
    secrets: ['XXXXXXXXXXXXXXXXXXXXXXXX'],
    taken: { text: 'ok' },
    meaningless: [page, empty, { text: '{"ok":false}' }],
  },
  'Slack by a webhook of older versions': {
    text: 'slack://Home@T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    body: { username: 'Home' },
    secrets: ['XXXXXXXXXXXXXXXXXXXXXXXX'],
    taken: { text: 'ok' },
    meaningless: [page],
  },
  'Slack by a bot': {
    text: 'slack://xoxb:123456789012-1234567890123-4mt0t4l1YL3g1T5L4cK70k3N@C001CHANNEL',
    url: 'https://slack.com/api/chat.postMessage',
    headers: { authorization: 'Bearer xoxb-123456789012-1234567890123-4mt0t4l1YL3g1T5L4cK70k3N' },
    body: { channel: 'C001CHANNEL', text: both },
    secrets: ['4mt0t4l1YL3g1T5L4cK70k3N'],
    taken: { text: '{"ok":true,"ts":"1503435956.000247"}' },
    meaningless: [{ text: '{"ok":false,"error":"not_in_channel"}' }, page],
  },
  // https://core.telegram.org/bots/api#sendmessage
  Telegram: {
    text: 'telegram://110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw@telegram?chats=-1001234567:8&notification=No',
    url: 'https://api.telegram.org/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage',
    body: { chat_id: '-1001234567', message_thread_id: 8, text: both, disable_notification: true },
    secrets: ['AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw', '-1001234567'],
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
    secrets: ['azGDORePK8gMaC0QOYAMyEEuzJnyUi', 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG'],
    taken: { text: '{"status":1,"request":"647d2300"}' },
    meaningless: [{ text: '{"status":0,"errors":["user key is invalid"]}' }, page],
  },
  // https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid
  'Matrix by a token': {
    text: 'matrix://:syt_aG9tZQ_qWkzRtYx@matrix.example.org?rooms=!a:example.org',
    url: 'https://matrix.example.org/_matrix/client/v3/rooms/!a%3Aexample.org/send/m.room.message/m1',
    method: 'PUT',
    headers: { authorization: 'Bearer syt_aG9tZQ_qWkzRtYx' },
    body: { msgtype: 'm.text', body: both },
    secrets: ['syt_aG9tZQ_qWkzRtYx'],
    taken: { text: '{"event_id":"$x"}' },
    meaningless: [page, empty],
  },
  // https://developers.mattermost.com/integrate/webhooks/incoming/
  Mattermost: {
    text: 'mattermost://home@chat.example.com/hsywzdpp6iyaxp5n5nrm7wmmio/town-square',
    url: 'https://chat.example.com/hooks/hsywzdpp6iyaxp5n5nrm7wmmio',
    body: { username: 'home', channel: 'town-square' },
    secrets: ['hsywzdpp6iyaxp5n5nrm7wmmio'],
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
    secrets: ['+4917212345678', '+4917287654321'],
    taken: { status: 201, text: '{"timestamp":"1767225600000"}' },
    meaningless: [page, { status: 201, text: '' }],
  },
  // https://github.com/Finb/bark-server/blob/master/docs/API_V2.md
  Bark: {
    text: 'bark://:FAKEKEYTqr4bo9V@api.day.app/?group=home',
    url: 'https://api.day.app/push',
    body: { device_key: 'FAKEKEYTqr4bo9V', title, body: text, group: 'home', level: 'active' },
    secrets: ['FAKEKEYTqr4bo9V'],
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
    secrets: ['-xyz_123456789'],
    taken: empty,
    meaningless: [],
  },
  'a webhook with a password and a query': {
    text: 'https://me:p4ss-w1de@example.org/in?key=abc123&x=%2C',
    url: 'https://example.org/in?key=abc123&x=%2C',
    headers: { authorization: `Basic ${Buffer.from('me:p4ss-w1de').toString('base64')}` },
    body: { title },
    secrets: ['p4ss-w1de', 'abc123'],
    taken: { status: 204 },
    meaningless: [],
  },
  'Shoutrrr generic with JSON': {
    text: 'generic://example.org/in?template=JSON&messagekey=text&@X-Key=q7k2m&$room=attic&color=red',
    url: 'https://example.org/in?color=red',
    headers: { 'content-type': 'application/json', 'x-key': 'q7k2m' },
    body: { title, text, room: 'attic' },
    secrets: ['q7k2m'],
    taken: { status: 202 },
    meaningless: [],
  },
  // https://github.com/caronc/apprise-api#persistent-stateful-storage-solution
  'Apprise by plain HTTP': {
    text: 'apprise://nas.lan:8000/mykey?tags=home',
    url: 'http://nas.lan:8000/notify/mykey',
    body: { title, body: text, type: 'info', format: 'text', tag: 'home' },
    secrets: ['mykey'],
    taken: empty,
    meaningless: [{ status: 204 }],
  },
  'Apprise by HTTPS under a path': {
    text: 'apprises://example.org/apprise/mykey',
    url: 'https://example.org/apprise/notify/mykey',
    body: { type: 'info' },
    secrets: ['mykey'],
    taken: empty,
    meaningless: [{ status: 204 }],
  },
};
