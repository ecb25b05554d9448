import { type Answer, decode, encode, type Packet } from 'dns-packet';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createAuthoritative } from '../../src/dns/authoritative.ts';
import { rememberingDelegation, systemDelegation } from '../../src/dns/delegation.ts';
import type { DnsServer } from '../support/dns-server.ts';
import { aa, nameServer, type Reply } from '../support/name-server.ts';
import { udpServer } from '../support/udp-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const soa = 'home.example.com';

/** The world in which `ns.` names are all this server, and zones have their servers as told. */
function asking(server: DnsServer, zones: Readonly<Record<string, readonly string[]>>, timeout = 3_000) {
  return createAuthoritative({
    clock: systemClock,
    timeout,
    port: server.port,
    delegation: {
      async zoneOf(name) {
        const labels = name.split('.');
        const cut = labels.map((_, at) => labels.slice(at).join('.')).find((zone) => zones[zone]);
        return cut === undefined ? undefined : { cut, servers: zones[cut] ?? [] };
      },
      addresses: async (host) => (host.startsWith('gone') ? [] : [server.address]),
    },
  });
}

const example = { 'example.com': ['ns1.example.com'] };
const address = (data: string, name = soa): Answer => ({ name, type: 'A', ttl: 60, data });

async function lookUp(reply: Reply, zones: Readonly<Record<string, readonly string[]>> = example) {
  const server = await nameServer(reply);
  return asking(server, zones).lookUp(soa, 'A', never);
}

describe('the servers of a zone', () => {
  test('are asked without recursion, and believed when they answer with authority', async () => {
    const server = await nameServer(() => ({ flags: aa, answers: [address('192.0.2.1')] }));
    const found = await asking(server, example).lookUp(soa, 'A', never);

    expect(found).toEqual({ addresses: ['192.0.2.1'] });
    expect(server.received.map((packet) => decode(packet))).toMatchObject([
      { flag_rd: false, questions: [{ name: soa, type: 'A' }] },
    ]);
  });

  test.each([
    ['no record', { flags: aa }, []],
    ['no such name', { flags: aa | 3 }, []],
    [
      'several',
      { flags: aa, answers: [address('192.0.2.1'), address('192.0.2.2')] },
      ['192.0.2.1', '192.0.2.2'],
    ],
    ['what a wildcard makes up', { flags: aa, answers: [address('192.0.2.9')] }, ['192.0.2.9']],
    [
      'records of others beside it',
      { flags: aa, answers: [address('192.0.2.1'), address('192.0.2.2', 'x.example.com')] },
      ['192.0.2.1'],
    ],
  ] as const)('hold %s', async (_, said, addresses) => {
    expect(await lookUp(() => ({ ...said, answers: [...('answers' in said ? said.answers : [])] }))).toEqual({
      addresses,
    });
  });

  test.each([
    [
      'an answer without authority',
      { answers: [address('192.0.2.1')] },
      /127\.0\.0\.1:\d+ answers for home\.example\.com without authority/,
    ],
    ['a refusal', { flags: 5 }, /with the error 5/],
    ['a fault', { flags: 2 }, /with the error 2/],
    [
      'an alias',
      { flags: aa, answers: [{ name: soa, type: 'CNAME', data: 'x.duckdns.org' }] },
      /is an alias of x\.duckdns\.org/,
    ],
    [
      'a name below an alias',
      { flags: aa, answers: [{ name: 'example.com', type: 'DNAME', data: 'example.org' }] },
      /lies below an alias/,
    ],
  ] as const)('leave it unknown with %s', async (_, said, why) => {
    const found = await lookUp(
      () => ({ ...said, answers: [...('answers' in said ? said.answers : [])] }) as Packet,
    );

    expect(found).toEqual({ unknown: expect.stringMatching(why) });
  });

  test('are asked over TCP where the answer has no room in a packet', async () => {
    const found = await lookUp((_, overTcp) =>
      overTcp ? { flags: aa, answers: [address('192.0.2.1')] } : { flags: aa | 0x0200 },
    );

    expect(found).toEqual({ addresses: ['192.0.2.1'] });
  });

  test('are asked in turn, until one knows', async () => {
    let asked = 0;
    const found = await lookUp(
      () => (++asked === 1 ? { flags: 5 } : { flags: aa, answers: [address('192.0.2.1')] }),
      { 'example.com': ['gone.example.com', 'ns1.example.com', 'ns2.example.com'] },
    );

    expect(found).toEqual({ addresses: ['192.0.2.1'] });
    expect(asked).toBe(2);
  });

  test('may send on to those of a zone below', async () => {
    let asked = 0;
    const found = await lookUp(() =>
      ++asked === 1
        ? { authorities: [{ name: soa, type: 'NS', data: 'ns.home.example.com' }] }
        : { flags: aa, answers: [address('192.0.2.1')] },
    );

    expect(found).toEqual({ addresses: ['192.0.2.1'] });
  });

  test('that send in a circle leave it unknown', async () => {
    const found = await lookUp(() => ({
      authorities: [{ name: 'example.com', type: 'NS', data: 'ns.example.com' }],
    }));

    expect(found).toEqual({ unknown: 'the servers of example.com send on to others without an end' });
  });

  test('that say nothing leave it unknown when the time is over', async () => {
    const server = await nameServer(() => undefined);

    expect(await asking(server, example, 200).lookUp(soa, 'A', never)).toEqual({
      unknown: expect.any(String),
    });
  });

  test('are unknown where no zone has any', async () => {
    expect(await lookUp(() => undefined, {})).toEqual({
      unknown: 'no zone with name servers is known above home.example.com',
    });
  });
});

