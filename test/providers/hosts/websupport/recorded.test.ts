import { describe, expect, test } from 'vitest';
import { websupport } from '../../../../src/providers/hosts/websupport.ts';
import { hurriedClock } from '../../../support/hurried-clock.ts';
import { failureOf } from '../../contract/provided.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';

const values = { WEBSUPPORT_API_KEY: 'k', WEBSUPPORT_SECRET: 's' };
const home = { name: 'home', type: 'A' } as const;
const services = JSON.stringify({ items: [{ id: 5, serviceName: 'domain', name: 'example.com' }] });
const clock = hurriedClock(Date.UTC(2026, 0, 1));

// The calls that lego and the certbot hooks of others make.
test('Websupport is asked and understood as its clients do', async () => {
  const page = (records: object[]) =>
    JSON.stringify({ currentPage: 1, totalPages: 1, totalRecords: records.length, data: records });
  const old = { id: 7, type: 'A', name: 'home.example.com', content: '192.0.2.1', ttl: 3600 };
  const made = { id: 8, type: 'A', name: 'home.example.com', content: '192.0.2.2', ttl: 600 };
  const { read, set, sent, requests } = scripted({
    definition: websupport,
    values,
    clock,
    answers: [services, page([old]), { status: 204, text: '' }, page([old, made]), { status: 204, text: '' }],
  });

  const [before] = await read(home);
  const changed = before && (await set(before, '192.0.2.2', 600));

  const url = 'https://rest.websupport.sk/v2/service/5/dns/record';
  expect(before?.records).toEqual([{ id: '7', value: '192.0.2.1', ttl: 3600 }]);
  expect(changed).toMatchObject([{ held: { records: [{ id: '8', value: '192.0.2.2', ttl: 600 }] } }]);
  expect(sent()).toEqual([
    'GET https://rest.websupport.sk/v1/user/self/service',
    `GET ${url}?page=1&rowsPerPage=1000`,
    `POST ${url} {"type":"A","name":"home","content":"192.0.2.2","ttl":600}`,
    `GET ${url}?page=1&rowsPerPage=1000`,
    `DELETE ${url}/7`,
  ]);
  // printf 'DELETE /v2/service/5/dns/record/7 1767225600' | openssl dgst -sha1 -hmac s
  expect(requests.at(-1)?.headers).toMatchObject({
    authorization: `Basic ${btoa('k:632898c54c782670f3d3208f05113d6f69692d3e')}`,
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
  });
});

describe.skipIf(!hasFixtures)('what lego tests with', () => {
  const of = (name: string) => fixtureText(`clients/active24/go-acme+lego/${name}.json`);

  test('is understood as the list of services', async () => {
    const { provider } = scripted({ definition: websupport, values, clock, answers: [of('services')] });

    expect(await provider.zones?.(new AbortController().signal)).toContain('mydomain.sk');
  });

  test.each([
    ['error_v1', 401, 'check WEBSUPPORT_API_KEY'],
    ['error_403', 403, 'must be allowed to manage the DNS'],
  ])('is understood as an error: %s', async (name, status, says) => {
    const { read } = scripted({
      definition: websupport,
      values,
      clock,
      answers: [{ status, text: of(name) }],
    });

    expect((await failureOf(read(home))).message).toContain(says);
  });
});
