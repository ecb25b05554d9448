import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { connectDns } from '../../src/dns/connection.ts';
import { createHttp } from '../../src/http/client.ts';
import type { LocalEnd } from '../../src/net/local-end.ts';
import { exchangeUdp } from '../../src/net/udp.ts';
import { gatewaySource } from '../../src/sources/gateway/gateway.ts';
import { openVia, parseVia } from '../../src/sources/via.ts';
import { udpServersOfTest } from '../support/servers.ts';

const never = new AbortController().signal;
const serveUdp = udpServersOfTest();
const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanup.splice(0)) undo();
});
const another = '127.0.0.2';
const from: LocalEnd = async () => another;

describe('questions leave by the given address', () => {
  it('over HTTP', async () => {
    const server = createServer((request, response) => response.end(request.socket.remoteAddress));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const http = createHttp({ userAgent: 'test', timeout: 5_000, from });
    cleanup.push(
      () => server.close(),
      () => void http.close(),
    );

    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

    expect((await http({ url, signal: never, headers: { connection: 'close' } })).text).toBe(another);
  });

  it('over UDP', async () => {
    const server = await serveUdp((_, reply, peer) => reply(Buffer.from(peer.address)));

    const answer = await exchangeUdp({
      ...{ address: server.address, port: server.port, packet: Buffer.from('?'), resend: [], timeout: 5_000 },
      ...{ clock: systemClock, signal: never, from, read: (message: Buffer) => message.toString() },
    });

    expect(answer).toBe(another);
  });

  it('over TCP for DNS', async () => {
    const server = createTcpServer((socket) => {
      const address = Buffer.from(`\0\0${socket.remoteAddress}`);
      socket.end(Buffer.concat([Buffer.from([0, address.length]), address]));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanup.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const connection = connectDns({
      ...{ server: { host: '127.0.0.1', port }, timeout: 5_000, clock: systemClock, signal: never, from },
    });

    expect((await connection.ask(Buffer.from('\0\0')))?.toString()).toContain(another);
    connection.close();
  });
});

describe('an interface', () => {
  it('is looked up at each question: what is not there yet is a failure that names the setting and what there is', async () => {
    const way = openVia({ variable: 'VIA_2', place: 'nowhere9' });

    await expect(way.from('ipv4')).rejects.toThrow(
      /^VIA_2=nowhere9: there is no interface nowhere9 .*there are: lo/,
    );
    await expect(way.from('ipv4')).rejects.toBeInstanceOf(Failure);
  });

  it('that is not there is no reason to ask by another way', async () => {
    const server = await serveUdp((_, reply) => reply(Buffer.from('answer')));
    const { from: nowhere } = openVia({ variable: 'VIA', place: 'nowhere9' });

    await expect(
      exchangeUdp({
        ...{
          address: server.address,
          port: server.port,
          packet: Buffer.from('?'),
          resend: [],
          timeout: 5_000,
        },
        ...{
          clock: systemClock,
          signal: never,
          from: nowhere,
          read: (message: Buffer) => message.toString(),
        },
      }),
    ).rejects.toThrow('VIA=nowhere9');
  });

  it('tells which router gateway asks', async () => {
    const asked: (string | undefined)[] = [];
    const http = async () => Promise.reject(new Failure('transient', 'no'));
    const gateway = gatewaySource('gateway').open({
      ...{ http, clock: systemClock, timeout: 100, ownInterface: async () => 'eth1' },
      route: async (_, over) => {
        asked.push(over);
        return undefined;
      },
    });

    await expect(gateway.ask('ipv4', never)).rejects.toThrow('no default route over eth1');
    expect(asked).toEqual(['eth1']);
  });
});

it('an address finds its interface, or says that no interface has it', async () => {
  const info = { address: '192.168.2.10', netmask: '255.255.255.0', mac: '', cidr: null, internal: false };
  const interfaces = () => ({ eth1: [{ ...info, family: 'IPv4' as const }] });

  expect(await openVia({ variable: 'VIA', place: '192.168.2.10' }, interfaces).ownInterface()).toBe('eth1');
  await expect(
    openVia({ variable: 'VIA', place: '192.168.3.10' }, interfaces).ownInterface(),
  ).rejects.toThrow('VIA=192.168.3.10: no interface of this machine has this address now');
});

it('asks for a rule, by its number, where the same address is found over another way', async () => {
  const { explainSame } = openVia({ variable: 'VIA_2', place: '192.168.2.10' });

  const text = await explainSame('81.2.69.142', 'ipv4');

  expect(text).toContain('VIA_2=192.168.2.10 sees 81.2.69.142');
  expect(text).toContain('is there a rule for 192.168.2.10?');
  expect(text).toContain('IPV4_SOURCES_2=gateway:ADDRESS');
});

test.each([
  ['eth1', 'eth1'],
  ['br-lan.20', 'br-lan.20'],
  ['192.168.2.10', '192.168.2.10'],
  ['2001:DB8::0:1', '2001:db8::1'],
])('%s is a way out', (text, place) => {
  expect(parseVia(text)).toBe(place);
});

test.each([
  'eth0:1',
  'a name',
  'averyverylongname',
  '0.0.0.0',
  '224.0.0.1',
  'fe80::1',
  '::',
  '192.168.2.300/24',
  '..',
])('%s is none', (text) => {
  expect(() => parseVia(text)).toThrow(/^is /);
});
