import { expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/http/client.ts';
import { type ApiRequest, type JsonApiOptions, jsonApi } from '../../../src/providers/api/rest-api.ts';
import { example, freshSignal } from '../contract/provided.ts';

/** What leaves for one request. */
async function sent(request: Partial<ApiRequest>, options: Partial<JsonApiOptions> = {}) {
  const left: HttpRequest[] = [];
  const api = jsonApi({
    http: async (one) => {
      left.push(one);
      return { status: 200, headers: {}, text: '{}' };
    },
    base: 'https://api.example/v1/',
    title: 'Example',
    secrets: [],
    advice: { credentials: '', permission: '' },
    headers: ({ url, body = '' }) => ({ 'x-signed': `${url} ${body}` }),
    report: () => ({}),
    ...options,
  });
  await api.answer({ zone: example, signal: freshSignal(), path: '/a', ...request });
  return { ...left[0], headers: { ...left[0]?.headers } };
}

test('sends a form with its own type, a list as one field for each entry, and nothing for what is undefined', async () => {
  const { body, headers } = await sent({
    method: 'POST',
    form: { name: 'a b&c', value: ['1', 2], none: undefined, empty: '' },
  });

  expect(body).toBe('name=a+b%26c&value=1&value=2&empty=');
  expect(headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    'x-signed': `https://api.example/v1/a ${body}`,
  });
});

test('asks for answers of another type than it sends', async () => {
  const { headers } = await sent(
    { method: 'POST', body: '<a/>' },
    { contentType: 'text/xml', accept: 'application/json' },
  );

  expect(headers).toMatchObject({ 'content-type': 'text/xml', accept: 'application/json' });
});

test('lets an API put its credentials into URL and body before the headers are made', async () => {
  const { url, body, method, headers } = await sent(
    { method: 'POST', query: { b: 2 }, body: { a: 1 } },
    { prepare: (request) => ({ ...request, url: `${request.url}&key=k`, body: `${request.body} signed` }) },
  );

  expect({ url, body, method }).toEqual({
    url: 'https://api.example/v1/a?b=2&key=k',
    body: '{"a":1} signed',
    method: 'POST',
  });
  expect(headers['x-signed']).toBe('https://api.example/v1/a?b=2&key=k {"a":1} signed');
});
