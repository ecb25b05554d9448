import { describe, expect, test } from 'vitest';
import { loadProviders } from '../../../src/providers/registry.ts';
import { failureIn } from '../contract/provided.ts';
import { ipv4, ipv6, meaningOf, sentBy, staged } from './played.ts';

const both = { ipv4, ipv6 };
const [definition] = await loadProviders(['custom']);

describe('a custom request', () => {
  test.each([
    [
      'a place for one address',
      { CUSTOM_URL: 'https://dns.example.net/u/{host}?to={ip}' },
      both,
      [
        'GET https://dns.example.net/u/home.example.com?to=192.0.2.10',
        'GET https://dns.example.net/u/home.example.com?to=2001%3Adb8%3A%3A10',
      ],
    ],
    [
      'places for both',
      { CUSTOM_URL: 'https://dns.example.net/?a={ipv4}&b={ipv6}&h={host}' },
      both,
      ['GET https://dns.example.net/?a=192.0.2.10&b=2001%3Adb8%3A%3A10&h=home.example.com'],
    ],
    [
      'a user and a password',
      { CUSTOM_URL: 'https://us%20er:p%40ss@dns.example.net/?to={ip}' },
      { ipv4 },
      [
        `GET https://dns.example.net/?to=192.0.2.10\nauthorization: Basic ${Buffer.from('us er:p@ss').toString('base64')}`,
      ],
    ],
    [
      'headers and JSON',
      {
        CUSTOM_URL: 'https://dns.example.net/api',
        CUSTOM_METHOD: 'PUT',
        CUSTOM_HEADERS: 'X-Token: abc def | X-Host: {host}',
        CUSTOM_BODY: '{"name":"{host}","content":"{ip}"}',
      },
      { ipv6 },
      [
        'PUT https://dns.example.net/api\ncontent-type: application/json\nx-host: home.example.com\nx-token: abc def\n\n{"name":"home.example.com","content":"2001:db8::10"}',
      ],
    ],
    [
      'a form',
      {
        CUSTOM_URL: 'https://dns.example.net/api',
        CUSTOM_METHOD: 'post',
        CUSTOM_BODY: 'host={host}&ip={ip}',
      },
      { ipv6 },
      [
        'POST https://dns.example.net/api\ncontent-type: application/x-www-form-urlencoded\n\nhost=home.example.com&ip=2001%3Adb8%3A%3A10',
      ],
    ],
    [
      'XML',
      { CUSTOM_URL: 'https://dns.example.net/api', CUSTOM_METHOD: 'post', CUSTOM_BODY: '<a>{ip}</a>' },
      { ipv4 },
      ['POST https://dns.example.net/api\ncontent-type: application/xml\n\n<a>192.0.2.10</a>'],
    ],
    [
      'a content type of its own',
      {
        CUSTOM_URL: 'https://dns.example.net/api',
        CUSTOM_METHOD: 'patch',
        CUSTOM_HEADERS: 'Content-Type: text/plain; charset=utf-8',
        CUSTOM_BODY: '{"to":"{ip}"}',
      },
      { ipv4 },
      ['PATCH https://dns.example.net/api\ncontent-type: text/plain; charset=utf-8\n\n{"to":"192.0.2.10"}'],
    ],
  ] as const)('has %s', async (_, values, told, sent) => {
    expect(await sentBy('custom', values, told)).toEqual(sent);
  });

  test('is sent with both addresses or not at all, where it has places for both', async () => {
    const values = { CUSTOM_URL: 'https://dns.example.net/?a={ipv4}&b={ipv6}' };
    const [unknown, none] = [await staged('custom', values), await staged('custom', values)];
    none.held.set('home.example.com/AAAA', []);

    const answers = [...(await unknown.apply({ ipv4 })), ...(await none.apply({ ipv4 }))];

    expect([...unknown.sent, ...none.sent]).toEqual([]);
    expect(answers.map((one) => failureIn(one)?.message)).toEqual([
      expect.stringContaining('its name servers could not be asked'),
      'home.example.com has no address to stand for {ipv6}, so nothing is sent',
    ]);
  });
});

describe('the answer to a custom request', () => {
  const url = 'https://dns.example.net/?to={ip}';

  test.each([
    ['good*', [200, 'good 192.0.2.10'], 'changed'],
    ['good*', [201, 'good'], 'changed'],
    ['good*', [200, 'so good'], 'doubt'],
    ['good*', [400, 'good'], 'permanent'],
    ['*"ok":true*', [200, '{"id":1,\n"ok":true}'], 'changed'],
    ['*"ok":true*', [200, '{"ok":false}'], 'doubt'],
    ['set to {ip}.', [200, 'set to 192.0.2.10.'], 'changed'],
    ['set to {ip}.', [200, 'set to 192.0.2.77.'], 'held as 192.0.2.77'],
    ['a.c', [200, 'abc'], 'doubt'],
    ['*done*', [200, '<html><body>done</body></html>'], 'doubt'],
    ['*<b>done</b>*', [200, '<html><body><b>done</b></body></html>'], 'changed'],
    ['*', [200, ''], 'changed'],
    ['*', [204, ''], 'changed'],
    ['*', [302, ''], 'doubt'],
    ['*', [401, 'no'], 'stop'],
    ['*', [500, 'no'], 'transient'],
    [undefined, [200, 'good 192.0.2.10'], 'changed'],
    [undefined, [200, 'nochg'], 'unchanged'],
    [undefined, [200, 'OK'], 'doubt'],
    [undefined, [200, ''], 'doubt'],
  ] as const)('with CUSTOM_SUCCESS=%s, %j means %s', async (success, [status, body], meaning) => {
    const values = { CUSTOM_URL: url, ...(success !== undefined && { CUSTOM_SUCCESS: success }) };

    expect(await meaningOf('custom', values, { status, body })).toBe(meaning);
  });

  test('shows nothing of what the URL and the headers give away', async () => {
    const stage = await staged('custom', {
      CUSTOM_URL: 'https://dns.example.net/u/Zq81LmPp44tW0/?key=Xy72KdRr90aB&to={ip}',
      CUSTOM_HEADERS: 'X-Token: Vb55NnTt31cE',
    });
    stage.answer = ({ url, headers }) => ({ status: 401, body: `no: ${url} ${JSON.stringify(headers)}` });
    const [answer] = await stage.apply({ ipv4 });

    expect(failureIn(answer)?.message).toMatch(/check CUSTOM_URL/);
    expect(failureIn(answer)?.message).not.toMatch(/Zq81|Xy72|Vb55/);
  });
});

describe('the settings of a custom request', () => {
  test.each([
    [{ CUSTOM_URL: 'https://dns.example.net/?to={ip}' }, []],
    [{ CUSTOM_URL: 'https://dns.example.net/', CUSTOM_BODY: '{ipv4}' }, []],
    [
      { CUSTOM_URL: 'https://dns.example.net/?host={host}' },
      ['CUSTOM_URL, CUSTOM_HEADERS or CUSTOM_BODY must have {ip}, or {ipv4} or {ipv6}'],
    ],
    [
      { CUSTOM_URL: 'https://dns.example.net/?a={ip}&b={ipv6}' },
      ['{ip} does not go together with {ipv4} or {ipv6}'],
    ],
    [{}, ['CUSTOM_URL is required']],
  ])('%j', (given, problems) => {
    expect(definition?.check(given)).toEqual(problems);
  });
});
