import { parameter, pathOf, serverOf, tlsParameters } from '../address.ts';
import { ask } from '../asking.ts';
import type { Service } from '../notifier.ts';
import { fitted, whole, withoutMarkdown } from '../text.ts';

/** https://developers.mattermost.com/integrate/webhooks/incoming/: answers `ok`. */
export const mattermost: Service = {
  title: 'Mattermost',
  schemes: ['mattermost'],
  form: 'mattermost://[NAME@]HOST/TOKEN[/CHANNEL]',
  ownServer: true,
  parameters: ['icon', 'title', ...tlsParameters],
  read(address) {
    const [token, channel, ...more] = address.path;
    if (token === undefined || more.length > 0)
      throw new Error('is not mattermost://[NAME@]HOST/TOKEN[/CHANNEL]');
    const { base, isGuessed } = serverOf(address);
    const { user: username, host } = address;
    const icon = parameter(address, 'icon');
    return [
      {
        ...{ title: 'Mattermost', host, secrets: [token] },
        async send(message, sending) {
          await ask(
            {
              url: `${base}/hooks${pathOf(token)}`,
              reached: { scheme: 'mattermost', isGuessed },
              json: {
                text: fitted(whole(message), 4000, inert),
                ...(username && { username }),
                ...(channel && { channel }),
                ...(icon && (icon.includes('://') ? { icon_url: icon } : { icon_emoji: icon })),
              },
              isTaken: ({ text }) => text.trim() === 'ok',
            },
            sending,
          );
        },
      },
    ];
  },
};

/** It has no switch for mentions; a space without width behind the @ makes it none. */
function inert(text: string): string {
  return withoutMarkdown(text).replaceAll('@', '@\u200b');
}
