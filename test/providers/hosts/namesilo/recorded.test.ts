import { expect, test } from 'vitest';
import { namesilo } from '../../../../src/providers/hosts/namesilo.ts';
import { scripted } from '../../recorded/scripted.ts';

const home = { name: 'home', type: 'A' } as const;
const about = 'version=1&type=json&key=k&domain=example.com';
const url = 'https://www.namesilo.com/api';

// The shapes that ddns-updater, ddns-go and lego send and read, and NameSilo's reference shows.
test('NameSilo is asked and understood as its clients do', async () => {
  const ok = (more: object) => JSON.stringify({ reply: { code: 300, detail: 'success', ...more } });
  const record = { record_id: 'a1', type: 'A', host: 'home.example.com', value: '192.0.2.1', ttl: 7207 };
  const { read, set, remove, sent } = scripted({
    definition: namesilo,
    values: { NAMESILO_API_KEY: 'k' },
    answers: [
      ok({ resource_record: record }),
      ok({ record_id: 'b2' }),
      ok({ resource_record: [{ ...record, record_id: 'b2', value: '192.0.2.2', ttl: '3600' }] }),
      ok({}),
      ok({ record_id: 'c3' }),
    ],
  });

  const [before] = await read(home);
  const changed = before && (await set(before, '192.0.2.2', 3600));
  const [after] = await read(home);
  const removed = after && (await remove(after));
  const made = await set({ name: '@', type: 'AAAA', records: [] }, '2001:db8::1', 3600);

  expect(changed).toMatchObject([{ held: { records: [{ id: 'b2', value: '192.0.2.2', ttl: 3600 }] } }]);
  expect(removed).toMatchObject([{ held: { records: [] } }]);
  expect(made).toMatchObject([{ held: { records: [{ id: 'c3' }] } }]);
  expect(sent()).toEqual([
    `GET ${url}/dnsListRecords?${about}`,
    `GET ${url}/dnsUpdateRecord?${about}&rrid=a1&rrhost=home&rrvalue=192.0.2.2&rrttl=3600`,
    `GET ${url}/dnsListRecords?${about}`,
    `GET ${url}/dnsDeleteRecord?${about}&rrid=b2`,
    `GET ${url}/dnsAddRecord?${about}&rrtype=AAAA&rrhost=&rrvalue=2001%3Adb8%3A%3A1&rrttl=3600`,
  ]);
});

// As XML has them in the sample of https://github.com/nrdcg/namesilo, in the forms that the vendor's JSON has for lists.
test.each([
  [{ domains: [{ domain: 'example.com', created: '2020-02-03' }, { domain: 'example.org' }] }, 2],
  [{ domains: { domain: ['example.com', 'example.org'] } }, 2],
  [{ domains: ['example.com', 'example.org'] }, 2],
  [{ domains: { domain: 'example.com' } }, 1],
  [{}, 0],
])('NameSilo tells its domains as %j', async (given, count) => {
  const reply = { code: 300, detail: 'success', ...given };
  const { provider } = scripted({
    definition: namesilo,
    values: { NAMESILO_API_KEY: 'k' },
    answers: [JSON.stringify({ reply })],
  });

  expect(await provider.zones?.(new AbortController().signal)).toEqual(
    ['example.com', 'example.org'].slice(0, count),
  );
});
