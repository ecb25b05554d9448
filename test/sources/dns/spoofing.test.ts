import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { dnsSource } from '../../../src/sources/dns/dns.ts';
import { addressRecord, dnsAnswer } from '../../support/dns-answer.ts';
import { type UdpHandler, type UdpServer, udpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const name = 'whoami.example';
const forever = new AbortController().signal;
const truth = addressRecord(name, '81.2.69.160');
const lie = addressRecord(name, '89.160.20.112');

const servers: UdpServer[] = [];
async function serve(handler?: UdpHandler, address?: string, port?: number): Promise<UdpServer> {
  const server = await udpServer(handler, address, port);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function ask({ port }: UdpServer, clock = systemClock): Promise<string> {
  const source = dnsSource(`dns:${name}/A@127.0.0.1:${port}`, { timeout: 60_000, clock });
  return source.ask('ipv4', forever);
}

function edited(message: Buffer, edit: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(message);
  edit(copy);
  return copy;
}

const forgeries: [what: string, forge: (query: Buffer) => Buffer][] = [
  [
    'another id',
    (query) => edited(dnsAnswer(query, [lie]), (copy) => copy.writeUInt8(copy.readUInt8(1) ^ 1, 1)),
  ],
  [
    'another name',
    (query) => dnsAnswer(query, [lie], { questions: [{ type: 'A', name: 'whoami.exampla' }] }),
  ],
  ['another type', (query) => dnsAnswer(query, [lie], { questions: [{ type: 'AAAA', name }] })],
  ['another class', (query) => dnsAnswer(query, [lie], { questions: [{ type: 'A', name, class: 'CH' }] })],
  ['no question', (query) => dnsAnswer(query, [lie], { questions: [] })],
  ['the shape of a query', (query) => dnsAnswer(query, [lie], { type: 'query' })],
  ['its end cut off', (query) => dnsAnswer(query, [lie]).subarray(0, -2)],
  [
    'a compression loop',
    (query) => {
      const record = Buffer.from('c000000100010000000000045aa01470', 'hex');
      record.writeUInt16BE(0xc000 + query.length, 0);
      return edited(Buffer.concat([dnsAnswer(query, []), record]), (copy) => copy.writeUInt16BE(1, 6));
    },
  ],
  [
    'more records than it holds',
    (query) => edited(dnsAnswer(query, [lie]), (copy) => copy.writeUInt16BE(9, 6)),
  ],
  ['nothing in it', () => Buffer.alloc(0)],
];

for (const [what, forge] of forgeries) {
  test(`ignores an answer with ${what} and takes the honest one behind it`, async () => {
    const server = await serve((query, reply) => {
      reply(forge(query));
      reply(dnsAnswer(query, [truth]));
    });

    expect(await ask(server)).toBe('81.2.69.160');
  });
}

test('ignores a perfect forgery from another port', async () => {
  const forger = await serve();
  const server = await serve((query, reply, client) => {
    forger.send(dnsAnswer(query, [lie]), client);
    setTimeout(() => reply(dnsAnswer(query, [truth])), 20);
  });

  expect(await ask(server)).toBe('81.2.69.160');
});

test('ignores a perfect forgery from another address', async () => {
  const server = await serve((query, reply, client) => {
    forger.send(dnsAnswer(query, [lie]), client);
    setTimeout(() => reply(dnsAnswer(query, [truth])), 20);
  });
  const forger = await serve(undefined, '127.0.0.2', server.port);

  expect(await ask(server)).toBe('81.2.69.160');
});

test('ignores the late answer to an earlier question', async () => {
  const clock = new VirtualClock();
  const late: Buffer[] = [];
  const server = await serve((query, reply, _client, nth) => {
    if (nth <= 3) return void late.push(dnsAnswer(query, [lie]));
    for (const answer of late) reply(answer);
    reply(dnsAnswer(query, [truth]));
  });

  const first = ask(server, clock).catch((error: Error) => error.message);
  await server.seen(1);
  await clock.advance(60_000);
  const outcome = await first;
  await server.seen(3);
  const second = await ask(server, clock);

  expect(outcome).toContain('no answer');
  expect(late).toHaveLength(3);
  expect(second).toBe('81.2.69.160');
});

test('takes the first of two honest answers once', async () => {
  const server = await serve((query, reply) => {
    reply(dnsAnswer(query, [truth]));
    reply(dnsAnswer(query, [lie]));
  });

  expect(await ask(server)).toBe('81.2.69.160');
});

test('gives each question another id, hard to guess', async () => {
  const server = await serve((query, reply) => reply(dnsAnswer(query, [truth])));

  for (let turn = 0; turn < 20; turn++) await ask(server);

  const ids = server.received.map((query) => query.readUInt16BE(0));
  expect(new Set(ids).size).toBeGreaterThan(15);
  const steps = new Set(ids.slice(1).map((id, index) => id - (ids[index] ?? 0)));
  expect(steps.size).toBeGreaterThan(15);
});
