import { basicAuth, isYes, type NotifyAddress, parameter, serverOf } from '../address.ts';
import { ask } from '../asking.ts';
import type { Service } from '../notifier.ts';
import { whole } from '../text.ts';

const own = [
  'template',
  'titlekey',
  'messagekey',
  'contenttype',
  'disabletls',
  'method',
  'requestmethod',
  'title',
];

/** Shoutrrr's form for any webhook; query parameters that are not its own belong to the URL. */
export const generic: Service = {
  title: 'Generic',
  schemes: ['generic'],
  form: 'generic://HOST/PATH, generic+https://…, generic+http://…',
  about:
    'The bare text, or JSON with `?template=json`; `@Header=VALUE` is a header, `$field=VALUE` a field of the JSON.',
  ownServer: true,
  read(address) {
    const { base, isGuessed } = serverOf(withoutScheme(address));
    const { host, user, password, query } = address;
    const template = parameter(address, 'template');
    if (template !== undefined && template !== '' && template.toLowerCase() !== 'json')
      throw new Error('has a ?template= that is not json');
    const method = methodOf((parameter(address, 'method', 'requestmethod') ?? 'POST').toUpperCase());
    const isJson = template?.toLowerCase() === 'json';
    const type =
      parameter(address, 'contenttype') ?? (isJson ? 'application/json' : 'text/plain; charset=utf-8');
    const titleKey = parameter(address, 'titlekey') || 'title';
    const messageKey = parameter(address, 'messagekey') || 'message';
    const starting = (mark: string) =>
      Object.fromEntries(
        query.flatMap(([key, value]) => (key.startsWith(mark) ? [[key.slice(1), value]] : [])),
      );
    const [given, fields] = [starting('@'), starting('$')];
    const authorization = basicAuth(address);
    const headers = {
      'content-type': type,
      ...(authorization !== undefined && { authorization }),
      ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])),
    };
    if (
      Object.entries(headers).some(([name, value]) => !/^[\w-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value))
    )
      throw new Error('has an @Header that no request can have');
    const rest = query.filter(([key]) => !own.includes(key.toLowerCase()) && !/^[@$]/.test(key));
    // A parameter of the URL that is called like one of ours is written with an underscore before it.
    const url = new URL(`${base}${address.rawPath}`);
    for (const [key, value] of rest) url.searchParams.append(key.replace(/^_(?=_|.)/, unescaped(key)), value);
    return [
      {
        ...{ title: 'Generic', host },
        secrets: [
          ...[user, password, ...Object.values(given)],
          ...[...query.map(([, value]) => value), ...address.path].filter(couldBeSecret),
        ],
        async send(message, sending) {
          const body = isJson
            ? JSON.stringify({ ...fields, [titleKey]: message.title, [messageKey]: message.text })
            : whole(message);
          const sent = method === 'GET' ? {} : { body };
          await ask(
            { url: url.href, method, headers, ...sent, reached: { scheme: 'generic', isGuessed } },
            sending,
          );
        },
      },
    ];
  },
};

function unescaped(key: string): string {
  return own.includes(key.slice(1).toLowerCase()) ? '' : '_';
}

function couldBeSecret(text: string): boolean {
  return text.length >= 8;
}

/** Its `?scheme=` may be one of the URL. */
function withoutScheme(address: NotifyAddress): NotifyAddress {
  isYes(parameter(address, 'disabletls'));
  return { ...address, query: address.query.filter(([key]) => key.toLowerCase() !== 'scheme') };
}

const methods = ['GET', 'POST', 'PUT', 'PATCH'] as const;

function methodOf(text: string): (typeof methods)[number] {
  const found = methods.find((one) => one === text);
  if (found === undefined) throw new Error('has a ?method= that is not GET, POST, PUT or PATCH');
  return found;
}
