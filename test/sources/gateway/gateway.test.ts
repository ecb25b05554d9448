import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createHttp } from '../../../src/http/client.ts';
import type { DefaultRoute } from '../../../src/sources/gateway/default-route.ts';
import { type GatewayOptions, gatewaySource } from '../../../src/sources/gateway/gateway.ts';
import type { Source } from '../../../src/sources/source.ts';
import { mapAnswer, natPmpAnswer } from '../../support/router-packets.ts';
import { description, soapAnswer } from '../../support/router-xml.ts';
import { udpServersOfTest } from '../../support/servers.ts';
import { type UdpServer, udpServer } from '../../support/udp-server.ts';
import { type Answering, type UpnpRouter, upnpRouter } from '../../support/upnp-router.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const serve = udpServersOfTest();
const forever = new AbortController().signal;
const http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 5000 });
const unsupported = Buffer.from('0080000100000064', 'hex');
const natPmp = (packet: Buffer) => packet[0] === 0;

const httpRouters: UpnpRouter[] = [];
async function serveUpnp(answering?: Answering, at?: { host?: string; port?: number }): Promise<UpnpRouter> {
  const router = await upnpRouter('81.2.69.160', answering, at);
  httpRouters.push(router);
  return router;
}
afterEach(async () => {
  await Promise.all(httpRouters.splice(0).map((router) => router.close()));
});

/** A router that tells an IPv6 address as well. */
function fritzBox(address: string): Promise<UpnpRouter> {
  return serveUpnp(({ action }) => {
    if (!action?.includes('X_AVM_DE')) return undefined;
    return { body: soapAnswer('X_AVM_DE_GetExternalIPv6Address', { NewExternalIPv6Address: address }) };
  });
}

/** Where nobody listens. */
async function closedPort(): Promise<number> {
  const server = await udpServer();
  await server.close();
  return server.port;
}

function gateway(entry: string, options: Partial<GatewayOptions> = {}): Source {
  const route = async (): Promise<DefaultRoute> => ({ gateway: '127.0.0.1', interface: 'lo' });
  return gatewaySource(entry).open({ http, clock: systemClock, timeout: 20_000, route, ...options });
}

/** A search answered with the place of that router's description. */
function announcing({ url }: UpnpRouter): Promise<UdpServer> {
  const type = 'urn:schemas-upnp-org:device:InternetGatewayDevice:1';
  return serve((_, reply) =>
    reply(Buffer.from(`HTTP/1.1 200 OK\r\nST: ${type}\r\nLOCATION: ${url}\r\n\r\n`)),
  );
}

/** Lets virtual time run until the promise is settled. */
async function living<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  while (!settled) await clock.advance(50);
  return promise;
}

test('asks the router of the default route over NAT-PMP, with one packet each time', async () => {
  const router = await serve((_, reply) => reply(natPmpAnswer('81.2.69.160')));
  const source = gateway('gateway', { ports: { router: router.port } });

  const answers = [await source.ask('ipv4', forever), await source.ask('ipv4', forever)];

  expect(answers).toEqual(['81.2.69.160', '81.2.69.160']);
  expect(router.received.map((packet) => packet.toString('hex'))).toEqual(['0000', '0000']);
  expect(source).toMatchObject({ name: 'gateway', operator: 'gateway', transport: 'local' });
});

test('asks over PCP when the router does not speak NAT-PMP, and goes straight to it the next time', async () => {
  const router = await serve((packet, reply) => {
    reply(natPmp(packet) ? unsupported : mapAnswer(packet, '81.2.69.160'));
  });
  const source = gateway('gateway:127.0.0.1', { ports: { router: router.port } });

  const answers = [await source.ask('ipv4', forever), await source.ask('ipv4', forever)];

  expect(answers).toEqual(['81.2.69.160', '81.2.69.160']);
  expect(router.received.map(natPmp)).toEqual([true, false, false, false, false]);
});