describe('the zone of a name', () => {
  const code = (name: string) => Object.assign(new Error(name), { code: name });
  const known: Readonly<Record<string, readonly string[] | string>> = {
    'example.com': ['NS1.Example.net.', 'ns2.example.net'],
    'broken.example.org': 'ESERVFAIL',
    'a.b.example.com': 'ENODATA',
  };
  const delegation = systemDelegation(() => ({
    async resolveNs(name) {
      const said = known[name] ?? 'ENOTFOUND';
      if (typeof said === 'string') throw code(said);
      return [...said];
    },
    cancel() {},
  }));

  test.each(['a.b.example.com', 'example.com', '*.example.com'])(
    '%s begins where there are NS records',
    async (name) => {
      expect(await delegation.zoneOf(name, never)).toEqual({
        cut: 'example.com',
        servers: ['ns1.example.net', 'ns2.example.net'],
      });
    },
  );

  test('is not known where the resolver fails, which is something else than none', async () => {
    await expect(delegation.zoneOf('x.broken.example.org', never)).rejects.toThrow(
      'the name servers of broken.example.org could not be looked up',
    );
    expect(await delegation.zoneOf('nas.lan', never)).toBeUndefined();
  });
});

describe('what was found out about a zone', () => {
  test('is not asked again for an hour, but what was not found is', async () => {
    const clock = new VirtualClock();
    const asked: string[] = [];
    let servers: readonly string[] | undefined;
    const delegation = rememberingDelegation(
      {
        async zoneOf(name) {
          asked.push(name);
          return servers && { cut: 'example.com', servers };
        },
        async addresses(host) {
          asked.push(host);
          return servers ? ['192.0.2.53'] : [];
        },
      },
      clock,
      3_600_000,
    );
    const both = async () => [await delegation.zoneOf(soa, never), await delegation.addresses('ns', never)];

    expect(await both()).toEqual([undefined, []]);
    servers = ['ns1.example.com'];
    const found = [{ cut: 'example.com', servers }, ['192.0.2.53']];
    expect(await both()).toEqual(found);
    await clock.advance(3_599_000);
    expect(await both()).toEqual(found);
    expect(asked).toEqual([soa, 'ns', soa, 'ns']);

    await clock.advance(1_000);
    expect(await both()).toEqual(found);
    expect(asked).toHaveLength(6);
  });
});

describe('each server of a zone', () => {
  /** One server on each address of loopback, at the same port. */
  async function twoServers(first: Reply, second: Reply) {
    const one = await nameServer(first);
    const two = await udpServer(
      (message, reply) => {
        const { id = 0, questions = [] } = decode(message);
        const said = questions[0] && second(questions[0], false);
        if (said) reply(encode({ type: 'response', id, questions, ...said }));
      },
      '127.0.0.2',
      one.port,
    );
    onTestFinished(() => two.close());
    return createAuthoritative({
      ...{ clock: systemClock, timeout: 300, port: one.port },
      delegation: {
        zoneOf: async () => ({ cut: 'example.com', servers: ['ns1.example.com', 'ns2.example.com'] }),
        addresses: async (host: string) => [host.startsWith('ns1') ? '127.0.0.1' : '127.0.0.2'],
      },
    });
  }
  const says = (data: string) => (): Packet => ({ flags: aa, answers: [address(data)] });

  test('is asked, since a change reaches them one after the other', async () => {
    const { findEach } = await twoServers(says('192.0.2.2'), says('192.0.2.1'));

    expect(await findEach(soa, 'A', never)).toEqual([
      { holding: { addresses: ['192.0.2.2'] }, ttl: 60 },
      { holding: { addresses: ['192.0.2.1'] }, ttl: 60 },
    ]);
  });

  test.each<[string, Reply]>([
    ['that is down', () => undefined],
    ['that knows nothing of the zone', () => ({ flags: 5 })],
  ])('counts for nothing %s', async (_, second) => {
    const { findEach } = await twoServers(says('192.0.2.2'), second);

    expect(await findEach(soa, 'A', never)).toEqual([{ holding: { addresses: ['192.0.2.2'] }, ttl: 60 }]);
  });

  test('tells why where none of them has an answer', async () => {
    const { findEach } = await twoServers(
      () => ({ flags: 5 }),
      () => ({ flags: 5 }),
    );

    expect(await findEach(soa, 'A', never)).toEqual([
      { holding: { unknown: expect.stringMatching(/with the error 5$/) }, obstacle: 'refused' },
    ]);
  });
});
