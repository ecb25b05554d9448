import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Failure } from '../../../src/base/failure.ts';
import { stunSource } from '../../../src/sources/stun/stun.ts';
import {
  mappedAttribute,
  stunAnswer,
  stunAttribute,
  stunMessage,
  transactionOf,
} from '../../support/stun-answer.ts';
import { type UdpHandler, type UdpServer, udpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const forever = new AbortController().signal;
const options = { timeout: 60_000, clock: systemClock };
const truth = '81.2.69.160';
const lie = '89.160.20.112';

const servers: UdpServer[] = [];
async function serve(handler?: UdpHandler, address?: string, port?: number): Promise<UdpServer> {
  const server = await udpServer(handler, address, port);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const sourceAt = ({ port }: UdpServer, changes = {}) =>
  stunSource(`stun:127.0.0.1:${port}`).open({ ...options, ...changes });
const failureOf = (outcome: Promise<string>) =>
  outcome.then(
    () => undefined,
    (error: unknown) => (error instanceof Failure ? error : undefined),
  );

const operators = [
  ['stun:stun.l.google.com:19302', 'google'],
  ['stun:stun1.l.google.com:19302', 'google'],
  ['stun:stun.cloudflare.com', 'cloudflare'],
  ['stun:STUN.example.net:3478', 'example.net'],
  ['stun:[2001:DB8::1]', '2001:db8::1'],
] as const;

for (const [entry, operator] of operators) {
  test(`knows that ${entry} is run by ${operator}`, () => {
    expect(stunSource(entry).open(options)).toMatchObject({ name: entry, operator, transport: 'stun' });
  });
}

const bad = [
  ...['stun:', 'stun', 'stun:stun.example:', 'stun:stun.example:0', 'stun:a:65536'],
  ...['stun:2001:db8::1', 'stun:[stun.example]', 'stun://stun.example', 'stun:1.2.3', 'stun:stun_.example/x'],
];
for (const entry of bad) {
  test(`refuses ${entry} and says what is accepted`, () => {
    expect(() => stunSource(entry)).toThrow('accepted is stun:HOST[:PORT]');
  });
}

const families = [
  { family: 'ipv4', loopback: '127.0.0.1', host: '127.0.0.1', address: truth, headers: 28 },
  { family: 'ipv6', loopback: '::1', host: '[::1]', address: '2a02:8:1:2:3:4:5:6', headers: 48 },
] as const;

for (const { family, loopback, host, address, headers } of families) {
  test(`tells the address over ${family}, in one packet out and one in of 400 bytes at most`, async () => {
    let bytes = 0;
    const server = await serve((request, reply) => {
      const answer = stunAnswer(request, address);
      bytes += request.length + answer.length + 2 * headers;
      reply(answer);
    }, loopback);

    const answer = await stunSource(`stun:${host}:${server.port}`).open(options).ask(family, forever);

    expect(answer).toBe(address);
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toHaveLength(20);
    expect(bytes).toBeLessThanOrEqual(400);
  });
}

test('resolves a host name for the family asked for', async () => {
  const server = await serve((request, reply) => reply(stunAnswer(request, truth)));

  const answer = await stunSource(`stun:localhost:${server.port}`).open(options).ask('ipv4', forever);

  expect(answer).toBe(truth);
});

test('says when a server cannot be asked over a family', async () => {
  const failure = await failureOf(stunSource('stun:127.0.0.1').open(options).ask('ipv6', forever));

  expect(failure?.message).toBe('127.0.0.1 cannot be asked over IPv6');
});

test('asks again after half a second and doubles the wait each time', async () => {
  const clock = new VirtualClock();
  const server = await serve();
  const counts: number[] = [];

  const outcome = failureOf(sourceAt(server, { clock, timeout: 10_000 }).ask('ipv4', forever));
  await server.seen(1);
  for (const [nth, wait] of [500, 1000, 2000, 4000].entries()) {
    await clock.advance(wait - 1);
    counts.push(server.received.length);
    await clock.advance(1);
    await server.seen(nth + 2);
  }
  await clock.advance(2500);

  expect(counts).toEqual([1, 2, 3, 4]);
  expect(server.received.every((request) => request.equals(server.received[0] ?? request))).toBe(true);
  expect((await outcome)?.message).toBe(`127.0.0.1:${server.port}: no answer within 10 s`);
});

test('says what the server said when it refused', async () => {
  const server = await serve((request, reply) =>
    reply(stunMessage(transactionOf(request), [stunAttribute(9, Buffer.of(0, 0, 4, 3))], 0x0111)),
  );

  const failure = await failureOf(sourceAt(server).ask('ipv4', forever));

  expect(failure?.kind).toBe('transient');
  expect(failure?.message).toBe(`127.0.0.1:${server.port}: it refused the request with the error 403`);
});

const flipped = (message: Buffer, offset: number) => {
  const copy = Buffer.from(message);
  copy.writeUInt8(copy.readUInt8(offset) ^ 1, offset);
  return copy;
};
const forgeries: [what: string, forge: (request: Buffer) => Buffer][] = [
  ['another transaction', (request) => flipped(stunAnswer(request, lie), 13)],
  ['another cookie', (request) => flipped(stunAnswer(request, lie), 5)],
  ['the request itself', (request) => request],
  ['its end cut off', (request) => stunAnswer(request, lie).subarray(0, -4)],
  ['a wrong length', (request) => flipped(stunAnswer(request, lie), 3)],
  [
    'the type of an indication',
    (request) => stunMessage(transactionOf(request), [mappedAttribute(lie)], 0x0011),
  ],
  ['nothing in it', () => Buffer.alloc(0)],
];

for (const [what, forge] of forgeries) {
  test(`ignores an answer with ${what} and takes the honest one behind it`, async () => {
    const server = await serve((request, reply) => {
      reply(forge(request));
      reply(stunAnswer(request, truth));
    });

    expect(await sourceAt(server).ask('ipv4', forever)).toBe(truth);
  });
}

for (const [what, address] of [
  ['port', '127.0.0.1'],
  ['address', '127.0.0.2'],
] as const) {
  test(`ignores a perfect forgery from another ${what}`, async () => {
    const server = await serve((request, reply, client) => {
      forger.send(stunAnswer(request, lie), client);
      setTimeout(() => reply(stunAnswer(request, truth)), 20);
    });
    const forger = await serve(undefined, address, what === 'address' ? server.port : 0);

    expect(await sourceAt(server).ask('ipv4', forever)).toBe(truth);
  });
}

test('ignores the late answer to an earlier request, and a repeated one', async () => {
  const clock = new VirtualClock();
  const late: Buffer[] = [];
  const server = await serve((request, reply, _client, nth) => {
    if (nth === 1) return void late.push(stunAnswer(request, lie));
    for (const answer of late) reply(answer);
    reply(stunAnswer(request, truth));
    reply(stunAnswer(request, lie));
  });

  const first = failureOf(sourceAt(server, { clock, timeout: 400 }).ask('ipv4', forever));
  await server.seen(1);
  await clock.advance(400);
  await first;
  const second = await sourceAt(server).ask('ipv4', forever);

  expect(late).toHaveLength(1);
  expect(second).toBe(truth);
});

test('gives each request another transaction', async () => {
  const server = await serve((request, reply) => reply(stunAnswer(request, truth)));

  for (let turn = 0; turn < 20; turn++) await sourceAt(server).ask('ipv4', forever);

  const transactions = server.received.map((request) => transactionOf(request).toString('hex'));
  expect(new Set(transactions).size).toBe(20);
});
