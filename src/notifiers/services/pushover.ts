import { listIn, parameter } from '../address.ts';
import { ask } from '../asking.ts';
import { isUrgent } from '../message.ts';
import type { Service } from '../notifier.ts';
import { fitted } from '../text.ts';

/** https://pushover.net/api: only `status` 1 is success. */
export const pushover: Service = {
  title: 'Pushover',
  schemes: ['pushover'],
  form: 'pushover://shoutrrr:APPTOKEN@USERKEY',
  parameters: ['devices', 'priority', 'title', 'sound'],
  read(address) {
    const { password: token, hostname: user, path } = address;
    if (token === '' || user === '' || path.length > 0)
      throw new Error('is not written in this order; pushover://shoutrrr:APPTOKEN@USERKEY');
    const given = parameter(address, 'priority');
    const chosen = given === undefined ? undefined : Number(given);
    if (chosen !== undefined && !(Number.isInteger(chosen) && chosen >= -2 && chosen <= 1))
      throw new Error('has a ?priority= that is not -2 to 1');
    const devices = listIn(address, 'devices');
    const sound = parameter(address, 'sound');
    return [
      {
        ...{ title: 'Pushover', host: 'api.pushover.net', secrets: [token, user] },
        async send(message, sending) {
          await ask(
            {
              url: 'https://api.pushover.net/1/messages.json',
              json: {
                ...{ token, user },
                title: fitted(message.title, 250),
                message: fitted(message.text, 1024),
                priority: chosen ?? (isUrgent(message) ? 1 : 0),
                ...(devices.length > 0 && { device: devices.join(',') }),
                ...(sound && { sound }),
              },
              isTaken: (_, { status }) => status === 1,
            },
            sending,
          );
        },
      },
    ];
  },
};
