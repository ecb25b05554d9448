import { request } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { godaddyCredentials, godaddyServer } from './service.ts';

const { token, key, secret } = godaddyCredentials;
const classic = `sso-key ${key}:${secret}`;
const personal = `Bearer ${token}`;

async function world() {
  const zone = pretendZone('example.com');
  const server = await godaddyServer({ zones: pretendZones(zone) });
  onTestFinished(() => server.stop());
  return {
    zone,
    async call(
      method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
      path: string,
      body?: unknown,
      authorization = '',
    ) {
      const headers = { authorization: authorization || (path.startsWith('/v1') ? classic : personal) };
      const text = body === undefined ? null : JSON.stringify(body);
      const answer = await request(server.url + path, { method, headers, body: text });
      return { status: answer.statusCode, text: await answer.body.text() };
    },
  };
}

const record = { name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 };

describe('the pretend GoDaddy catches a client that', () => {
  test('sends PUT to v3: it answers 200 and wipes the zone but for what is its own', async () => {
    const { call, zone } = await world();

    const { status } = await call('PUT', '/v3/domains/zones/example.com/dns-records/x', record);

    expect(status).toBe(200);
    expect(zone.list().map(({ name, type }) => `${name} ${type}`)).toEqual([
      '@ SOA',
      '@ NS',
      '@ NS',
      '_domainconnect CNAME',
      'home A',
    ]);
  });

  test('sends an empty name to v1: it replaces the whole type', async () => {
    const { call, zone } = await world();

    const { status } = await call('PUT', '/v1/domains/example.com/records/A/', [record]);

    expect(status).toBe(200);
    expect(zone.list({ type: 'A' }).map(({ name }) => name)).toEqual(['home']);
  });

  test.each([
    ['a TTL below 600', { data: '192.0.2.1', ttl: 60 }, 'minimum value of 600'],
    ['a TTL as text', { data: '192.0.2.1', ttl: '600' }, 'UNEXPECTED_TYPE'],
    ['no address', { data: 'home', ttl: 600 }, 'not a valid address'],
    ['no data', { ttl: 600 }, 'is required'],
  ])('sends %s to v1', async (_, entry, says) => {
    const { call, zone } = await world();
    const before = zone.snapshot();

    const { status, text } = await call('PUT', '/v1/domains/example.com/records/A/home', [entry]);

    expect(status).toBe(422);
    expect(text).toContain(says);
    expect(zone.snapshot()).toBe(before);
  });

  test('sends an object where v1 wants an array', async () => {
    const { call } = await world();

    const { status, text } = await call('PUT', '/v1/domains/example.com/records/A/home', record);

    expect([status, text]).toEqual([422, expect.stringContaining('is not a array')]);
  });

  test('replaces a zone with CAA records through v1, which knows none', async () => {
    const { call, zone } = await world();
    const before = zone.snapshot();

    const { status } = await call('PUT', '/v1/domains/example.com/records', [record]);

    expect(status).toBe(422);
    expect(zone.snapshot()).toBe(before);
  });

  test.each([
    ['a second time', { ...record, name: 'other', data: '192.0.2.99', ttl: 1800 }, 422, 'DUPLICATE_RECORD'],
    ['with another TTL', { ...record, name: 'other', data: '192.0.2.99' }, 422, 'DUPLICATE_RECORD'],
    ['beside a CNAME', { ...record, name: 'www' }, 422, 'DUPLICATE_RECORD'],
    ['with a TTL of a week', { ...record, ttl: 604_800 }, 422, '600 to 86400'],
    ['without a name', { ...record, name: '' }, 400, 'required'],
  ])('creates a record through v3 %s', async (_, body, expected, says) => {
    const { call, zone } = await world();
    const before = zone.snapshot();

    const { status, text } = await call('POST', '/v3/domains/zones/example.com/dns-records', body);

    expect([status, text]).toEqual([expected, expect.stringContaining(says)]);
    expect(zone.snapshot()).toBe(before);
  });

  test.each([
    ['v1 with a wrong secret', '/v1/domains/example.com', `sso-key ${key}:no`, 'UNABLE_TO_AUTHENTICATE'],
    ['v1 with half a key', '/v1/domains/example.com', 'sso-key half', 'MALFORMED_CREDENTIALS'],
    ['v3 with a classic key', '/v3/domains/zones/example.com/dns-records', classic, 'UNABLE_TO_AUTHENTICATE'],
  ])('calls %s', async (_, path, authorization, code) => {
    const { call } = await world();

    const { status, text } = await call('GET', path, undefined, authorization);

    expect([status, text]).toEqual([401, expect.stringContaining(code)]);
  });
});
