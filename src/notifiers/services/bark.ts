import { parameter, pathOf, serverOf, tlsParameters } from '../address.ts';
import { ask } from '../asking.ts';
import { isUrgent } from '../message.ts';
import type { Service } from '../notifier.ts';
import { fitted } from '../text.ts';

/** https://github.com/Finb/bark-server/blob/master/docs/API_V2.md: `code` is 200, or what Apple's service said. */
export const bark: Service = {
  title: 'Bark',
  schemes: ['bark'],
  form: 'bark://:DEVICEKEY@HOST[/PATH]',
  ownServer: true,
  parameters: [
    'sound',
    'badge',
    'icon',
    'group',
    'url',
    'title',
    'category',
    'copy',
    'path',
    ...tlsParameters,
  ],
  read(address) {
    const { password: device_key, host, path } = address;
    if (device_key === '') throw new Error('has no key of a device as its password; bark://:DEVICEKEY@HOST');
    const { base, isGuessed } = serverOf(address);
    const more = Object.fromEntries(
      ['sound', 'icon', 'group', 'url'].flatMap((key) => {
        const value = parameter(address, key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
    return [
      {
        ...{ title: 'Bark', host, secrets: [device_key] },
        async send(message, sending) {
          await ask(
            {
              url: `${base}${pathOf(...path)}/push`,
              reached: { scheme: 'bark', isGuessed },
              json: {
                ...{ device_key, ...more },
                title: fitted(message.title, 250),
                body: fitted(message.text, 2000),
                level: isUrgent(message) ? 'timeSensitive' : 'active',
              },
              isTaken: (_, { code }) => code === 200,
            },
            sending,
          );
        },
      },
    ];
  },
};
