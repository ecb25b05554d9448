import { basicAuth, parameter, serverOf, tlsParameters } from '../address.ts';
import { ask } from '../asking.ts';
import type { Service } from '../notifier.ts';
import { fitted, whole } from '../text.ts';

const number = /^\+\d{5,15}$/;
const receiver = /^(\+\d{5,15}|group\..+|[\da-f-]{36})$/i;

/** https://github.com/bbernhard/signal-cli-rest-api, `POST /v2/send`. */
export const signal: Service = {
  title: 'Signal',
  schemes: ['signal'],
  form: 'signal://[USER:PASSWORD@]HOST[:8080]/+SENDER/+RECEIVER[/…]',
  about: 'By a server of signal-cli-rest-api.',
  ownServer: true,
  parameters: ['token', 'apikey', 'title', ...tlsParameters],
  read(address) {
    const [sender = '', ...recipients] = address.path;
    if (!number.test(sender) || recipients.length === 0 || !recipients.every((one) => receiver.test(one)))
      throw new Error('is not signal://HOST/+SENDER/+RECEIVER, with the numbers as +4912345');
    const withPort = /:\d+$/.test(address.host) ? address.host : `${address.host}:8080`;
    const { base, isGuessed } = serverOf({ ...address, host: withPort });
    const token = parameter(address, 'token', 'apikey');
    const authorization = token === undefined ? basicAuth(address) : `Bearer ${token}`;
    const { user, password, host } = address;
    return [
      {
        ...{ title: 'Signal', host },
        secrets: [sender, ...recipients, user, password, token ?? ''],
        async send(message, sending) {
          await ask(
            {
              url: `${base}/v2/send`,
              reached: { scheme: 'signal', isGuessed },
              headers: authorization === undefined ? {} : { authorization },
              json: {
                number: sender,
                recipients,
                message: fitted(whole(message), 2000),
                text_mode: 'normal',
              },
              isTaken: (_, { timestamp }) => timestamp !== undefined,
            },
            sending,
          );
        },
      },
    ];
  },
};
