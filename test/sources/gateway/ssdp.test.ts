import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { findDescription, readSsdp } from '../../../src/sources/gateway/ssdp.ts';
import { mutations } from '../../support/mutation.ts';
import { udpServersOfTest } from '../../support/servers.ts';
import type { UdpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const serve = udpServersOfTest();
const forever = new AbortController().signal;
const truth = 'http://127.0.0.1:5000/rootDesc.xml';
const gatewayType = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';

function found(location: string, type = gatewayType, status = 'HTTP/1.1 200 OK'): Buffer {
  const lines = [
    status,
    'CACHE-CONTROL: max-age=120',
    `ST: ${type}`,
    'USN: uuid:00000000-0000-0000-0000-000000000000::upnp:rootdevice',
    'EXT:',
    'SERVER: Debian/12 UPnP/1.1 MiniUPnPd/2.3.1',
    `LOCATION: ${location}`,
    '',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function search({ port }: UdpServer, clock: Clock = systemClock, signal = forever): Promise<URL> {
  return findDescription({ router: '127.0.0.1', timeout: 20_000, clock, signal, port });
}

test('asks the router for an internet gateway of either version and takes its description', async () => {
  const router = await serve((_, reply) => reply(found(truth)));

  const url = await search(router);
  await router.seen(2);

  expect(url.href).toBe(truth);
  expect(router.received[0]?.toString()).toBe(
    'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\n' +
      'ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n',
  );
  expect(router.received[1]?.toString()).toContain('InternetGatewayDevice:2');
});

test('asks the whole network too, for routers that do not hear a question to themselves', async () => {
  const router = createSocket({ type: 'udp4', reuseAddr: true });
  router.bind(0, '239.255.255.250');
  await once(router, 'listening');
  router.addMembership('239.255.255.250', '127.0.0.1');
  const { port } = router.address();
  const answering = createSocket('udp4');
  router.on('message', (_, from) => answering.send(found(truth), from.port, from.address));

  const url = await findDescription({
    router: '127.0.0.1',
    timeout: 20_000,
    clock: systemClock,
    signal: forever,
    port,
  });

  expect(url.href).toBe(truth);
  router.close();
  answering.close();
});

test('asks once more when nothing is heard', async () => {
  const clock = new VirtualClock();
  const router = await serve((_, reply, __, nth) => nth === 3 && reply(found(truth)));

  const url = search(router, clock);
  await router.seen(2);
  await clock.advance(700);

  expect((await url).href).toBe(truth);
});

const unusable: [what: string, packet: Buffer, why: RegExp][] = [
  ['to another machine at home', found('http://127.0.0.2:5000/rootDesc.xml'), /leads to 127\.0\.0\.2/],
  ['to a machine on the internet', found('http://81.2.69.160/rootDesc.xml'), /leads to 81\.2\.69\.160/],
  ['to a name', found('http://localhost:5000/rootDesc.xml'), /leads to localhost/],
  ['to a file', found('file:///etc/passwd'), /file is not what routers speak/],
  ['over HTTPS', found('https://127.0.0.1/rootDesc.xml'), /https is not what routers speak/],
  ['with credentials', found('http://me:secret@127.0.0.1/'), /credentials/],
];
for (const [what, packet, why] of unusable) {
  test(`does not follow a location that leads ${what}, and takes a good one behind it`, async () => {
    const router = await serve((_, reply) => {
      reply(packet);
      reply(found(truth));
    });

    expect((await search(router)).href).toBe(truth);
  });

  test(`says why it follows no location that leads ${what}`, async () => {
    const router = await serve((_, reply) => {
      for (let turn = 0; turn < 64; turn++) reply(packet);
    });

    await expect(search(router)).rejects.toThrow(why);
  });
}

test('gives up on a silent router when its time is over', async () => {
  const clock = new VirtualClock();
  const router = await serve();

  const answer = expect(search(router, clock)).rejects.toThrow('no answer to the search');
  await router.seen(2);
  await clock.advance(20_000);

  await answer;
});

test('ignores an answer from another machine', async () => {
  const forger = await serve(undefined, '127.0.0.2');
  const router = await serve((_, reply, client) => {
    forger.send(found('http://127.0.0.1:6000/forged.xml'), client);
    setTimeout(() => reply(found(truth)), 20);
  });

  expect((await search(router)).href).toBe(truth);
});

test('ignores devices that are no internet gateway, notices and errors', () => {
  expect(readSsdp(found(truth, 'urn:schemas-upnp-org:device:MediaServer:1'))).toBeUndefined();
  expect(readSsdp(found(truth, gatewayType, 'NOTIFY * HTTP/1.1'))).toBeUndefined();
  expect(readSsdp(found(truth, gatewayType, 'HTTP/1.1 500 Internal Server Error'))).toBeUndefined();
  expect(readSsdp(found('rootDesc.xml'))).toBeUndefined();
  expect(readSsdp(found(truth))?.location.href).toBe(truth);
});

test('gives up after 64 packets that are no answer', async () => {
  const router = await serve((_, reply) => {
    for (let turn = 0; turn < 80; turn++) reply(Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n'));
  });

  await expect(search(router)).rejects.toThrow('64 packets came that are no answer of the router');
});

test('stops when it is told to', async () => {
  const stopping = new AbortController();
  const router = await serve(() => stopping.abort());

  await expect(search(router, systemClock, stopping.signal)).rejects.toMatchObject({ name: 'Failure' });
});

test('survives 100,000 packets and takes a location only from a gateway', () => {
  let taken = 0;
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const mutated = mutations.map((mutate) => mutate(found(truth)));
  const property = fc.property(
    fc.oneof({ weight: 1, arbitrary: noise }, { weight: 3, arbitrary: mutated }),
    (packet) => {
      const answer = readSsdp(packet);
      if (answer === undefined) return;
      taken++;
      expect(packet.toString('latin1')).toMatch(/^HTTP\/1\.[01] 200/);
      expect(packet.toString('latin1')).toContain(':InternetGatewayDevice:');
    },
  );

  fc.assert(property, { numRuns: 100_000 });

  expect(taken).toBeGreaterThan(1000);
});
