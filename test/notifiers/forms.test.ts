import { expect, it, test } from 'vitest';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';

const hosts = (text: string) => parseNotifyUrls(text).map(({ title, host }) => `${title} ${host}`);

it('takes several, on lines or between commas that an address follows, with comments and quotes', () => {
  const text = [
    '# the phone, ntfy://not.this/one',
    'ntfy://ntfy.sh/topic?tags=a,b , gotify://nas.lan/tok,telegram://1:A@telegram?chats=1,-2',
    '',
    '  "discord://token@1079531234567890123"  ',
  ].join('\r\n');

  expect(hosts(text)).toEqual([
    'ntfy ntfy.sh',
    'Gotify nas.lan',
    'Telegram api.telegram.org',
    'Telegram api.telegram.org',
    'Discord discord.com',
  ]);
});

test.each([
  ['', 'holds no address'],
  ['# nothing', 'holds no address'],
  ['ntfy.sh/topic', 'is no address of a service'],
  // Apprise, which can be told from Shoutrrr
  ['ntfy://topic', 'names no topic; a topic of the public server is ntfy://ntfy.sh/TOPIC'],
  ['ntfys://h.lan/topic', 'holds an address of Apprise (ntfys://); write it as ntfy://ntfy.sh/TOPIC'],
  ['gotifys://h.lan/tok', 'write it as gotify://HOST'],
  ['discord://1079531234567890123/token', 'discord://TOKEN@WEBHOOKID'],
  ['discord://Bot@1079531234567890123/token', 'discord://TOKEN@WEBHOOKID'],
  ['slack://xoxb-123-abc/#general', 'slack://xoxb:TOKEN@CHANNEL'],
  ['slack://T1/B1/C1/#general', 'slack://hook:A-B-C@webhook'],
  ['tgram://123:AAb/44', 'write it as telegram://BOTID:SECRET@telegram?chats=CHAT'],
  ['pover://user@token', 'write it as pushover://shoutrrr:APPTOKEN@USERKEY'],
  ['matrix://me:pass@h.lan/#home', '?rooms=!ID,ALIAS'],
  ['matrix://me:pass@h.lan/!room:h.lan', '?rooms=!ID,ALIAS'],
  ['matrixs://me:pass@h.lan', 'write it as matrix://USER:PASSWORD@HOST'],
  ['mmosts://h.lan/tok', 'write it as mattermost://'],
  ['bark://h.lan/key', 'bark://:DEVICEKEY@HOST'],
  ['signals://h.lan/+491721234567/+491721234568', 'write it as signal://'],
  ['jsons://h.lan/x', 'write it as https://…'],
  // Others that Shoutrrr knows
  ['teams://g@t/a/o?host=x.webhook.office.com', 'apprise://HOST/KEY'],
  ['rocketchat://h.lan/a/b', 'apprise://HOST/KEY'],
  ['zulip://bot:key@h.lan', 'apprise://HOST/KEY'],
  ['pushbullet://token', 'apprise://HOST/KEY'],
  ['nonsense://token', 'names no service that is known here'],
  // As in an example
  [
    'ntfy://ntfy.sh/TOPIC',
    'still has the word TOPIC of an example in it; put yours in its place; ntfy is written',
  ],
  ['ntfy://ntfy.sh/<my-topic>', 'still has a placeholder in it'],
  ['discord://TOKEN@1079531234567890123', 'still has the word TOKEN'],
  ['telegram://1:ABC@telegram?chats=CHAT', 'still has the word CHAT'],
  ['smtp://me:secret@HOST:587/?from=a@b.c&to=d@e.f', 'still has the word HOST'],
  ['gotify://your-server.lan/Axyz', 'still has a placeholder in it'],
  ['https://h.lan/in/%7Btoken%7D', 'still has a placeholder in it'],
  // Wrong parts
  ['ntfy://h.lan/a/b', 'names several topics'],
  ['ntfy://h.lan/a?priority=9', '?priority= that is not 1 to 5'],
  ['ntfy://h.lan/a?prio=4', 'has a query parameter that is none of priority, title'],
  ['ntfy://h.lan/a?disabletls=maybe', 'something else than yes or no'],
  ['telegram://1:ABC@telegram', 'names no chat'],
  ['telegram://token@telegram?chats=1', 'holds no token of a bot'],
  ['pushover://shoutrrr:T@U?priority=2', '?priority= that is not -2 to 1'],
  ['matrix://h.lan', 'holds no password and no token'],
  ['signal://h.lan/+4917', 'signal://HOST/+SENDER/+RECEIVER'],
  ['generic://h.lan/x?template=yaml', '?template= that is not json'],
  ['ntfy://me:p#a@h.lan/topic', 'write %23 for #'],
  ['discord+https://token@1', 'cannot say +http or +https'],
  ['https://discord.com/api/webhooks/1/x', 'has its own form: discord://TOKEN@WEBHOOKID'],
  ['https://hooks.slack.com/services/A/B/C', 'has its own form: slack://hook:A-B-C@webhook'],
  ['ntfy://ntfy.sh/a\ngotify://nas.lan', '(entry 2) names no token'],
])('%s is refused', (text, why) => {
  expect(() => parseNotifyUrls(text)).toThrow(why);
});

const secret = 'Qx7Lm2Vt9Rk4';

test.each([
  `tgram://123:${secret}/44`,
  `teams://${secret}@${secret}/${secret}`,
  `${secret}://x`,
  secret,
  `ntfy://me:${secret}@h.lan/a/${secret}`,
  `ntfy://h.lan/a?${secret}=${secret}`,
  `discord://1/${secret}`,
  `https://discord.com/api/webhooks/1/${secret}`,
  `pushover://${secret}@x/${secret}`,
])('a problem repeats nothing of %s', (text) => {
  expect(() => parseNotifyUrls(text)).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(new RegExp(secret, 'i')) }),
  );
});

test.each([
  [`ntfy://me:${secret}@h.lan/mytopic`, [secret, 'mytopic']],
  [`pushover://shoutrrr:app@${secret}`, [secret, 'app']],
  [`telegram://1:${secret}@telegram?chats=77`, [secret, '77']],
  [`https://h.lan/in/${secret}?k=abc123`, [secret, 'abc123']],
  [`signal://h.lan/+4917212345678/+4917212345679`, ['+4917212345678', '+4917212345679']],
])('%s names its secrets', (text, secrets) => {
  expect(parseNotifyUrls(text)[0]?.secrets).toEqual(expect.arrayContaining(secrets));
});
