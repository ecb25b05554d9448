import { expect, test } from 'vitest';
import { plan } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import { keyText } from '../../../src/dns/records.ts';
import { failureIn, home, terms } from '../../providers/contract/provided.ts';
import { dnsFront } from '../../world/dns-front.ts';
import { providerAt, signal, writing } from './provider-at.ts';
import { keys, type UpdateServer } from './server.ts';

const { desired, record } = terms();
const example = parseZone('example.com');

/** What both servers do with updates of every kind. */
export function updateCases(serverNow: () => UpdateServer): void {
  const host = () => serverNow().hosts.ipv4;

  test.each([
    ['sha1', 'hmac-sha1'],
    ['sha224', 'hmac-sha224.'],
    ['ddns', 'HMAC-SHA256'],
    ['sha384', 'hmac-sha384'],
    ['md5', 'hmac-md5.sig-alg.reg.int.'],
  ])('takes an update that is signed with the key %s by %s', async (key, algorithm) => {
    const held = serverNow().door.zone(example.name, []);
    const secret = key === 'ddns' ? keys.ddns : keys.other;
    const signed = { RFC2136_TSIG_KEY: key, RFC2136_TSIG_SECRET: secret, RFC2136_TSIG_ALGORITHM: algorithm };

    expect(await writing(providerAt(host(), signed), example.name)).toBe(undefined);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test('takes an update over IPv6', async () => {
    const held = serverNow().door.zone(example.name, []);
    const changes = plan([desired('home')], [{ ...home, records: [] }]);

    await providerAt(`[${serverNow().hosts.ipv6}]:53`).apply(example, changes, signal);

    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test('takes an update without a key where everyone may', async () => {
    expect(await writing(providerAt(host(), {}), 'open.example')).toBe(undefined);
  });

  test('changes what the key may change, and says of the rest that it may not', async () => {
    const zone = parseZone('narrow.example');
    const narrow = providerAt(host(), {
      RFC2136_TSIG_KEY: 'narrow',
      RFC2136_TSIG_SECRET: keys.other,
      RFC2136_TSIG_ALGORITHM: 'hmac-sha512.',
    });
    const sets = [desired('one'), desired('two'), desired('home'), desired('three')];

    const confirmations = await narrow.apply(zone, plan(sets, await narrow.read(zone, sets, signal)), signal);

    expect(confirmations.map((one) => [keyText(one), failureIn(one)?.kind])).toEqual([
      ['one/A', 'record'],
      ['two/A', 'record'],
      ['home/A', undefined],
      ['three/A', 'record'],
    ]);
  });

  test('leaves what somebody else has written after the reading, and looks again', async () => {
    const held = serverNow().door.zone(example.name, [
      record('home', '192.0.2.1'),
      record('two', '192.0.2.2'),
    ]);
    const sets = [desired('home'), desired('two')];
    const changes = plan(sets, await providerAt(host()).read(example, sets, signal));
    held.replace(home, [record('home', '192.0.2.77')]);

    const [first, second] = await providerAt(host()).apply(example, changes, signal);

    expect(failureIn(first)).toMatchObject({
      kind: 'transient',
      unconfirmed: true,
      message: 'somebody else changed this record set at the same time',
    });
    expect(held.values('home', 'A')).toEqual(['192.0.2.77']);
    expect(second).toHaveProperty('held');
    expect(held.values('two', 'A')).toEqual(['192.0.2.10']);
  });

  test('tells a name of its own from one that a wildcard answers for', async () => {
    const held = serverNow().door.zone(example.name, [
      record('*', '192.0.2.10'),
      record('same', '192.0.2.10'),
      { name: '*.lab', type: 'CNAME', data: 'example.net', ttl: 600 },
      { name: 'alias.lab', type: 'CNAME', data: 'example.net', ttl: 600 },
    ]);
    const names = ['*', 'same', 'absent', 'deep.absent', 'alias.lab', 'absent.lab'];

    const sets = await providerAt(host()).read(
      example,
      names.map((name) => ({ name, type: 'A' })),
      signal,
    );

    expect(sets.map(({ records, conflict }) => conflict ?? records.map(({ value }) => value))).toEqual([
      ['192.0.2.10'],
      ['192.0.2.10'],
      [],
      [],
      'holds a CNAME to example.net',
      [],
    ]);
    expect(held.list({ name: 'absent' })).toEqual([]);
  });

  test('changes 100 names in both families with one message, and confirms each', async () => {
    const sets = Array.from({ length: 100 }, (_, n) => `host${n}`).flatMap((name) => [
      desired(name),
      desired(name, '2001:db8::10'),
    ]);
    const held = serverNow().door.zone(example.name, []);
    const front = await dnsFront({ host: host(), port: 53 });
    const before = providerAt(front.url);
    const changes = plan(sets, await before.read(example, sets, signal));

    const confirmations = await before.apply(example, changes, signal);
    await front.stop();

    expect(front.writes()).toHaveLength(1);
    expect(confirmations.filter((one) => 'held' in one)).toHaveLength(200);
    expect(held.list().filter(({ name }) => name.startsWith('host'))).toHaveLength(200);
  });

  test('splits 1200 names into as many messages as it takes', async () => {
    const sets = Array.from({ length: 1200 }, (_, n) => desired(`host-with-a-longer-name-${n}.lab`));
    serverNow().door.zone(example.name, []);
    const front = await dnsFront({ host: host(), port: 53 });
    const before = providerAt(front.url);
    const changes = plan(sets, await before.read(example, sets, signal));

    const confirmations = await before.apply(example, changes, signal);
    await front.stop();

    expect(front.writes()).toHaveLength(4);
    expect(confirmations.filter((one) => 'held' in one)).toHaveLength(1200);
  });
}
