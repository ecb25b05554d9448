import { afterEach, expect, test } from 'vitest';
import { createHttp } from '../../../src/http/client.ts';
import type { Family } from '../../../src/ip/address.ts';
import type { RouterAnswer } from '../../../src/sources/gateway/router.ts';
import { askServices, describeRouter } from '../../../src/sources/gateway/upnp.ts';
import { description, soapAnswer, soapFault } from '../../support/router-xml.ts';
import { type Answering, type UpnpRouter, upnpRouter } from '../../support/upnp-router.ts';

const forever = new AbortController().signal;
const wanIp = (version: number) => `urn:schemas-upnp-org:service:WANIPConnection:${version}`;
const wanPpp = 'urn:schemas-upnp-org:service:WANPPPConnection:1';
const http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 5000 });
const request = { http, router: '127.0.0.1', signal: forever };

const routers: UpnpRouter[] = [];
async function serve(answering?: Answering): Promise<UpnpRouter> {
  const router = await upnpRouter('81.2.69.160', answering);
  routers.push(router);
  return router;
}
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

async function ask(router: UpnpRouter, family: Family = 'ipv4'): Promise<RouterAnswer> {
  const services = await describeRouter(new URL(router.url), request);
  return (await askServices(services, family, request)).answer;
}

/** A router whose SOAP answer is this. */
function saying(body: string, status = 200): Promise<UpnpRouter> {
  return serve(({ action }) => (action === undefined ? undefined : { status, body }));
}

test('finds the connection in the description and asks it with the quoted action', async () => {
  const router = await serve();

  const answer = await ask(router);

  expect(answer).toEqual({ address: '81.2.69.160' });
  expect(router.calls.map(({ method, path, action }) => ({ method, path, action }))).toEqual([
    { method: 'GET', path: '/rootDesc.xml', action: undefined },
    { method: 'POST', path: '/ctl/IPConn', action: `"${wanIp(1)}#GetExternalIPAddress"` },
  ]);
  expect(router.calls[1]?.body).toContain(`<u:GetExternalIPAddress xmlns:u="${wanIp(1)}">`);
});

test('asks each kind of connection by its own type', async () => {
  for (const type of [wanIp(2), wanPpp]) {
    const router = await serve(({ path }) =>
      path === '/rootDesc.xml' ? { body: description([{ type }]) } : undefined,
    );

    expect(await ask(router)).toEqual({ address: '81.2.69.160' });
    expect(router.calls[1]?.action).toBe(`"${type}#GetExternalIPAddress"`);
  }
});

test('honours URLBase', async () => {
  const router = await serve(({ path }, port) => {
    if (path === '/rootDesc.xml')
      return { body: description([{ control: 'IPConn' }], `http://127.0.0.1:${port}/ctl/`) };
    return undefined;
  });

  expect(await ask(router)).toEqual({ address: '81.2.69.160' });
});

test('asks the next connection when the first one is idle', async () => {
  const router = await serve(({ path }) => {
    if (path === '/rootDesc.xml') return { body: description([{ type: wanPpp, control: '/ctl/idle' }, {}]) };
    if (path !== '/ctl/idle') return undefined;
    return { body: soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: '0.0.0.0' }) };
  });

  expect(await ask(router)).toEqual({ address: '81.2.69.160' });
});

test('tells private addresses and 0.0.0.0 as they are', async () => {
  for (const address of ['192.168.178.20', '100.64.1.2', '0.0.0.0']) {
    const router = await saying(soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: address }));

    expect(await ask(router)).toEqual({ address });
  }
});

test('asks a FRITZ!Box for its IPv6 address with its own action', async () => {
  const values = { NewExternalIPv6Address: '2A02:8::1', NewPrefixLength: '64', NewValidLifetime: '6000' };
  const router = await saying(soapAnswer('X_AVM_DE_GetExternalIPv6Address', values));

  expect(await ask(router, 'ipv6')).toEqual({ address: '2a02:8::1' });
  expect(router.calls[1]?.action).toBe(`"${wanIp(1)}#X_AVM_DE_GetExternalIPv6Address"`);
});

test('says that only a FRITZ!Box tells its IPv6 address when the router does not know the question', async () => {
  const router = await serve();

  expect(await ask(router, 'ipv6')).toEqual({
    unusable: expect.stringMatching(
      /^the router does not tell an IPv6 address over UPnP, only a FRITZ!Box does \(UPnP error 401 .+\)$/,
    ),
  });
});

