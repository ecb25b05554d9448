import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Failure } from '../../../src/base/failure.ts';
import { dnsSource, dnsSourceOf } from '../../../src/sources/dns/dns.ts';
import { parseDnsEntry } from '../../../src/sources/dns/entry.ts';
import { addressRecord, dnsAnswer, textRecord } from '../../support/dns-answer.ts';
import { type DnsServer, dnsServer, framed, type TcpHandler } from '../../support/dns-server.ts';
import { type UdpHandler, type UdpServer, udpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const name = 'whoami.example';
const forever = new AbortController().signal;
const options = { timeout: 60_000, clock: systemClock };
const record = addressRecord(name, '81.2.69.160');

const servers: UdpServer[] = [];
async function serve(overUdp: UdpHandler, overTcp?: TcpHandler): Promise<DnsServer> {
  const server = await dnsServer(overUdp, overTcp);
  servers.push(server);
  return server;
}
async function serveUdp(handler?: UdpHandler, address?: string): Promise<UdpServer> {
  const server = await udpServer(handler, address);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const honestly: UdpHandler = (query, reply) => reply(dnsAnswer(query, [record]));
const truncated: UdpHandler = (query, reply) => reply(dnsAnswer(query, [], { flags: 0x0780 }));
const sourceAt = (server: { port: number }, changes = {}) =>
  dnsSource(`dns:${name}/A@127.0.0.1:${server.port}`, { ...options, ...changes });
const failureOf = (outcome: Promise<string>) =>
  outcome.then(
    () => undefined,
    (error: unknown) => (error instanceof Failure ? error : undefined),
  );

test('shows who it is', () => {
  const source = dnsSource('dns:cloudflare', options);

  expect(source).toMatchObject({ name: 'dns:cloudflare', operator: 'cloudflare', transport: 'dns' });
});

test('refuses a bad entry at once', () => {
  expect(() => dnsSource('dns:me.example/MX@1.1.1.1', options)).toThrow('accepted are dns:cloudflare');
});

const replies = {
  'dns:cloudflare': (address: string) => [textRecord('whoami.cloudflare', address, 'CH')],
  'dns:opendns': (address: string) => [addressRecord('myip.opendns.com', address)],
  'dns:google': (address: string) => [textRecord('o-o.myaddr.l.google.com', address)],
  'dns:akamai': (address: string) => [addressRecord('whoami.akamai.net', address)],
};
// The longest address there is, and what IP and UDP add to each packet.
const families = [
  { family: 'ipv4', loopback: '127.0.0.1', address: '181.212.169.160', headers: 28 },
  { family: 'ipv6', loopback: '::1', address: '2a02:2222:3333:4444:5555:6666:7777:8888', headers: 48 },
] as const;

for (const [entry, records] of Object.entries(replies)) {
  for (const { family, loopback, address, headers } of families) {
    test(`asks what ${entry} understands over ${family}, in one packet out and one in of 400 bytes at most`, async () => {
      let bytes = 0;
      const server = await serveUdp((query, reply) => {
        const answer = dnsAnswer(query, records(address));
        bytes += query.length + answer.length + 2 * headers;
        reply(answer);
      }, loopback);
      const source = dnsSourceOf(
        { ...parseDnsEntry(entry), servers: [{ host: loopback, port: server.port }] },
        options,
      );

      const answer = await source.ask(family, forever);

      expect(answer).toBe(address);
      expect(server.received).toHaveLength(1);
      expect(bytes).toBeLessThanOrEqual(400);
    });
  }
}

test('resolves the host name of a server for the family asked for', async () => {
  const four = await serveUdp(honestly);
  const source = dnsSource(`dns:${name}/A@localhost:${four.port}`, options);

  expect(await source.ask('ipv4', forever)).toBe('81.2.69.160');
});

test('says when a server cannot be asked over a family', async () => {
  const source = dnsSource(`dns:${name}/TXT@127.0.0.1`, options);

  const failure = await failureOf(source.ask('ipv6', forever));

  expect(failure?.message).toBe('127.0.0.1 cannot be asked over IPv6');
});

test('says when a record type cannot hold an address of the family', async () => {
  const source = dnsSource(`dns:${name}/A@127.0.0.1`, options);

  const failure = await failureOf(source.ask('ipv6', forever));

  expect(failure?.message).toBe(`dns:${name}/A@127.0.0.1 cannot tell an IPv6 address`);
});

test('says what the server said when it gave no address', async () => {
  const server = await serve((query, reply) => reply(dnsAnswer(query, [], { flags: 0x0583 })));

  const failure = await failureOf(sourceAt(server).ask('ipv4', forever));

  expect(failure?.kind).toBe('transient');
  expect(failure?.message).toBe(`127.0.0.1:${server.port}: it says that whoami.example does not exist`);
});

test('asks again after one and after two further seconds', async () => {
  const clock = new VirtualClock();
  const server = await serve((query, reply, _client, nth) => nth === 3 && reply(dnsAnswer(query, [record])));

  const answer = sourceAt(server, { clock }).ask('ipv4', forever);
  await server.seen(1);
  await clock.advance(1000);
  await server.seen(2);
  await clock.advance(1999);
  const early = server.received.length;
  await clock.advance(1);

  expect(await answer).toBe('81.2.69.160');
  expect(early).toBe(2);
  expect(server.received[2]).toEqual(server.received[0]);
});

test('asks the next server of the operator when the first is silent, within one timeout in all', async () => {
  const clock = new VirtualClock();
  const silent = await serve(() => {});
  const second = await serve(honestly);
  const source = dnsSourceOf(
    {
      ...parseDnsEntry(`dns:${name}/A@127.0.0.1`),
      servers: [silent, second].map(({ port }) => ({ host: '127.0.0.1', port })),
    },
    { timeout: 10_000, clock },
  );

  const answer = source.ask('ipv4', forever);
  await silent.seen(1);
  await clock.advance(4999);
  const early = second.received.length;
  await clock.advance(1);

  expect(await answer).toBe('81.2.69.160');
  expect(early).toBe(0);
});

test('asks the next server at once when the first is not there, and names both when both fail', async () => {
  const gone = await udpServer();
  await gone.close();
  const clock = new VirtualClock();
  const silent = await serve(() => {});
  const source = dnsSourceOf(
    {
      ...parseDnsEntry(`dns:${name}/A@127.0.0.1`),
      servers: [gone, silent].map(({ port }) => ({ host: '127.0.0.1', port })),
    },
    { timeout: 10_000, clock },
  );

  const outcome = failureOf(source.ask('ipv4', forever));
  await silent.seen(1);
  await clock.advance(10_000);

  expect((await outcome)?.message).toBe(
    `127.0.0.1:${gone.port}: nothing answers on that port; 127.0.0.1:${silent.port}: no answer within 10 s`,
  );
});

test('does not ask the next server when it is stopped', async () => {
  const stop = new AbortController();
  const first = await serve(() => {});
  const second = await serve(honestly);
  const source = dnsSourceOf(
    {
      ...parseDnsEntry(`dns:${name}/A@127.0.0.1`),
      servers: [first, second].map(({ port }) => ({ host: '127.0.0.1', port })),
    },
    options,
  );

  const outcome = failureOf(source.ask('ipv4', stop.signal));
  await first.seen(1);
  stop.abort();

  expect((await outcome)?.message).toBe(`127.0.0.1:${first.port}: the request was stopped`);
  expect(second.received).toHaveLength(0);
});

test('asks over TCP when the answer was truncated', async () => {
  const server = await serve(truncated, (query, socket) => socket.end(framed(dnsAnswer(query, [record]))));

  const answer = await sourceAt(server).ask('ipv4', forever);

  expect(answer).toBe('81.2.69.160');
  expect(server.receivedOverTcp).toEqual([server.received[0]]);
});

test('asks over TCP when the answer over UDP is larger than 512 bytes', async () => {
  const padding = textRecord('padding.example', ['x'.repeat(255), 'x'.repeat(255)]);
  const large: UdpHandler = (query, reply) =>
    reply(dnsAnswer(query, [addressRecord(name, '198.51.100.1')], { additionals: [padding] }));
  const server = await serve(large, (query, socket) => socket.end(framed(dnsAnswer(query, [record]))));

  expect(await sourceAt(server).ask('ipv4', forever)).toBe('81.2.69.160');
});

test('puts an answer over TCP together from single bytes', async () => {
  const server = await serve(truncated, async (query, socket) => {
    socket.setNoDelay();
    for (const byte of framed(dnsAnswer(query, [record]))) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  expect(await sourceAt(server).ask('ipv4', forever)).toBe('81.2.69.160');
});

test('ends the TCP connection when it has its answer', async () => {
  const closed = Promise.withResolvers<boolean>();
  const server = await serve(truncated, (query, socket) => {
    socket.on('close', () => closed.resolve(true));
    socket.write(framed(dnsAnswer(query, [record])));
  });

  await sourceAt(server).ask('ipv4', forever);

  expect(await closed.promise).toBe(true);
});

const otherId = (query: Buffer) => {
  const answer = dnsAnswer(query, [record]);
  answer.writeUInt16BE(answer.readUInt16BE(0) ^ 1, 0);
  return answer;
};
const badTcp: [what: string, reason: string, handler: TcpHandler][] = [
  ['another id', 'does not belong to the question', (query, socket) => socket.end(framed(otherId(query)))],
  [
    'a truncated one',
    'does not belong to the question',
    (query, socket) => socket.end(framed(dnsAnswer(query, [], { flags: 0x0780 }))),
  ],
  [
    'an empty one',
    'does not belong to the question',
    (_query, socket) => socket.end(framed(Buffer.alloc(0))),
  ],
  [
    'a cut one',
    'closed before the answer was whole',
    (query, socket) => socket.end(framed(dnsAnswer(query, [record])).subarray(0, -1)),
  ],
  ['a reset', 'closed before the answer was whole', (_query, socket) => socket.resetAndDestroy()],
  ['none', 'closed before the answer was whole', (_query, socket) => socket.end()],
  ['far too large a one', 'larger than 4096 bytes', (_query, socket) => socket.write(Buffer.of(0xff, 0xff))],
];

for (const [what, reason, handler] of badTcp) {
  test(`takes no answer over TCP from ${what}`, async () => {
    const server = await serve(truncated, handler);

    const failure = await failureOf(sourceAt(server).ask('ipv4', forever));

    expect(failure?.message).toContain(reason);
    expect(failure?.message).toContain('over TCP');
  });
}

test('gives up on a TCP server that stays silent, within one timeout in all', async () => {
  const clock = new VirtualClock();
  let connected = () => {};
  const connection = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const slowlyTruncated: UdpHandler = (query, reply, client, nth) =>
    nth === 2 && truncated(query, reply, client, nth);
  const server = await serve(slowlyTruncated, () => connected());

  const outcome = failureOf(sourceAt(server, { clock, timeout: 5000 }).ask('ipv4', forever));
  await server.seen(1);
  await clock.advance(1000);
  await connection;
  await clock.advance(4000);

  expect((await outcome)?.message).toContain('over TCP: no answer in time');
});

test('stops a TCP exchange when it is told to', async () => {
  const stop = new AbortController();
  const server = await serve(truncated, () => stop.abort());

  const failure = await failureOf(sourceAt(server).ask('ipv4', stop.signal));

  expect(failure?.message).toContain('the request was stopped');
});
