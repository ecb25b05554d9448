import { describe, expect, test } from 'vitest';
import { simply } from '../../../../src/providers/hosts/simply.ts';
import { failureOf } from '../../contract/provided.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';

const values = { SIMPLY_ACCOUNT_NAME: 'S1', SIMPLY_API_KEY: 'k' };
const url = 'https://api.simply.com/2/my/products/example.com/dns/records';

// The shapes that lego and ddclient send and read.
test('simply.com is asked and understood as its clients do', async () => {
  const one = { record_id: 7, name: 'home', ttl: 3600, data: '192.0.2.1', type: 'A', priority: 0 };
  const ok = '{"status":200,"message":"success"}';
  const { read, set, remove, sent, requests } = scripted({
    definition: simply,
    values,
    answers: [JSON.stringify({ records: [one] }), ok, ok, '{"status":200,"record":{"id":8}}'],
  });

  const [before] = await read({ name: 'home', type: 'A' });
  const changed = before && (await set(before, '192.0.2.2', 600));
  const removed = before && (await remove(before));
  const made = await set({ name: '@', type: 'AAAA', records: [] }, '2001:db8::1', 600);

  expect(before?.records).toEqual([{ id: '7', value: '192.0.2.1', ttl: 3600 }]);
  expect(changed).toMatchObject([{ held: { records: [{ id: '7', value: '192.0.2.2', ttl: 600 }] } }]);
  expect(removed).toMatchObject([{ held: { records: [] } }]);
  expect(made).toMatchObject([{ held: { records: [{ id: '8' }] } }]);
  expect(sent()).toEqual([
    `GET ${url}/`,
    `PUT ${url}/7/ {"name":"home","type":"A","data":"192.0.2.2","ttl":600}`,
    `DELETE ${url}/7/`,
    `POST ${url}/ {"name":"@","type":"AAAA","data":"2001:db8::1","ttl":600}`,
  ]);
  expect(requests[0]?.headers).toMatchObject({ authorization: `Basic ${btoa('S1:k')}` });
});

describe.skipIf(!hasFixtures)('what lego tests with', () => {
  const of = (name: string) => fixtureText(`clients/simply/go-acme+lego/${name}.json`);
  const apex = { name: '@', type: 'A' } as const;

  test('is understood as a listing', async () => {
    const { read } = scripted({ definition: simply, values, answers: [of('get_records')] });

    expect(await read(apex)).toEqual([{ ...apex, records: [] }]);
  });

  test.each([
    ['bad_auth_error', 401, 'check SIMPLY_ACCOUNT_NAME'],
    ['bad_zone_error', 400, 'has no zone example.com'],
  ])('is understood as an error: %s', async (name, status, says) => {
    const { read } = scripted({ definition: simply, values, answers: [{ status, text: of(name) }] });

    const failure = await failureOf(read(apex));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain(says);
  });
});
