import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { parseZone } from '../../../src/dns/name.ts';
import { failureOf, home } from '../../providers/contract/provided.ts';
import { ddns, providerAt, signal, writing } from './provider-at.ts';
import { keys, type UpdateServer } from './server.ts';

const example = parseZone('example.com');

/** Each reason why a server takes no update has its own sentence, and each server its own way to say it. */
export function refusalCases(serverNow: () => UpdateServer, software: 'bind' | 'knot'): void {
  const host = () => serverNow().hosts.ipv4;

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
    const failure = await failureOf(providerAt(host(), { ...ddns, ...values }).read(example, [home], signal));

    expect(failure).toMatchObject({ kind: 'permanent', message: expect.stringMatching(says) });
  });

  test.each([
    ['ahead of', 600_000],
    ['behind', -600_000],
  ])('says that the clock of this machine is 10 minutes %s that of the server', async (direction, ms) => {
    const clock = { ...systemClock, now: () => Date.now() + ms };

    const failure = await failureOf(providerAt(host(), ddns, clock).read(example, [home], signal));

    expect(failure.kind).toBe('transient');
    const text = `the clock of this machine is (599|600|601) seconds ${direction} that of ${host()}:53`;
    expect(failure.message).toMatch(new RegExp(`${text}.*BADTIME`));
  });

  test('says that the server does not know the zone', async () => {
    const read = await failureOf(providerAt(host()).read(parseZone('unknown.example'), [home], signal));
    const written = await writing(providerAt(host()), 'unknown.example');

    expect(read).toMatchObject({ kind: 'permanent', message: expect.stringContaining('REFUSED') });
    expect(written).toMatchObject({
      kind: 'permanent',
      unconfirmed: false,
      message: expect.stringContaining('is not the primary server of unknown.example (NOTAUTH)'),
    });
  });

  test('says that the server is not the primary one', async () => {
    const [read] = await providerAt(host()).read(parseZone('secondary.example'), [home], signal);
    const written = await writing(providerAt(host()), 'secondary.example');

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
    const failure = await writing(providerAt(host(), values), 'closed.example');

    expect(failure).toMatchObject({ kind: 'permanent', message: expect.stringMatching(says[software]) });
  });

  test('needs no UDP, and says when only UDP comes through', async () => {
    const { run, door } = serverNow();
    const held = door.zone(example.name, []);
    const rule = (...rest: string[]) => run('iptables', '-I', 'INPUT', '-p', ...rest);

    await rule('udp', '-j', 'DROP');
    const overTcp = await writing(providerAt(host()), example.name);
    await run('iptables', '-F');
    await rule('tcp', '-j', 'REJECT', '--reject-with', 'tcp-reset');
    const failure = await failureOf(providerAt(host()).read(example, [home], signal));
    await run('iptables', '-F');

    expect(overTcp).toBe(undefined);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    expect(failure).toMatchObject({ kind: 'transient', unanswered: true, unconfirmed: false });
    expect(failure.message).toMatch(
      /over TCP: nothing answers on that port; it answers over UDP, so let TCP/,
    );
  });

  test('says that nothing answers there', async () => {
    const failure = await failureOf(providerAt(`${host()}:54`).read(example, [home], signal));

    expect(failure).toMatchObject({
      kind: 'transient',
      unanswered: true,
      message: `${host()}:54 over TCP: nothing answers on that port`,
    });
  });
}
