import { expect, test } from 'vitest';
import { spaceship } from '../../../../src/providers/hosts/spaceship.ts';
import { scripted } from '../../recorded/scripted.ts';

const home = { name: 'home', type: 'A' } as const;
const url = 'https://spaceship.dev/api/v1/dns/records/example.com';

// The shapes that lego, ddns-updater and ddns-go send and read.
test('Spaceship is asked and understood as its clients do', async () => {
  const item = { type: 'A', name: 'home', ttl: 1234, address: '192.0.2.1', group: { type: 'custom' } };
  const { read, set, remove, sent, requests } = scripted({
    definition: spaceship,
    values: { SPACESHIP_API_KEY: 'k', SPACESHIP_API_SECRET: 's' },
    answers: [
      JSON.stringify({ items: [item], total: 1 }),
      { status: 204, text: '' },
      { status: 204, text: '' },
      { status: 204, text: '' },
    ],
  });

  const [before] = await read(home);
  const changed = before && (await set(before, '192.0.2.2', 600));
  const removed = await remove({ ...home, records: [{ value: '192.0.2.2', ttl: 600 }] });

  expect(before?.records).toEqual([{ value: '192.0.2.1', ttl: 1234 }]);
  expect(changed).toMatchObject([{ held: { records: [{ value: '192.0.2.2', ttl: 600 }] } }]);
  expect(removed).toMatchObject([{ held: { records: [] } }]);
  expect(sent()).toEqual([
    `GET ${url}?take=500&skip=0`,
    `PUT ${url} {"force":false,"items":[{"type":"A","name":"home","address":"192.0.2.2","ttl":600}]}`,
    `DELETE ${url} [{"type":"A","name":"home","address":"192.0.2.1"}]`,
    `DELETE ${url} [{"type":"A","name":"home","address":"192.0.2.2"}]`,
  ]);
  expect(requests[0]?.headers).toMatchObject({ 'x-api-key': 'k', 'x-api-secret': 's' });
});