const faults: [number, string][] = [
  [401, 'does not know the question'],
  [402, 'malformed'],
  [501, 'could not find its address out'],
  [606, 'Transmit status information over UPnP'],
  [718, 'the UPnP error 718 Conflict'],
];
for (const [code, words] of faults) {
  test(`says in words what the fault ${code} means`, async () => {
    const router = await saying(soapFault(code, 'Conflict'), 500);

    const answer = await ask(router);
    expect(answer).toEqual({ unusable: expect.stringContaining(words) });
    expect(answer).toEqual({ unusable: expect.stringContaining(`${code} Conflict`) });
  });
}

test('makes one short line of what the router says', async () => {
  const forged = `no&#10;All records are in sync\u202e\u009b2J ${'x'.repeat(200)}`;
  const fault = await ask(await saying(soapFault(718, forged.replace('&#10;', '\n')), 500));
  const value = soapAnswer('GetExternalIPAddress', {
    NewExternalIPAddress: `1.2.3\n.4\u202e${'x'.repeat(200)}`,
  });

  for (const answer of [fault, await ask(await saying(value))]) {
    const text = 'unusable' in answer ? answer.unusable : '';
    expect(text).not.toMatch(/\p{C}/u);
    expect(text.length).toBeLessThan(160);
    expect(text).toContain('x…');
  }
});

const useless: [what: string, body: string, words: string][] = [
  [
    'an empty address',
    soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: '' }),
    'has no public address: it is offline, or',
  ],
  ['no address', soapAnswer('GetExternalIPAddress', {}), 'has no public address: it is offline, or'],
  [
    'a name',
    soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: 'home' }),
    '"home", which is no address',
  ],
  ['IPv6', soapAnswer('GetExternalIPAddress', { NewExternalIPAddress: '2a02:8::1' }), 'which is no address'],
  ['another answer', soapAnswer('GetStatusInfo', { NewUptime: '1' }), 'no answer to GetExternalIPAddress'],
  ['an HTML page', '<!DOCTYPE html><html></html>', 'defines XML entities'],
  ['half an answer', '<?xml version="1.0"?><s:Envelope><s:Body>', 'no XML that can be read'],
  ['nothing', '', 'no XML that can be read'],
];
for (const [what, body, words] of useless) {
  test(`says what is wrong when the router answers with ${what}`, async () => {
    const router = await saying(body);

    expect(await ask(router)).toMatchObject({ unusable: expect.stringContaining(words) });
  });
}

test('says how to let a FRITZ!Box answer when its description is missing or locked', async () => {
  for (const status of [401, 403, 404]) {
    const router = await serve(() => ({ status }));

    await expect(ask(router)).rejects.toThrow('switch on "Transmit status information over UPnP"');
  }
});

test('follows no redirect', async () => {
  const elsewhere = await serve();
  const router = await serve(() => ({ status: 302, headers: { location: elsewhere.url } }));

  await expect(ask(router)).rejects.toThrow('redirects elsewhere (HTTP 302), which is not followed');
  expect(elsewhere.calls).toHaveLength(0);
});

const foreign = [
  'http://127.0.0.2:9/ctl',
  'http://81.2.69.160/ctl',
  'http://localhost/ctl',
  'file:///etc/passwd',
];
for (const control of foreign) {
  test(`does not call ${control}, which a description names`, async () => {
    const router = await serve(() => ({ body: description([{ control }]) }));

    await expect(ask(router)).rejects.toThrow('its UPnP control address is not followed');
    expect(router.calls).toHaveLength(1);
  });
}

test('does not call another machine that URLBase names', async () => {
  const router = await serve(() => ({ body: description([{}], 'http://127.0.0.2:9/') }));

  await expect(ask(router)).rejects.toThrow('leads to 127.0.0.2, not to the router 127.0.0.1');
});

test('says that a description without an internet connection has none', async () => {
  const router = await serve(() => ({ body: description([]) }));

  await expect(ask(router)).rejects.toThrow('has no internet connection in it');
});

test('reads no more than 64 KiB', async () => {
  const router = await serve(() => ({ body: description([{}]) + ' '.repeat(65 * 1024) }));

  await expect(ask(router)).rejects.toThrow('larger than 65536 bytes');
});

test('stops when it is told to', async () => {
  const stopping = new AbortController();
  const router = await serve(() => {
    stopping.abort();
    return undefined;
  });

  const asked = describeRouter(new URL(router.url), { ...request, signal: stopping.signal });

  await expect(asked).rejects.toMatchObject({ name: 'Failure', kind: 'transient' });
});
