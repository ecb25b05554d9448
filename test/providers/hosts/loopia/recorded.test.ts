import { describe, expect, test } from 'vitest';
import { loopia } from '../../../../src/providers/hosts/loopia.ts';
import { methodOf, rpcReply } from '../../../world/xml-rpc.ts';
import { failureOf } from '../../contract/provided.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';

const values = { LOOPIA_API_USER: 'u', LOOPIA_API_PASSWORD: 'p' };
const home = { name: 'home', type: 'A' } as const;
const text = (value: Parameters<typeof rpcReply>[0]) => rpcReply(value).body ?? '';
const domains = text([{ domain: 'example.com' }]);

// The calls that dnscontrol, lego and libdns make, parameters in their order.
test('Loopia is asked and understood as its clients do', async () => {
  const record = { record_id: 7, type: 'A', rdata: '192.0.2.1', ttl: 3600, priority: 0 };
  const { read, set, remove, requests } = scripted({
    definition: loopia,
    values,
    answers: [domains, text([record]), text('OK'), text('OK')],
  });

  const [before] = await read(home);
  const changed = before && (await set(before, '192.0.2.2', 300));
  const removed = before && (await remove(before));

  const sent = requests.map(({ body = '' }) => [
    methodOf(body),
    ...[...body.matchAll(/<(string|int)>(.*?)<\/\1>/g)].map(([, , value]) => value),
  ]);
  expect(before?.records).toEqual([{ id: '7', value: '192.0.2.1', ttl: 3600 }]);
  expect(changed).toMatchObject([{ held: { records: [{ id: '7', value: '192.0.2.2', ttl: 300 }] } }]);
  expect(removed).toMatchObject([{ held: { records: [] } }]);
  expect(sent).toEqual([
    ['getDomains', 'u', 'p'],
    ['getZoneRecords', 'u', 'p', 'example.com', 'home'],
    ['updateZoneRecord', 'u', 'p', 'example.com', 'home', 'A', '300', '0', '192.0.2.2', '7'],
    ['removeZoneRecord', 'u', 'p', 'example.com', 'home', '7'],
  ]);
});

describe.skipIf(!hasFixtures)('what libdns tests with', () => {
  const of = (name: string) => fixtureText(`clients/loopia/libdns+loopia/${name}.xml`);

  test('is understood as a listing', async () => {
    const { read } = scripted({
      definition: loopia,
      values,
      answers: [domains, of('zone_records'), of('empty_list')],
    });

    const sets = await read(home, { name: 'other', type: 'A' });

    expect(sets[0]?.records).toMatchObject([{ id: '14096733', value: '1.1.1.1' }]);
    expect(sets[1]?.records).toEqual([]);
  });

  test('is understood as an error', async () => {
    const failure = await failureOf(
      scripted({ definition: loopia, values, answers: [of('error')] }).read(home),
    );

    expect(failure.message).toContain('check LOOPIA_API_USER');
  });
});
