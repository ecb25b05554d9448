import { parameter, pathOf, serverOf, tlsParameters } from '../address.ts';
import { ask } from '../asking.ts';
import { isUrgent } from '../message.ts';
import type { Service } from '../notifier.ts';
import { fitted } from '../text.ts';

/** https://gotify.net/api-docs, `createMessage`. From priority 8 on a phone is loud. */
export const gotify: Service = {
  title: 'Gotify',
  schemes: ['gotify'],
  form: 'gotify://HOST[/PATH]/TOKEN',
  ownServer: true,
  parameters: ['priority', 'title', 'extras', 'date', ...tlsParameters],
  read(address) {
    const token = address.path.at(-1);
    if (token === undefined) throw new Error('names no token of an application');
    const { base, isGuessed } = serverOf(address);
    const url = `${base}${pathOf(...address.path.slice(0, -1))}/message`;
    const given = parameter(address, 'priority');
    const chosen = given === undefined ? undefined : Number(given);
    if (chosen !== undefined && !(Number.isInteger(chosen) && chosen >= 0 && chosen <= 10))
      throw new Error('has a ?priority= that is not 0 to 10');
    return [
      {
        ...{ title: 'Gotify', host: address.host, secrets: [token] },
        async send(message, sending) {
          await ask(
            {
              url,
              reached: { scheme: 'gotify', isGuessed },
              headers: { 'x-gotify-key': token },
              json: {
                title: fitted(message.title, 250),
                message: fitted(message.text, 4000),
                priority: chosen ?? (isUrgent(message) ? 8 : 5),
                extras: { 'client::display': { contentType: 'text/plain' } },
              },
              isTaken: (_, { id }) => typeof id === 'number',
            },
            sending,
          );
        },
      },
    ];
  },
};
