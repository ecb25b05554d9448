import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, createServer as createRelay, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { createHttp } from '../../src/http/client.ts';
import { createSafeLookup } from '../../src/http/doh.ts';
import { sharedLookup } from '../../src/net/lookup.ts';
import { url } from '../../src/sources/http/url.ts';
import { dohAnswer } from '../support/doh-answer.ts';
import { scriptedSource } from '../support/scripted-source.ts';
import { createAuthority } from '../world/authority.ts';

// The home calls from 127.0.0.1. Who answers its lookups leads it through a relay, whose address the true servers see.
const home = '127.0.0.1';
const relay = '127.0.0.66';
const trueServer = '127.0.0.10';
const resolver = '127.0.0.53';
const hosts = ['ip.example.net', 'ip.example.org'];

const authority = createAuthority();
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(server: Server, host: string, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  closing.push(() => server.close());
  const bound: AddressInfo | string | null = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('it listens on no port');
  return bound.port;
}
function https(names: readonly string[], answer: RequestListener): Server {
  const { key, certificate: cert } = authority.issue(names);
  return createServer({ key, cert }, answer);
}

/** A home whose lookups are forged; `safe`: DNS over HTTPS can be reached. */
async function forgedHome({ safe }: { safe: boolean }) {
  const port = await listen(
    https(hosts, (request, response) => response.end(request.socket.remoteAddress)),
    trueServer,
  );
  const pass = createRelay((inside) => {
    const outside = connect({ host: trueServer, port, localAddress: relay });
    inside.pipe(outside).pipe(inside);
    inside.on('error', () => outside.destroy());
    outside.on('error', () => inside.destroy());
  });
  await listen(pass, relay, port);
  const doh = await listen(
    https([resolver], ({ url: path = '' }, response) => {
      response.end(dohAnswer(new URL(path, `https://${resolver}`), [trueServer]));
    }),
    resolver,
  );
  const lookup = sharedLookup((_, __, found) => found(null, [{ address: relay, family: 4 }]));
  const client = { userAgent: 'homemade-ddns/test', timeout: 2_000, ca: authority.certificate };
  const http = createHttp({ ...client, lookup });
  closing.push(() => void http.close());
  const servers = [`https://${safe ? resolver : '127.0.0.54'}:${doh}/dns-query`];
  const safeLookup = createSafeLookup({ http, clock: systemClock, servers });
  const sources = [
    scriptedSource({ name: 'dns:forged', transport: 'dns', line: relay, mayBePrivate: true }),
    ...hosts.map((host) =>
      url(`https://${host}:${port}/`, 'ipv4').open({ http, clock: systemClock, safeLookup, timeout: 2_000 }),
    ),
  ];
  const detector = createDetector({
    sources: { ipv4: sources, ipv6: [] },
    quorum: { ipv4: 2, ipv6: 2 },
    allowPrivate: true,
    timeout: 2_000,
    clock: systemClock,
    random: () => 0,
  });
  const byName = () => sources[1]?.ask('ipv4', new AbortController().signal);
  return { byName, look: () => detector.detect('ipv4', new AbortController().signal) };
}

test('who leads connections by name through a relay is what the true server reports', async () => {
  const { byName } = await forgedHome({ safe: true });

  expect(await byName()).toBe(relay);
});

test('a relay is not published, because the witnesses are found past the resolver', async () => {
  const { look } = await forgedHome({ safe: true });

  expect(await look()).toMatchObject({ kind: 'agreed', address: home });
});

test('a relay is not published at once where no witness can be found past the resolver', async () => {
  const { look } = await forgedHome({ safe: false });

  expect([await look(), await look()]).toMatchObject([
    { kind: 'none', again: expect.any(Number) },
    { kind: 'none', again: expect.any(Number) },
  ]);
});
