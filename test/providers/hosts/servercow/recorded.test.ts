import { expect, test } from 'vitest';
import { servercow } from '../../../../src/providers/hosts/servercow.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';

const values = { SERVERCOW_USERNAME: 'u', SERVERCOW_PASSWORD: 'p' };
const url = 'https://api.servercow.de/dns/v1/domains/example.com';

// The shapes that lego and ddns-updater send and read.
test('Servercow is asked and understood as its clients do', async () => {
  const listing = [{ name: 'home', type: 'A', ttl: 120, content: ['192.0.2.1', '192.0.2.3'] }];
  const { read, set, remove, sent, requests } = scripted({
    definition: servercow,
    values,
    answers: [JSON.stringify(listing), '{"message":"ok"}', '{"message":"ok"}'],
  });

  const [before] = await read({ name: 'home', type: 'A' });
  const changed = before && (await set(before, '192.0.2.2', 120));
  const removed = await remove({ name: '@', type: 'AAAA', records: [{ value: '2001:db8::1', ttl: 120 }] });

  expect(before?.records).toEqual([
    { value: '192.0.2.1', ttl: 120 },
    { value: '192.0.2.3', ttl: 120 },
  ]);
  expect(changed).toMatchObject([{ held: { records: [{ value: '192.0.2.2', ttl: 120 }] } }]);
  expect(removed).toMatchObject([{ held: { records: [] } }]);
  expect(sent()).toEqual([
    `GET ${url}`,
    `POST ${url} {"type":"A","name":"home","ttl":120,"content":"192.0.2.2"}`,
    `DELETE ${url} {"type":"AAAA","name":""}`,
  ]);
  expect(requests[0]?.headers).toMatchObject({ 'x-auth-username': 'u', 'x-auth-password': 'p' });
});

test.skipIf(!hasFixtures)('the listing that lego tests with is understood', async () => {
  const answers = [fixtureText('clients/servercow/go-acme+lego/records-01.json')];

  const sets = await scripted({ definition: servercow, values, answers }).read({
    name: 'traefik',
    type: 'A',
  });

  expect(sets).toMatchObject([{ records: [{ value: '1.1.1.1', ttl: 120 }] }]);
});