test('asks over PCP when NAT-PMP stays silent', async () => {
  const clock = new VirtualClock();
  const router = await serve((packet, reply) => !natPmp(packet) && reply(mapAnswer(packet, '81.2.69.160')));
  const source = gateway('gateway', { clock, ports: { router: router.port } });

  expect(await living(clock, source.ask('ipv4', forever))).toBe('81.2.69.160');
});

test('asks over UPnP when nothing listens for the other two, and with one request the next time', async () => {
  const router = await serveUpnp();
  const search = await announcing(router);
  const source = gateway('gateway', { ports: { router: await closedPort(), search: search.port } });

  const first = await source.ask('ipv4', forever);
  const callsOfFirst = router.calls.length;
  router.move('81.2.69.161');
  const second = await source.ask('ipv4', forever);

  expect([first, second]).toEqual(['81.2.69.160', '81.2.69.161']);
  expect([callsOfFirst, router.calls.length]).toEqual([2, 3]);
});

test('looks for another way when the one that worked does not work any more', async () => {
  let natPmpWorks = true;
  const router = await serve((packet, reply) => {
    if (!natPmp(packet)) reply(mapAnswer(packet, '81.2.69.161'));
    else reply(natPmpWorks ? natPmpAnswer('81.2.69.160') : unsupported);
  });
  const source = gateway('gateway', { ports: { router: router.port } });
  const before = await source.ask('ipv4', forever);

  natPmpWorks = false;

  expect([before, await source.ask('ipv4', forever)]).toEqual(['81.2.69.160', '81.2.69.161']);
});

test('reads the description again when the router has moved its services', async () => {
  let moved = false;
  const router = await serveUpnp(({ path }) => {
    if (path === '/rootDesc.xml')
      return { body: description([{ control: moved ? '/ctl/new' : '/ctl/IPConn' }]) };
    if (!moved) return undefined;
    if (path !== '/ctl/new') return { status: 404 };
    return { body: soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: '81.2.69.161' }) };
  });
  const source = gateway(`gateway:${router.url}`);
  const before = await source.ask('ipv4', forever);

  moved = true;

  expect([before, await source.ask('ipv4', forever)]).toEqual(['81.2.69.160', '81.2.69.161']);
});

test('asks the other connections again when the one that it knew is not connected any more', async () => {
  const held = new Map([
    ['/ctl/one', '81.2.69.160'],
    ['/ctl/two', '0.0.0.0'],
  ]);
  const router = await serveUpnp(({ path }) => {
    if (path === '/rootDesc.xml')
      return { body: description([{ control: '/ctl/one' }, { control: '/ctl/two' }]) };
    return { body: soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: held.get(path) ?? '' }) };
  });
  const source = gateway(`gateway:${router.url}`);
  const before = await source.ask('ipv4', forever);

  held.set('/ctl/one', '0.0.0.0').set('/ctl/two', '81.2.69.161');

  expect([before, await source.ask('ipv4', forever)]).toEqual(['81.2.69.160', '81.2.69.161']);
});

test('follows the default route to another router', async () => {
  const ports = { router: (await serve((_, reply) => reply(natPmpAnswer('81.2.69.160')))).port };
  await serve((_, reply) => reply(natPmpAnswer('89.160.20.112')), '127.0.0.2', ports.router);
  let address = '127.0.0.1';
  const source = gateway('gateway', { ports, route: async () => ({ gateway: address, interface: 'lo' }) });
  const before = await source.ask('ipv4', forever);

  address = '127.0.0.2';

  expect([before, await source.ask('ipv4', forever)]).toEqual(['81.2.69.160', '89.160.20.112']);
});

test('learns over PCP which private address a router has that tells none over NAT-PMP', async () => {
  const router = await serve((packet, reply) => {
    if (natPmp(packet)) reply(natPmpAnswer('0.0.0.0', { result: 3 }));
    else reply(mapAnswer(packet, '100.64.7.9', { result: 8 }));
  });

  expect(await gateway('gateway', { ports: { router: router.port } }).ask('ipv4', forever)).toBe(
    '100.64.7.9',
  );
});

