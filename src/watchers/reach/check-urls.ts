import { domainToASCII } from 'node:url';
import { familyOf } from '../../ip/address.ts';
import { list } from '../../settings/parsers.ts';
import { optional, setting } from '../../settings/setting.ts';
import { type CheckUrl, ports } from './check-url.ts';

/** Reads `CHECK_URLS`; a name alone stands for `https://`. Throws an Error whose message continues "CHECK_URLS …". */
export function parseCheckUrls(text: string): readonly CheckUrl[] {
  const all = list(text).map((entry, index) => {
    // A password may stand in it, so it is quoted only without one.
    const isShown = !entry.includes('@') && !entry.includes('?');
    const which = isShown ? `the entry ${JSON.stringify(entry)}` : `the entry ${index + 1}`;
    return parseCheckUrl(entry, (wrong) => new Error(`has ${which}, ${wrong}`));
  });
  return [...new Map(all.map((url) => [JSON.stringify(url), url])).values()];
}

function parseCheckUrl(entry: string, error: (wrong: string) => Error): CheckUrl {
  const [, scheme, rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?(.*)$/i.exec(entry) ?? [];
  const protocol = `${(scheme ?? 'https').toLowerCase()}:`;
  if (protocol !== 'https:' && protocol !== 'http:') throw error('which is neither https:// nor http://');
  const url = URL.parse(`${protocol}//${rest}`);
  if (!url || url.hostname === '' || url.port === '0') throw error('which is no URL');
  if (url.username !== '' || url.password !== '')
    throw error('which holds a user; nothing but the connection is looked at, so leave it out');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (familyOf(host) !== undefined)
    throw error('which names an address; name the place, so that its certificate can be compared with it');
  if (host.includes('*')) throw error('which names no single place; * stands for many');
  const isName = host.includes('.') && domainToASCII(host) !== '';
  if (!isName) throw error('whose host is no full name');
  const tls = protocol === 'https:';
  const port = url.port === '' ? ports[protocol] : Number(url.port);
  return { host, port, tls, path: `${url.pathname}${url.search}` };
}

/** For the table of the program's settings. */
export const checkUrls = optional(
  setting(parseCheckUrls, {
    about:
      'Places at home that shall answer at the public address, such as `https://home.example.com`; after a change and every 6 hours it is tried from inside, and their certificates are watched; see How far the world is.',
    accepted: 'https:// or http:// with a full name, with or without :PORT and path, several between commas',
  }),
);
