import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { askPcp, mapRequest } from '../../../src/sources/gateway/pcp.ts';
import type { RouterAnswer } from '../../../src/sources/gateway/router.ts';
import { mapAnswer } from '../../support/router-packets.ts';
import { udpServersOfTest } from '../../support/servers.ts';
import type { UdpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const serve = udpServersOfTest();
const forever = new AbortController().signal;

function ask(
  { address, port }: UdpServer,
  clock: Clock = systemClock,
  signal = forever,
): Promise<RouterAnswer> {
  return askPcp({ gateway: address, family: 'ipv4', timeout: 30_000, clock, signal, port });
}

function edited(packet: Buffer, edit: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(packet);
  edit(copy);
  return copy;
}

test('writes the request as RFC 6887 lays it out', () => {
  const nonce = Buffer.from('0102030405060708090a0b0c', 'hex');

  const packet = mapRequest({ nonce, client: '192.168.1.9', port: 40_000 }, 60);

  expect(packet.toString('hex')).toBe(
    `02010000${'0000003c'}00000000000000000000ffffc0a80109` +
      `0102030405060708090a0b0c${'11000000'}9c400000${'00000000000000000000ffff00000000'}`,
  );
});

test('makes a short mapping, takes the address from it and deletes it again', async () => {
  const router = await serve((request, reply) => reply(mapAnswer(request, '81.2.69.160')));

  const answer = await ask(router);

  const [made, deleted] = router.received;
  expect(answer).toEqual({ address: '81.2.69.160' });
  expect(router.received).toHaveLength(2);
  expect(made?.readUInt32BE(4)).toBe(60);
  expect(deleted?.readUInt32BE(4)).toBe(0);
  expect(deleted?.subarray(24)).toEqual(made?.subarray(24));
});

test('maps a port that is its own and that nobody else can use meanwhile', async () => {
  const states: unknown[] = [];
  const router = await serve((request, reply) => {
    const other = createSocket('udp4');
    other.bind(request.readUInt16BE(40), '127.0.0.1');
    const state = once(other, 'listening').then(
      () => 'free',
      (error) => error.code,
    );
    void state.then((code) => {
      states.push(code);
      other.close();
      reply(mapAnswer(request, '81.2.69.160'));
    });
  });

  await ask(router);

  expect(states).toEqual(['EADDRINUSE', 'EADDRINUSE']);
});

test('keeps the address when the deletion is not confirmed', async () => {
  const clock = new VirtualClock();
  const router = await serve(
    (request, reply, _, nth) => nth === 1 && reply(mapAnswer(request, '81.2.69.160')),
  );

  const answer = ask(router, clock);
  await router.seen(2);
  await clock.advance(1000);

  expect(await answer).toEqual({ address: '81.2.69.160' });
});

test('uses a new nonce for every question', async () => {
  const router = await serve((request, reply) => reply(mapAnswer(request, '81.2.69.160')));

  await ask(router);
  await ask(router);

  const nonces = router.received.map((packet) => packet.toString('hex', 24, 36));
  expect(new Set(nonces).size).toBe(2);
});

test('tells the IPv6 address that a router gives over IPv6', async () => {
  const router = await serve((request, reply) => reply(mapAnswer(request, '2a02:8:0:0:0:0:0:1')), '::1');

  expect(await ask(router)).toEqual({ address: '2a02:8::1' });
});

test('refuses an address of the other family', async () => {
  const router = await serve((request, reply) => reply(mapAnswer(request, '2a02:8:0:0:0:0:0:1')));

  expect(await ask(router)).toEqual({ unusable: 'the router tells 2a02:8::1, which is no IPv4 address' });
});

const results: [number, string][] = [
  [2, 'does not allow this machine'],
  [3, 'malformed'],
  [4, 'does not know port mappings'],
  [7, 'has no public address: it is offline, or'],
  [8, 'out of resources'],
  [9, 'maps no UDP ports'],
  [10, 'too many port mappings'],
  [11, 'cannot give an outer address'],
  [12, 'behind another NAT (a Docker bridge network?)'],
  [99, 'the result 99'],
];
for (const [result, words] of results) {
  test(`says in words what the result ${result} means, and deletes nothing`, async () => {
    const router = await serve((request, reply) => reply(mapAnswer(request, '0.0.0.0', { result })));

    expect(await ask(router)).toMatchObject({ unusable: expect.stringContaining(words) });
    expect(router.received).toHaveLength(1);
  });
}

test('understands a router that speaks NAT-PMP alone', async () => {
  const router = await serve((_, reply) => reply(Buffer.from('0081000100000064', 'hex')));

  expect(await ask(router)).toMatchObject({ unusable: expect.stringContaining('does not speak') });
});

test('tells the private address that a router shows while it refuses, and deletes nothing', async () => {
  const router = await serve((request, reply) => reply(mapAnswer(request, '100.64.7.9', { result: 8 })));

  expect(await ask(router)).toEqual({ address: '100.64.7.9' });
  expect(router.received).toHaveLength(1);
});

test('believes no public address in a refusal', async () => {
  const router = await serve((request, reply) => reply(mapAnswer(request, '81.2.69.160', { result: 8 })));

  expect(await ask(router)).toEqual({ unusable: 'the router is out of resources' });
});

const forgeries: [what: string, forge: (answer: Buffer) => Buffer][] = [
  ['another nonce', (answer) => edited(answer, (copy) => copy.writeUInt8(copy.readUInt8(35) ^ 1, 35))],
  ['another opcode', (answer) => edited(answer, (copy) => copy.writeUInt8(0x82, 1))],
  ['the shape of a request', (answer) => edited(answer, (copy) => copy.writeUInt8(0x01, 1))],
  ['another version', (answer) => edited(answer, (copy) => copy.writeUInt8(1, 0))],
  ['another protocol', (answer) => edited(answer, (copy) => copy.writeUInt8(6, 36))],
  ['another port', (answer) => edited(answer, (copy) => copy.writeUInt16BE(copy.readUInt16BE(40) ^ 1, 40))],
  ['its end cut off', (answer) => answer.subarray(0, 56)],
  ['half a word behind it', (answer) => Buffer.concat([answer, Buffer.alloc(2)])],
  ['more than a packet may hold', (answer) => Buffer.concat([answer, Buffer.alloc(1044)])],
  ['a refusal without the nonce', () => Buffer.concat([Buffer.from('02810002', 'hex'), Buffer.alloc(56)])],
  ['nothing in it', () => Buffer.alloc(0)],
];
for (const [what, forge] of forgeries) {
  test(`ignores an answer with ${what} and takes the honest one behind it`, async () => {
    const router = await serve((request, reply) => {
      reply(forge(mapAnswer(request, '89.160.20.112')));
      reply(mapAnswer(request, '81.2.69.160'));
    });

    expect(await ask(router)).toEqual({ address: '81.2.69.160' });
  });
}

test('ignores perfect forgeries from another port and another address', async () => {
  const router = await serve((request, reply, client) => {
    for (const forger of [onOtherPort, onOtherAddress])
      forger.send(mapAnswer(request, '89.160.20.112'), client);
    setTimeout(() => reply(mapAnswer(request, '81.2.69.160')), 20);
  });
  const onOtherPort = await serve();
  const onOtherAddress = await serve(undefined, '127.0.0.2', router.port);

  expect(await ask(router)).toEqual({ address: '81.2.69.160' });
});

test('ignores a late answer to an earlier question, and one that comes twice', async () => {
  let earlier: Buffer | undefined;
  const router = await serve((request, reply) => {
    if (earlier) reply(earlier);
    earlier ??= mapAnswer(request, '89.160.20.112');
    reply(mapAnswer(request, '81.2.69.160'));
    reply(mapAnswer(request, '81.2.69.160'));
  });
  await ask(router);

  expect(await ask(router)).toEqual({ address: '81.2.69.160' });
});

test('gives up on a silent router when its time is over', async () => {
  const clock = new VirtualClock();
  const router = await serve();

  const answer = expect(ask(router, clock)).rejects.toMatchObject({ name: 'Failure', kind: 'transient' });
  await router.seen(1);
  await clock.advance(30_000);

  await answer;
});
