import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createHttp } from '../../../src/http/client.ts';
import { quickLook, upnpLook } from '../../../src/sources/hints/router-looks.ts';
import { natPmpAnswer } from '../../support/router-packets.ts';
import { udpServersOfTest } from '../../support/servers.ts';
import type { UdpServer } from '../../support/udp-server.ts';
import { type UpnpRouter, upnpRouter } from '../../support/upnp-router.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const serve = udpServersOfTest();
const forever = new AbortController().signal;
const route = async () => ({ gateway: '127.0.0.1', interface: 'eth0' });
const lookAt = ({ port }: UdpServer, clock = new VirtualClock()) => quickLook({ clock, port, route });

/** The version of a request; both protocols share a port. */
const isNatPmp = (request: Buffer) => request[0] === 0;

/** The answer to an ANNOUNCE request (RFC 6887, sections 7.2 and 14.1), made without the code under test. */
function announced(epoch: number, { result = 0 } = {}): Buffer {
  const packet = Buffer.alloc(24);
  packet.set([2, 0x80, 0, result]);
  packet.writeUInt32BE(epoch, 8);
  return packet;
}

/** What a router without NAT-PMP says to it (RFC 6887, appendix A). */
const noNatPmp = Buffer.from([2, 0x80, 0, 1, ...Array(20).fill(0)]);

describe('by one small packet', () => {
  it('shows the outer address over NAT-PMP', async () => {
    let address = '81.2.69.160';
    const router = await serve((_, reply) => reply(natPmpAnswer(address)));
    const look = lookAt(router);

    const first = await look(forever);
    address = '81.2.69.161';

    expect([first, await look(forever)]).toEqual(['81.2.69.160', '81.2.69.161']);
    expect(router.received).toEqual([Buffer.from([0, 0]), Buffer.from([0, 0])]);
  });

  it('asks over one socket and looks for the router once a minute, as long as it answers', async () => {
    let routes = 0;
    const clock = new VirtualClock();
    const router = await serve((_, reply) => reply(natPmpAnswer('81.2.69.160')));
    const counted = async () => {
      routes += 1;
      return route();
    };
    const look = quickLook({ clock, port: router.port, route: counted });
    for (let n = 0; n < 24; n++) {
      await look(forever);
      await clock.advance(5_000);
    }

    expect(new Set(router.clients.map(({ port }) => port)).size).toBe(1);
    expect(routes).toBe(2);
    expect(clock.pending()).toBe(0);
  });

  it('begins with a new socket after it was not answered', async () => {
    let isThere = false;
    const clock = new VirtualClock();
    const router = await serve((_, reply) => isThere && reply(natPmpAnswer('81.2.69.160')));
    const look = lookAt(router, clock);
    let isOver = false;
    const silent = look(forever).catch(() => {
      isOver = true;
    });
    while (!isOver) await clock.advance(500);
    await silent;
    const before = new Set(router.clients.map(({ port }) => port));
    isThere = true;

    expect(await look(forever)).toBe('81.2.69.160');
    expect(before).not.toContain(router.clients.at(-1)?.port);
  });

  it('is over at once when it is stopped, while it asks and in between', async () => {
    const router = await serve(() => {});
    const clock = new VirtualClock();
    const over = new AbortController();
    const look = lookAt(router, clock)(over.signal).catch(() => 'stopped');
    while (router.received.length < 1) await clock.advance(1);
    over.abort();

    expect(await look).toBe('stopped');
    expect(clock.pending()).toBe(0);
  });

  it('asks a router that knows PCP alone for its count, and makes no mapping', async () => {
    const router = await serve((request, reply) => reply(isNatPmp(request) ? noNatPmp : announced(100)));

    await lookAt(router)(forever);

    expect(router.received.map((packet) => packet.toString('hex'))).toEqual([
      '0000',
      `0200000000000000${'00000000000000000000ffff7f000001'}`,
    ]);
  });

  it.each([0, 4, 12])('over PCP shows another thing once its count began anew, result %i', async (result) => {
    const clock = new VirtualClock();
    let began = -1_000_000;
    const router = await serve((request, reply) => {
      const epoch = Math.floor((clock.monotonic() - began) / 1000);
      reply(isNatPmp(request) ? noNatPmp : announced(epoch, { result }));
    });
    const look = lookAt(router, clock);

    const shown = [await look(forever)];
    await clock.advance(5_000);
    shown.push(await look(forever));
    began = clock.monotonic();
    await clock.advance(5_000);
    shown.push(await look(forever));
    await clock.advance(5_000);
    shown.push(await look(forever));

    expect(shown[1]).toBe(shown[0]);
    expect(shown[2]).not.toBe(shown[1]);
    expect(shown[3]).toBe(shown[2]);
    // NAT-PMP was tried once.
    expect(router.received.filter(isNatPmp)).toHaveLength(1);
  });

  it('says nothing where the router is silent on both', async () => {
    const router = await serve(() => {});

    const clock = new VirtualClock();
    const look = lookAt(
      router,
      clock,
    )(forever).then(
      () => 'an answer',
      () => 'silence',
    );
    while (router.received.length < 1) await clock.advance(1);
    while (!router.received.some((packet) => !isNatPmp(packet))) await clock.advance(500);
    await clock.advance(2_000);

    expect(await look).toBe('silence');
  });

  it('says nothing where there is no router', async () => {
    const look = quickLook({ clock: systemClock, route: async () => undefined });
    await expect(look(forever)).rejects.toThrow('there is no router');
  });
});

describe('over UPnP', () => {
  let router: UpnpRouter;
  afterEach(() => router.close());

  it('finds the router, and then asks by one request each', async () => {
    router = await upnpRouter('81.2.69.160');
    const search = await serve((_, reply) =>
      reply(
        Buffer.from(
          `HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: ${router.url}\r\n\r\n`,
        ),
      ),
    );
    const http = createHttp({ userAgent: 'test', timeout: 5_000 });
    const look = upnpLook({ clock: systemClock, http, port: search.port, route });

    const first = await look(forever);
    const calls = router.calls.length;
    router.move('81.2.69.161');
    const second = await look(forever);
    await http.close();

    expect([first, second]).toEqual(['81.2.69.160', '81.2.69.161']);
    expect(router.calls.length - calls).toBe(1);
  });
});
