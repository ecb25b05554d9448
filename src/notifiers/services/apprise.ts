import { basicAuth, listIn, pathOf } from '../address.ts';
import { ask } from '../asking.ts';
import { isUrgent } from '../message.ts';
import type { Service } from '../notifier.ts';
import { fitted } from '../text.ts';

/** https://github.com/caronc/apprise-api, `POST /notify/KEY`: 204 means that nothing is set up under the key. */
export const apprise: Service = {
  title: 'Apprise',
  schemes: ['apprise', 'apprises'],
  form: 'apprise://HOST[:PORT]/KEY (plain HTTP), apprises://HOST/KEY',
  about:
    'A server of Apprise passes it on to more than a hundred other services; `?tags=` chooses some of them.',
  parameters: ['tags', 'tag'],
  read(address) {
    const { scheme, host, path, user, password } = address;
    const key = path.at(-1);
    if (host === '' || key === undefined) throw new Error(`is not ${scheme}://HOST/KEY`);
    const base = URL.parse(`${scheme === 'apprises' ? 'https' : 'http'}://${host}`);
    if (!base) throw new Error('names no server');
    const authorization = basicAuth(address);
    const tags = listIn(address, 'tags', 'tag');
    return [
      {
        ...{ title: 'Apprise', host, secrets: [key, user, password] },
        async send(message, sending) {
          await ask(
            {
              url: `${base.origin}${pathOf(...path.slice(0, -1))}/notify${pathOf(key)}`,
              headers: authorization === undefined ? {} : { authorization },
              json: {
                title: fitted(message.title, 250),
                body: fitted(message.text, 4000),
                type: typeOf(message.event, isUrgent(message)),
                format: 'text',
                ...(tags.length > 0 && { tag: tags.join(',') }),
              },
              isTaken: ({ status }) => status === 200,
            },
            sending,
          );
        },
      },
    ];
  },
};

function typeOf(event: string, isBad: boolean): string {
  if (isBad) return 'failure';
  return event === 'recovery' ? 'success' : event === 'nat' ? 'warning' : 'info';
}