test('tells private addresses and 0.0.0.0 as the router does', async () => {
  for (const address of ['192.168.1.7', '100.64.0.9', '0.0.0.0']) {
    const router = await serve((_, reply) => reply(natPmpAnswer(address)));

    expect(await gateway('gateway', { ports: { router: router.port } }).ask('ipv4', forever)).toBe(address);
  }
});

test('takes a name in a URL when it leads to the local network', async () => {
  const router = await serveUpnp();

  const source = gateway(`gateway:http://localhost:${router.port}/rootDesc.xml?secret=1`);

  expect(await source.ask('ipv4', forever)).toBe('81.2.69.160');
  expect(router.calls.map(({ path }) => path)).toEqual(['/rootDesc.xml?secret=1', '/ctl/IPConn']);
  expect(source.name).toBe(`gateway:http://localhost:${router.port}/rootDesc.xml`);
});

test('asks only the local network over UPnP', async () => {
  const calls: string[] = [];
  const source = gateway('gateway:http://81.2.69.160:5000/rootDesc.xml', {
    http: async ({ url }) => {
      calls.push(String(url));
      throw new Error('must not be called');
    },
  });

  await expect(source.ask('ipv4', forever)).rejects.toThrow('81.2.69.160 is not on the local network');
  expect(calls).toEqual([]);
});

test('finds a FRITZ!Box by its fixed address where no search gets through', async () => {
  const clock = new VirtualClock();
  const host = '127.0.0.49';
  const box = await serveUpnp(
    ({ path }) => (path === '/igddesc.xml' ? { body: description([{}]) } : undefined),
    {
      host,
      port: 49000,
    },
  );
  const search = await serve(undefined, host);
  const ports = { router: await closedPort(), search: search.port };

  // Only the search waits on the clock; once it has given up, real sockets do the rest.
  const answer = gateway(`gateway:${host}`, { clock, ports }).ask('ipv4', forever);
  await search.seen(2);
  await clock.advance(2200);

  expect(await answer).toBe('81.2.69.160');
  expect(box.calls.map(({ path }) => path)).toEqual(['/igddesc.xml', '/ctl/IPConn']);
});

test('explains a silent gateway to whoever runs in a bridge network', async () => {
  const clock = new VirtualClock();
  const silent = await serve();
  const source = gateway('gateway', { clock, ports: { router: silent.port, search: silent.port } });

  const asked = living(clock, source.ask('ipv4', forever));

  await expect(asked).rejects.toMatchObject({ name: 'Failure', kind: 'transient' });
  await expect(asked).rejects.toThrow(
    /NAT-PMP, PCP or UPnP.*inside a bridge network 127\.0\.0\.1 is Docker's own gateway.*host networking or gateway:ADDRESS/,
  );
});

test('gives no advice about settings when the router speaks but has no address', async () => {
  const router = await serve((packet, reply) => {
    reply(
      natPmp(packet) ? natPmpAnswer('0.0.0.0', { result: 3 }) : mapAnswer(packet, '0.0.0.0', { result: 7 }),
    );
  });
  const box = await serveUpnp(({ action }) =>
    action ? { body: soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: '' }) } : undefined,
  );
  const search = await announcing(box);
  const asked = gateway('gateway', { ports: { router: router.port, search: search.port } }).ask(
    'ipv4',
    forever,
  );

  await expect(asked).rejects.toThrow(
    /^the router 127\.0\.0\.1 told no IPv4 address \(NAT-PMP: .*; PCP: .*; UPnP: [^;]*\)$/,
  );
});

test('ends within its timeout, whatever the router does', async () => {
  const clock = new VirtualClock();
  const silent = await serve();
  const hanging: Source = gateway('gateway', {
    clock,
    timeout: 1000,
    ports: { router: silent.port, search: silent.port },
  });
  const asked = expect(hanging.ask('ipv4', forever)).rejects.toThrow('did not answer within 1 s');

  await clock.advance(1000);

  await asked;
});

test('stops when it is told to', async () => {
  const stopping = new AbortController();
  const router = await serve(() => stopping.abort());
  const source = gateway('gateway', { ports: { router: router.port } });

  await expect(source.ask('ipv4', stopping.signal)).rejects.toMatchObject({ name: 'Failure' });
  expect(router.received).toHaveLength(1);
});

