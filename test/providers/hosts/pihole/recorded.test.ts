import { describe, expect, test } from 'vitest';
import { pihole } from '../../../../src/providers/hosts/pihole/pihole.ts';
import { provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { scripted } from '../../recorded/scripted.ts';
import { pretendPihole } from './service.ts';

const session = { session: { valid: true, totp: false, sid: 's', csrf: 'c', validity: 300, message: '' } };
const values = { PIHOLE_PASSWORD: 'p', PIHOLE_API_URL: 'http://pi.hole/api' };

// The paths and fields of Pi-hole's own description (FTL, src/api/docs), which external-dns uses in the same way.
test('Pi-hole is asked and understood as its description has it', async () => {
  const dns = {
    hosts: ['192.0.2.1 home.example.com', '2001:db8::1 home.example.com.'],
    cnameRecords: ['a.example.com,b.example.com,home.example.com,300'],
  };
  const { read, set, sent, requests } = scripted({
    definition: pihole,
    values,
    answers: [
      JSON.stringify(session),
      JSON.stringify({ config: { dns } }),
      '{"took":0}',
      { status: 204, text: '' },
    ],
  });

  const [a, aaaa, b] = await read(
    { name: 'home', type: 'A' },
    { name: 'home', type: 'AAAA' },
    { name: 'b', type: 'A' },
  );
  const changed = a && (await set(a, '192.0.2.2', 300));

  expect([a, aaaa].map((one) => one?.records.map(({ value }) => value))).toEqual([
    ['192.0.2.1'],
    ['2001:db8::1'],
  ]);
  expect(b?.conflict).toBe('holds a CNAME to home.example.com');
  expect(changed).toMatchObject([{ held: { records: [{ value: '192.0.2.2' }] } }]);
  expect(sent()).toEqual([
    'POST http://pi.hole/api/auth {"password":"p"}',
    'GET http://pi.hole/api/config/dns',
    'PUT http://pi.hole/api/config/dns/hosts/192.0.2.2%20home.example.com',
    'DELETE http://pi.hole/api/config/dns/hosts/192.0.2.1%20home.example.com',
  ]);
  expect(requests[1]?.headers).toMatchObject({ 'x-ftl-sid': 's' });
});

describe.skipIf(!hasFixtures)("Pi-hole's own description", () => {
  test('has the paths that are asked for', async () => {
    const { sync, server } = await provided({ setup: worldOf(pihole, pretendPihole()) }, [
      terms().record('home', '192.0.2.1'),
    ]);
    await sync([terms().desired('home')]);
    const main = fixtureText('openapi/pi-hole-6/main.yaml');
    const described = [...main.matchAll(/^ {2}(\/\S+):$/gm)].map(
      ([, path = '']) => new RegExp(`^/api${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    );

    const paths = [
      ...new Set(server.log.map(({ segments }) => `/${segments.map(encodeURIComponent).join('/')}`)),
    ];

    expect(
      paths.filter(
        (path) => !described.some((one) => one.test(path.replace('/config/dns/', '/config/dns%2F'))),
      ),
    ).toEqual([]);
    expect(paths.length).toBeGreaterThan(2);
  });

  test('the lines that octodns tests with are understood', async () => {
    const of = (name: string) =>
      JSON.parse(fixtureText(`clients/pihole/jvoss+octodns-pihole/${name}.json`)).config.dns;
    const config = { config: { dns: { ...of('hosts'), ...of('cnameRecords') } } };
    const answers = [JSON.stringify(session), JSON.stringify(config)];

    const sets = await scripted({ definition: pihole, values, answers, domain: 'unit.tests' }).read(
      { name: '@', type: 'A' },
      { name: 'cname', type: 'A' },
    );

    expect(sets[0]?.records.map(({ value }) => value)).toEqual(['1.2.3.4', '1.2.3.5']);
    expect(sets[1]?.conflict).toBe('holds a CNAME to unit.tests');
  });
});
