import { expect, it, test } from 'vitest';
import { line } from '../../src/web/answer.ts';
import type { Request } from '../../src/web/request.ts';
import { createRoutes, respond } from '../../src/web/routes.ts';
import { isSameOrigin } from '../../src/web/same-origin.ts';

const page = { host: '192.168.1.5:8080', origin: 'http://192.168.1.5:8080' };

function ask(
  headers: Record<string, string>,
  { method = 'POST', wait = 0, refused = false, ingress = '' } = {},
) {
  let looks = 0;
  const routes = createRoutes({
    mark: undefined,
    snapshot: () => {
      throw new Error('nobody asked for the status');
    },
    isAlive: () => true,
    ...(ingress !== '' && { ingress }),
    lookNow() {
      looks += 1;
      return { sources: wait, hosts: wait };
    },
  });
  const request: Request = {
    ...{ method, path: '/look', query: '', host: '192.168.1.5', from: '192.168.1.9' },
    headers: new Map(Object.entries(headers)),
  };
  const answer = respond(request, { routes, refuse: () => (refused ? line(403, 'outside') : undefined) });
  if (!('status' in answer)) throw new Error('a look takes no time');
  return { looks, status: answer.status, text: answer.body.toString(), headers: answer.headers };
}

test.each<[who: string, headers: Record<string, string>, isAllowed: boolean]>([
  ['the page in a browser that sends fetch metadata', { ...page, 'sec-fetch-site': 'same-origin' }, true],
  ['the page over plain HTTP', page, true],
  [
    'the page behind a proxy that changes the host',
    { ...page, host: 'ddns:8080', 'sec-fetch-site': 'same-origin' },
    true,
  ],
  ['another page', { ...page, origin: 'https://evil.example' }, false],
  ['another page, whose browser sends fetch metadata', { ...page, 'sec-fetch-site': 'cross-site' }, false],
  ['another service of the same home', { ...page, 'sec-fetch-site': 'same-site' }, false],
  ['another port of the same machine', { ...page, origin: 'http://192.168.1.5:8123' }, false],
  ['a page without an origin, as in a sandbox', { ...page, origin: 'null' }, false],
  ['a bookmark or a typed address', { ...page, 'sec-fetch-site': 'none' }, false],
  ['curl, or a link in a mail', { host: page.host }, false],
])('a look is asked for by %s: %s', (_, headers, isAllowed) => {
  const { looks, status } = ask(headers);

  expect(isSameOrigin({ headers: new Map(Object.entries(headers)) })).toBe(isAllowed);
  expect([looks, status]).toEqual(isAllowed ? [1, 200] : [0, 403]);
});

it.each<[who: string, headers: Record<string, string>, ingress: string, isAllowed: boolean]>([
  // Each proxy on the way may write a Host of its own.
  ['under another Host', { ...page, host: '172.30.33.4:8080' }, '192.168.1.9', true],
  [
    'though another page is behind it',
    { ...page, host: '172.30.33.4:8080', 'sec-fetch-site': 'cross-site' },
    '192.168.1.9',
    false,
  ],
  ['from elsewhere', { ...page, host: '172.30.33.4:8080' }, '172.30.32.2', false],
])('a look is asked for by the page in Home Assistant %s', (_, headers, ingress, isAllowed) => {
  expect(ask(headers, { ingress }).looks).toBe(isAllowed ? 1 : 0);
});

it('who is not told what the home is cannot make it look', () => {
  expect(ask(page, { refused: true })).toMatchObject({ looks: 0, status: 403 });
});

it.each(['GET', 'HEAD', 'PUT'])('%s makes no look', (method) => {
  expect(ask(page, { method })).toMatchObject({ looks: 0, status: 405, headers: { allow: 'POST' } });
});

it('says when it comes, where another was asked for a moment ago', () => {
  expect(ask(page).text).toBe('Looking now. The DNS hosts are read again too.\n');
  expect(ask(page, { wait: 7_200 }).text).toBe(
    'The next look comes in 8 s. The DNS hosts are read again in 8 s.\n',
  );
});

it('leads a form without its script back to the page', () => {
  expect(ask({ ...page, accept: 'text/html' })).toMatchObject({ status: 303, headers: { location: './' } });
});