test('says that there is no router without a default route', async () => {
  const source = gateway('gateway', { route: async () => undefined });

  await expect(source.ask('ipv4', forever)).rejects.toThrow('has no default route');
});

test('tells an IPv6 address over PCP and from a FRITZ!Box', async () => {
  const router = await serve((packet, reply) => reply(mapAnswer(packet, '2a02:8:0:0:0:0:0:1')), '::1');
  const box = await fritzBox('2a02:8::2');

  const overPcp = gateway('gateway:[::1]', { ports: { router: router.port } });
  const byRoute = gateway('gateway', {
    ports: { router: router.port },
    route: async (family) => ({ gateway: family === 'ipv6' ? '::1' : '127.0.0.1', interface: 'lo' }),
  });
  const overUpnp = gateway(`gateway:${box.url}`);

  expect(await overPcp.ask('ipv6', forever)).toBe('2a02:8::1');
  expect(await byRoute.ask('ipv6', forever)).toBe('2a02:8::1');
  expect(await overUpnp.ask('ipv6', forever)).toBe('2a02:8::2');
});

test('tells an address of another network than the home only where nothing is put behind its prefix', async () => {
  const box = await fritzBox('2a02:8:0:ff01::2');
  const ask = (homePrefix: number | undefined, ...own: string[]) =>
    gateway(`gateway:${box.url}`, { homePrefix, own: () => own }).ask('ipv6', forever);

  for (const own of [['2a02:8:0:ff02::3'], ['fd00::3', '2a02:8:0:fe01::3'], []])
    await expect(ask(64, ...own)).rejects.toThrow(
      /tells 2a02:8:0:ff01::2, which is in no network of this machine .*IPV6_SUFFIX does not belong behind it/,
    );
  expect(await ask(64, '2a02:8:0:9::3', '2a02:8:0:ff01::3')).toBe('2a02:8:0:ff01::2');
  expect(await ask(56, '2a02:8:0:ff02::3')).toBe('2a02:8:0:ff01::2');
  expect(await ask(undefined, '2a02:8:0:ff02::3')).toBe('2a02:8:0:ff01::2');
});

test('tells over UPnP what is of the home when PCP tells what is not', async () => {
  const router = await serve((packet, reply) => reply(mapAnswer(packet, '2a02:8:0:ff01:0:0:0:1')), '::1');
  const box = await fritzBox('2a02:8:0:ff02::2');
  const search = await announcing(box);
  const source = gateway('gateway', {
    ...{ homePrefix: 64, own: () => ['2a02:8:0:ff02::3'] },
    ports: { router: router.port, search: search.port },
    route: async (family) => ({ gateway: family === 'ipv6' ? '::1' : '127.0.0.1', interface: 'lo' }),
  });

  expect(await source.ask('ipv6', forever)).toBe('2a02:8:0:ff02::2');
});

test('says what else can tell an IPv6 address when the router does not', async () => {
  const router = await serveUpnp();
  const asked = gateway(`gateway:${router.url}`).ask('ipv6', forever);

  await expect(asked).rejects.toThrow(/only a FRITZ!Box.*interface:NAME or a source on the internet can/);
});

test('tells no IPv4 address when only the IPv6 address of the router is known', async () => {
  const asked = gateway('gateway:fd00::1').ask('ipv4', forever);

  await expect(asked).rejects.toMatchObject({
    kind: 'permanent',
    message: expect.stringContaining('IPv4 address'),
  });
});

test('says what is accepted when the entry is none', () => {
  const wrong = [
    'gateway:',
    'gateway:router',
    'gateway:1.2.3',
    'gateway:https://192.168.1.1/',
    'gateway:http://',
  ];
  for (const entry of wrong) expect(() => gateway(entry)).toThrow('accepted is gateway, gateway:ADDRESS');
});

test('shows no credentials of a URL that it refuses', () => {
  expect(() => gateway('gateway:http://me:secret@192.168.1.1/')).toThrow(
    /^(?!.*secret).*accepted is gateway/,
  );
});
