import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { parseZone } from '../../../src/dns/name.ts';
import { keyText, type RecordKey } from '../../../src/dns/records.ts';
import { plan } from '../../../src/plan.ts';
import { rfc2136 } from '../../../src/providers/rfc2136.ts';
import { failureIn, failureOf, freshSignal, terms } from '../../contract/provided.ts';
import { dnsFront } from '../../world/dns-front.ts';
import { keys, type UpdateServer } from './server.ts';

const home: RecordKey = { name: 'home', type: 'A' };
const { wanted, record } = terms();
const example = parseZone('example.com');
const ddns = { RFC2136_TSIG_KEY: 'ddns', RFC2136_TSIG_SECRET: keys.ddns };
const signal = freshSignal();

function provider(host: string, values: Readonly<Record<string, string>> = ddns, clock: Clock = systemClock) {
  const noHttp = () => Promise.reject(new Error('this provider speaks no HTTP'));
  return rfc2136.create({ RFC2136_NAMESERVER: host, ...values }, noHttp, { clock, timeout: 5000 });
}

/** What both servers must be seen to do, each in its own way. */
export function updateCases(serverNow: () => UpdateServer, software: 'bind' | 'knot'): void {
  const host = () => serverNow().hosts.ipv4;
  /** What a change of `home` in a zone leads to, whatever the zone holds. */
  const writing = async (values: Readonly<Record<string, string>>, zone: string) => {
    const changes = plan([wanted('home')], [{ ...home, records: [] }]);
    const [confirmation] = await provider(host(), values).apply(parseZone(zone), changes, signal);
    return failureIn(confirmation);
  };

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

    expect(await writing(signed, example.name)).toBe(undefined);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test('takes an update over IPv6', async () => {
    const held = serverNow().door.zone(example.name, []);
    const changes = plan([wanted('home')], [{ ...home, records: [] }]);

    await provider(`[${serverNow().hosts.ipv6}]:53`).apply(example, changes, signal);

    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test('takes an update without a key where everyone may', async () => {
    expect(await writing({}, 'open.example')).toBe(undefined);
  });

  test.each<[title: string, values: Record<string, string>, says: RegExp]>([
    [
      'a wrong key',
      { RFC2136_TSIG_KEY: 'unknown' },
      /knows no key unknown for hmac-sha256.*check RFC2136_TSIG_KEY/,
    ],
    [
      'a wrong secret',
      { RFC2136_TSIG_SECRET: keys.other },
      /another secret for the key ddns: check RFC2136_TSIG_SECRET/,
    ],
    [
      'a wrong algorithm',
      { RFC2136_TSIG_ALGORITHM: 'hmac-sha512' },
      /knows no key ddns for hmac-sha512.*check .*RFC2136_TSIG_ALGORITHM/,
    ],
  ])('says that there is %s', async (_, values, says) => {
    const failure = await failureOf(provider(host(), { ...ddns, ...values }).read(example, [home], signal));

    expect(failure).toMatchObject({ kind: 'permanent', message: expect.stringMatching(says) });
  });

  test.each([
    ['ahead of', 600_000],
    ['behind', -600_000],
  ])('says that the clock of this machine is 10 minutes %s that of the server', async (direction, ms) => {
    const clock = { ...systemClock, now: () => Date.now() + ms };

    const failure = await failureOf(provider(host(), ddns, clock).read(example, [home], signal));

    expect(failure.kind).toBe('transient');
    const text = `the clock of this machine is (599|600|601) seconds ${direction} that of ${host()}:53`;
    expect(failure.message).toMatch(new RegExp(`${text}.*BADTIME`));
  });

  test('says that the server does not know the zone', async () => {
    const read = await failureOf(provider(host()).read(parseZone('unknown.example'), [home], signal));
    const written = await writing(ddns, 'unknown.example');

    expect(read).toMatchObject({ kind: 'permanent', message: expect.stringContaining('REFUSED') });
    expect(written).toMatchObject({
      kind: 'permanent',
      doubt: false,
      message: expect.stringContaining('is not the primary server of unknown.example (NOTAUTH)'),
    });
  });

  test('says that the server is not the primary one', async () => {
    const [read] = await provider(host()).read(parseZone('secondary.example'), [home], signal);
    const written = await writing(ddns, 'secondary.example');

    expect(read?.records).toEqual([]);
    const says = {
      bind: { kind: 'permanent', message: /REFUSED.*name the primary server in RFC2136_NAMESERVER/ },
      // Knot passes updates on to the primary server, which is out of reach here.
      knot: { kind: 'transient', message: /SERVFAIL.*its primary server is out of reach/ },
    }[software];
    expect(written).toMatchObject({ kind: says.kind, message: expect.stringMatching(says.message) });
  });

  test.each([
    [
      'a key that may not',
      ddns,
      {
        bind: /let the key ddns change this.*REFUSED/,
        knot: /grants it no such change in closed\.example.*BADKEY/,
      },
    ],
    [
      'no key',
      {},
      {
        bind: /let this host without a key.*REFUSED/,
        knot: /takes updates with a TSIG key only \(NOTAUTH\)/,
      },
    ],
  ])('says that the server takes no update with %s', async (_, values, says) => {
    const failure = await writing(values, 'closed.example');

    expect(failure).toMatchObject({ kind: 'permanent', message: expect.stringMatching(says[software]) });
  });

  test('changes what the key may change, and says of the rest that it may not', async () => {
    const zone = parseZone('narrow.example');
    const narrow = provider(host(), {
      RFC2136_TSIG_KEY: 'narrow',
      RFC2136_TSIG_SECRET: keys.other,
      RFC2136_TSIG_ALGORITHM: 'hmac-sha512.',
    });
    const sets = [wanted('one'), wanted('two'), wanted('home'), wanted('three')];

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
    const sets = [wanted('home'), wanted('two')];
    const changes = plan(sets, await provider(host()).read(example, sets, signal));
    held.replace(home, [record('home', '192.0.2.77')]);

    const [first, second] = await provider(host()).apply(example, changes, signal);

    expect(failureIn(first)).toMatchObject({
      kind: 'transient',
      doubt: true,
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

    const sets = await provider(host()).read(
      example,
      names.map((name) => ({ name, type: 'A' })),
      signal,
    );

    expect(sets.map(({ records, obstacle }) => obstacle ?? records.map(({ value }) => value))).toEqual([
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
      wanted(name),
      wanted(name, '2001:db8::10'),
    ]);
    const held = serverNow().door.zone(example.name, []);
    const front = await dnsFront({ host: host(), port: 53 });
    const before = provider(front.url);
    const changes = plan(sets, await before.read(example, sets, signal));

    const confirmations = await before.apply(example, changes, signal);
    await front.stop();

    expect(front.writes()).toHaveLength(1);
    expect(confirmations.filter((one) => 'held' in one)).toHaveLength(200);
    expect(held.list().filter(({ name }) => name.startsWith('host'))).toHaveLength(200);
  });

  test('splits 1200 names into as many messages as it takes', async () => {
    const sets = Array.from({ length: 1200 }, (_, n) => wanted(`host-with-a-longer-name-${n}.lab`));
    serverNow().door.zone(example.name, []);
    const front = await dnsFront({ host: host(), port: 53 });
    const before = provider(front.url);
    const changes = plan(sets, await before.read(example, sets, signal));

    const confirmations = await before.apply(example, changes, signal);
    await front.stop();

    expect(front.writes()).toHaveLength(4);
    expect(confirmations.filter((one) => 'held' in one)).toHaveLength(1200);
  });

  test('needs no UDP, and says when only UDP comes through', async () => {
    const { run, door } = serverNow();
    const held = door.zone(example.name, []);
    const rule = (...rest: string[]) => run('iptables', '-I', 'INPUT', '-p', ...rest);

    await rule('udp', '-j', 'DROP');
    const overTcp = await writing(ddns, example.name);
    await run('iptables', '-F');
    await rule('tcp', '-j', 'REJECT', '--reject-with', 'tcp-reset');
    const failure = await failureOf(provider(host()).read(example, [home], signal));
    await run('iptables', '-F');

    expect(overTcp).toBe(undefined);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    expect(failure).toMatchObject({ kind: 'transient', unanswered: true, doubt: false });
    expect(failure.message).toMatch(
      /over TCP: nothing answers on that port; it answers over UDP, so let TCP/,
    );
  });

  test('says that nothing answers there', async () => {
    const failure = await failureOf(provider(`${host()}:54`).read(example, [home], signal));

    expect(failure).toMatchObject({
      kind: 'transient',
      unanswered: true,
      message: `${host()}:54 over TCP: nothing answers on that port`,
    });
  });
}
