import { parameter } from '../address.ts';
import { ask } from '../asking.ts';
import type { Service } from '../notifier.ts';
import { fitted, whole, withoutMarkdown } from '../text.ts';

const suppressEmbeds = 4;

/**
 * https://discord.com/developers/docs/resources/webhook#execute-webhook. Without `wait` it answers before it knows
 * whether the message is kept.
 */
export const discord: Service = {
  title: 'Discord',
  schemes: ['discord'],
  form: 'discord://TOKEN@WEBHOOKID',
  about: 'Of the address `https://discord.com/api/webhooks/WEBHOOKID/TOKEN` that Discord shows.',
  parameters: [
    ...['username', 'avatar', 'avatarurl', 'color', 'colorerror', 'colorwarn', 'colorinfo', 'colordebug'],
    ...['title', 'splitlines', 'json', 'thread_id'],
  ],
  read(address) {
    const { user: token, hostname: id, path } = address;
    if (path.length > 0 || token === '' || !/^\d+$/.test(id))
      throw new Error('is not written in this order; discord://TOKEN@WEBHOOKID, with nothing behind');
    const thread = parameter(address, 'thread_id');
    const [username, avatar] = [parameter(address, 'username'), parameter(address, 'avatar', 'avatarurl')];
    const query = new URLSearchParams({ wait: 'true', ...(thread && { thread_id: thread }) });
    return [
      {
        ...{ title: 'Discord', host: 'discord.com', secrets: [token, id] },
        async send(message, sending) {
          await ask(
            {
              url: `https://discord.com/api/webhooks/${id}/${encodeURIComponent(token)}?${query}`,
              json: {
                content: fitted(whole(message), 2000, withoutMarkdown),
                allowed_mentions: { parse: [] },
                flags: suppressEmbeds,
                ...(username && { username }),
                ...(avatar && { avatar_url: avatar }),
              },
              isTaken: (_, { id: kept }) => typeof kept === 'string',
            },
            sending,
          );
        },
      },
    ];
  },
};
