import { basicAuth, isYes, listIn, parameter, serverOf, tlsParameters } from '../address.ts';
import { ask } from '../asking.ts';
import { isUrgent } from '../message.ts';
import type { Service } from '../notifier.ts';
import { fitted, fittedBytes } from '../text.ts';

const words: Readonly<Record<string, number>> = { min: 1, low: 2, default: 3, high: 4, max: 5, urgent: 5 };

/** https://docs.ntfy.sh/publish/#publish-as-json: a longer text than 4096 bytes would become an attachment. */
export const ntfy: Service = {
  title: 'ntfy',
  schemes: ['ntfy'],
  form: 'ntfy://ntfy.sh/TOPIC, ntfy://[USER:PASSWORD@]HOST/TOPIC, ntfy://:TOKEN@HOST/TOPIC',
  ownServer: true,
  parameters: [
    ...['priority', 'title', 'tags', 'click', 'icon', 'actions', 'delay', 'email', 'attach', 'filename'],
    ...['cache', 'firebase', 'markdown', ...tlsParameters],
  ],
  read(address) {
    const { host, user, password, path } = address;
    if (path.length === 0)
      throw new Error('names no topic; a topic of the public server is ntfy://ntfy.sh/TOPIC');
    const [topic = '', ...more] = path;
    if (more.length > 0) throw new Error('names several topics; each has an entry of its own');
    const { base, isGuessed } = serverOf(address);
    const token = [password, user].find((one) => one.startsWith('tk_'));
    const authorization = token === undefined ? basicAuth(address) : `Bearer ${token}`;
    const given = parameter(address, 'priority');
    const chosen = given === undefined ? undefined : (words[given.toLowerCase()] ?? Number(given));
    if (chosen !== undefined && !(Number.isInteger(chosen) && chosen >= 1 && chosen <= 5))
      throw new Error('has a ?priority= that is not 1 to 5');
    const tags = listIn(address, 'tags');
    const [click, icon, email, delay] = ['click', 'icon', 'email', 'delay'].map((key) =>
      parameter(address, key),
    );
    const keeps = isYes(parameter(address, 'cache')) ?? true;
    return [
      {
        ...{ title: 'ntfy', host, secrets: [topic, user, password] },
        async send(message, sending) {
          await ask(
            {
              url: `${base}/`,
              reached: { scheme: 'ntfy', isGuessed },
              headers: {
                ...(authorization !== undefined && { authorization }),
                ...(!keeps && { cache: 'no' }),
              },
              json: {
                topic,
                title: fitted(message.title, 200),
                message: fittedBytes(message.text, 4096),
                priority: chosen ?? (isUrgent(message) ? 4 : 3),
                ...(tags.length > 0 && { tags }),
                ...(click && { click }),
                ...(icon && { icon }),
                ...(email && { email }),
                ...(delay && { delay }),
              },
              isTaken: (_, { id }) => typeof id === 'string',
            },
            sending,
          );
        },
      },
    ];
  },
};
