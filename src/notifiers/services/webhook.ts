import { basicAuth } from '../address.ts';
import { ask } from '../asking.ts';
import type { Message } from '../message.ts';
import type { Service } from '../notifier.ts';

/** Pasted addresses of services that take no such JSON. */
const others: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/^(\w+\.)?discord(app)?\.com\/api\/(v\d+\/)?webhooks\//, 'discord://TOKEN@WEBHOOKID'],
  [/^hooks\.slack\.com\/services\//, 'slack://hook:A-B-C@webhook'],
  [/^api\.telegram\.org\/bot/, 'telegram://BOTID:SECRET@telegram?chats=CHAT'],
  [/^api\.pushover\.net\//, 'pushover://shoutrrr:APPTOKEN@USERKEY'],
];

/** Any server that takes JSON, such as a webhook of Home Assistant. */
export const webhook: Service = {
  title: 'Webhook',
  schemes: ['https', 'http'],
  form: 'https://…, http://…',
  about:
    'JSON by POST: `title`, `message`, `event`, `name`, `old`, `new`, `changes`; Home Assistant takes it.',
  read(address) {
    const { scheme, host, hostname, path, fragment, text } = address;
    const url = URL.parse(text);
    if (!url || hostname === '') throw new Error('names no server');
    if (fragment !== '') throw new Error('holds a #; what belongs to a path or a query is written %23');
    const form = others.find(([pattern]) => pattern.test(`${hostname}/${path.join('/')}`.toLowerCase()))?.[1];
    if (form !== undefined) throw new Error(`is the address of a service that has its own form: ${form}`);
    const authorization = basicAuth(address);
    url.username = '';
    url.password = '';
    const secrets = [
      ...[address.user, address.password, url.search.slice(1), ...url.searchParams.values()],
      ...path.filter((segment) => segment.length >= 8),
    ];
    return [
      {
        ...{ title: 'Webhook', host, secrets },
        async send(message, sending) {
          const headers = authorization === undefined ? {} : { authorization };
          await ask(
            { url: url.href, headers, json: webhookBody(message), reached: { scheme, isGuessed: false } },
            sending,
          );
        },
      },
    ];
  },
};

function webhookBody({ title, text, event, name, changes }: Message) {
  const [first] = changes;
  return {
    ...{ title, message: text, event },
    ...{ name: first?.name ?? name, old: first?.old ?? null, new: first?.new ?? null },
    changes,
  };
}
