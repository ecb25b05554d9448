import { type NotifyAddress, parameter } from '../address.ts';
import { type Asking, ask } from '../asking.ts';
import type { Service } from '../notifier.ts';
import { fitted, whole } from '../text.ts';

const hookPart = /^[A-Za-z0-9]+$/;

/**
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and `chat.postMessage`, which answers
 * 200 whatever came of it.
 */
export const slack: Service = {
  title: 'Slack',
  schemes: ['slack'],
  form: 'slack://hook:A-B-C@webhook, slack://xoxb:TOKEN@CHANNEL',
  about:
    'Of the address `https://hooks.slack.com/services/A/B/C` that Slack shows, or of the token `xoxb-TOKEN` of a bot.',
  parameters: ['botname', 'username', 'icon', 'icon_emoji', 'icon_url', 'color', 'title', 'thread_ts'],
  read(address) {
    const hook = hookOf(address);
    const { user: kind, password, hostname: channel } = address;
    const isBot = /^xox[bp]$/.test(kind) && password !== '' && channel !== '' && address.path.length === 0;
    if (address.fragment !== '' || (!hook && !isBot))
      throw new Error('is neither slack://hook:A-B-C@webhook nor slack://xoxb:TOKEN@CHANNEL');
    const token = `${kind}-${password}`;
    const name = parameter(address, 'botname', 'username') ?? (hook && kind !== 'hook' ? kind : undefined);
    const icon = parameter(address, 'icon', 'icon_emoji', 'icon_url');
    const thread = parameter(address, 'thread_ts');
    const way: Asking = hook
      ? { url: `https://hooks.slack.com/services/${hook.join('/')}`, isTaken: isOk }
      : {
          url: 'https://slack.com/api/chat.postMessage',
          headers: { authorization: `Bearer ${token}` },
          isTaken: (_, { ok }) => ok === true,
        };
    return [
      {
        ...{
          title: 'Slack',
          host: new URL(way.url).host,
          secrets: hook ? [...hook, password] : [token, password],
        },
        async send(message, sending) {
          await ask(
            {
              ...way,
              json: {
                ...(!hook && { channel }),
                text: fitted(whole(message), 3000, escaped),
                mrkdwn: false,
                ...{ link_names: 0, unfurl_links: false, unfurl_media: false },
                ...(name && { username: name }),
                ...(icon && (icon.includes('://') ? { icon_url: icon } : { icon_emoji: icon })),
                ...(thread && { thread_ts: thread }),
              },
            },
            sending,
          );
        },
      },
    ];
  },
};

const isOk: NonNullable<Asking['isTaken']> = ({ text }) => text.trim() === 'ok';

/** The three parts of a webhook: `hook:A-B-C@webhook`, or `[name@]A/B/C` of older versions. */
function hookOf({ user, password, hostname, path }: NotifyAddress): string[] | undefined {
  const parts = user === 'hook' ? password.split('-') : password === '' ? [hostname, ...path] : [];
  return parts.length === 3 && parts.every((part) => hookPart.test(part)) ? parts : undefined;
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping: these three, which also ends mentions. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
