import { choice, secret, text } from '../../../settings/rows.ts';
import { optional, withDefault } from '../../../settings/setting.ts';
import { service } from '../definition.ts';
import { type AnswerRules, good, nochg } from '../rules.ts';
import type { Families, ServiceRequest } from '../service.ts';
import { asIs, type Encoding, filled, inJson, inUrl, inXml, patternOf, placesIn } from '../template.ts';

/** What the owner wrote. */
interface Written {
  readonly CUSTOM_URL?: string | undefined;
  readonly CUSTOM_HEADERS?: string | undefined;
  readonly CUSTOM_BODY?: string | undefined;
}

const places = ({ CUSTOM_URL, CUSTOM_HEADERS, CUSTOM_BODY }: Written) =>
  placesIn([CUSTOM_URL, CUSTOM_HEADERS, CUSTOM_BODY]);

/** Any page that takes an address, as its owner describes it. */
export const custom = service({
  name: 'custom',
  title: 'Custom URL',
  about:
    'For a service of no known form: the request and what it answers are written in settings. `{ip}` stands for the address, in a call for each family; `{ipv4}` and `{ipv6}` for both in one call; `{host}` for the full name. Success needs a status of 200 to 299 and an answer of at most 64 KiB that is as `CUSTOM_SUCCESS` says; a web page is none, unless `CUSTOM_SUCCESS` has a `<`.',
  evidence: 'described',
  settings: {
    CUSTOM_URL: secret(
      'URL with `{ip}`, or `{ipv4}` and `{ipv6}`, and `{host}`, such as `https://example.net/update?name={host}&address={ip}`',
      'an http:// or https:// URL without a space',
      /^https?:\/\/[^\s/]+(\/|\?|$)\S*$/i,
    ),
    CUSTOM_METHOD: withDefault('GET', choice(['get', 'post', 'put', 'patch'], 'method of the request')),
    CUSTOM_HEADERS: optional(
      secret(
        'headers between `|`, such as `Authorization: Bearer abc | X-Host: {host}`',
        'headers as NAME: VALUE, with | between them',
        /^\s*[\w-]+\s*:[^|\p{Cc}]*(\|\s*[\w-]+\s*:[^|\p{Cc}]*)*$/u,
      ),
    ),
    CUSTOM_BODY: optional(
      secret('body of the request, with the same places', 'a text of one line', /^[^\r\n]+$/),
    ),
    CUSTOM_SUCCESS: optional(
      text(
        'what the whole answer is when it worked, with `*` for any run',
        'a text, such as good* or *"ok":true*',
      ),
      '`good` or `nochg`, with or without the address',
    ),
  },
  check(given) {
    const found = places(given);
    if (given.CUSTOM_URL === undefined) return [];
    if (found.has('ip') && (found.has('ipv4') || found.has('ipv6')))
      return ['{ip} does not go together with {ipv4} or {ipv6}'];
    const has = ['ip', 'ipv4', 'ipv6'].some((name) => found.has(name));
    return has ? [] : ['CUSTOM_URL, CUSTOM_HEADERS or CUSTOM_BODY must have {ip}, or {ipv4} or {ipv6}'];
  },
  families(values): Families {
    const found = places(values);
    const both = found.has('ipv4') && found.has('ipv6');
    return both ? { calls: 'together', absent: { ipv4: 'unknown', ipv6: 'unknown' } } : { calls: 'apart' };
  },
  request(call, v): ServiceRequest {
    const url = new URL(filled(v.CUSTOM_URL, call, inUrl));
    const { username, password } = url;
    url.username = '';
    url.password = '';
    const written = headersOf(v.CUSTOM_HEADERS ?? '');
    const headers = written.map(([name, value]) => [name, filled(value, call, asIs)] as const);
    const named = headers.find(([name]) => name === 'content-type')?.[1];
    const type = named ?? (v.CUSTOM_BODY === undefined ? undefined : typeOf(v.CUSTOM_BODY));
    return {
      method: methods[v.CUSTOM_METHOD],
      url: url.href,
      headers: { ...(type !== undefined && { 'content-type': type }), ...Object.fromEntries(headers) },
      ...(username !== '' && { basic: [decodeURIComponent(username), decodeURIComponent(password)] }),
      ...(v.CUSTOM_BODY !== undefined && { body: filled(v.CUSTOM_BODY, call, encodingOf(type ?? '')) }),
    };
  },
  answer({ CUSTOM_SUCCESS: success }): AnswerRules {
    if (success === undefined) return { rules: [good, nochg] };
    const rule = { text: patternOf(success), is: 'changed' as const };
    return { rules: [rule], ...(success.includes('<') && { wholePage: true }) };
  },
});

const methods = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH' } as const;

function headersOf(written: string): (readonly [name: string, value: string])[] {
  return written.split('|').flatMap((line) => {
    const [, name, value = ''] = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
}

function typeOf(body: string): string {
  if (/^\s*[{[]"/.test(body) || /^\s*\[/.test(body)) return 'application/json';
  if (/^\s*</.test(body)) return 'application/xml';
  return /^[^\s=]+=/.test(body) ? 'application/x-www-form-urlencoded' : 'text/plain';
}

function encodingOf(type: string): Encoding {
  if (/json/i.test(type)) return inJson;
  if (/xml/i.test(type)) return inXml;
  return /urlencoded/i.test(type) ? inUrl : asIs;
}
