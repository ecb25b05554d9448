import { ADDRCONFIG, type LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createHttp } from '../../src/http/client.ts';
import { type Resolver, sharedLookup } from '../../src/net/lookup.ts';
import { addressBook } from '../../src/sources/server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const addresses: LookupAddress[] = [
  { address: '192.0.2.1', family: 4 },
  { address: '192.0.2.2', family: 4 },
];

/** A resolver that answers only when it is told to. */
function hangingResolver() {
  const asked: { host: string; family: unknown; hints: unknown; answer: Parameters<Resolver>[2] }[] = [];
  const resolver: Resolver = (host, { family, hints }, answer) =>
    void asked.push({ host, family, hints, answer });
  return {
    resolver,
    asked,
    answer: (found = addresses) => {
      for (const { answer } of asked.splice(0)) answer(null, found);
    },
    fail: (code: string) => {
      for (const { answer } of asked.splice(0)) answer(Object.assign(new Error(code), { code }), []);
    },
  };
}

test('looks a name up once for all who ask meanwhile', async () => {
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);

  const waiting = [1, 2, 3].map(() => lookup.addresses('a.example', 4, never));
  const asked = dns.asked.length;
  dns.answer();

  expect(asked).toBe(1);
  expect(await Promise.all(waiting)).toEqual(Array(3).fill(['192.0.2.1', '192.0.2.2']));
});

test('tells another name, family or hint apart', () => {
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);
  const ignore = () => {};

  lookup.forSockets('a.example', { family: 4 }, ignore);
  lookup.forSockets('a.example', { family: 6 }, ignore);
  lookup.forSockets('a.example', { hints: ADDRCONFIG }, ignore);
  lookup.forSockets('b.example', { family: 4 }, ignore);

  expect(dns.asked).toMatchObject([
    { host: 'a.example', family: 4, hints: 0 },
    { host: 'a.example', family: 6, hints: 0 },
    { host: 'a.example', family: 0, hints: ADDRCONFIG },
    { host: 'b.example', family: 4, hints: 0 },
  ]);
});

test('lets one who is stopped go, without another lookup for the next', async () => {
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);
  const stopped = new AbortController();

  const first = lookup.addresses('a.example', 4, stopped.signal);
  stopped.abort(new Error('late'));
  await expect(first).rejects.toThrow('late');
  const second = lookup.addresses('a.example', 4, never);

  expect(dns.asked).toHaveLength(1);
  dns.answer();
  expect(await second).toHaveLength(2);
});

test('asks nobody for one who is stopped already', async () => {
  const dns = hangingResolver();

  const asked = sharedLookup(dns.resolver).addresses('a.example', 4, AbortSignal.abort(new Error('late')));

  await expect(asked).rejects.toThrow('late');
  expect(dns.asked).toEqual([]);
});

test('keeps no answer: the next one asks again, after a failure as well', async () => {
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);

  const failed = lookup.addresses('a.example', 4, never);
  dns.fail('EAI_AGAIN');
  await expect(failed).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  const answered = lookup.addresses('a.example', 4, never);
  dns.answer();

  expect(await answered).toHaveLength(2);
});

test('gives a socket one address or all, as it asks for', () => {
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);
  const answers: unknown[] = [];

  lookup.forSockets('a.example', { family: 4 }, (...answer) => answers.push(answer));
  lookup.forSockets('a.example', { family: 4, all: true }, (...answer) => answers.push(answer));
  dns.answer();

  expect(answers).toEqual([
    [null, '192.0.2.1', 4],
    [null, addresses],
  ]);
});

test('tells a socket why a name has no address', async () => {
  const dns = hangingResolver();
  const socket = connect({
    host: 'a.example',
    port: 1,
    family: 4,
    lookup: sharedLookup(dns.resolver).forSockets,
  });
  const failed = new Promise((resolve) => socket.on('error', resolve));

  await expect.poll(() => dns.asked.length).toBe(1);
  dns.fail('ENOTFOUND');

  expect(await failed).toMatchObject({ code: 'ENOTFOUND' });
});

test('is asked once by sources and HTTP clients that time out again and again', async () => {
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);
  const book = addressBook(new VirtualClock(), lookup);
  const http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 50, lookup });

  for (let night = 0; night < 3; night += 1) {
    await expect(book.find('a.example', 'ipv4', AbortSignal.timeout(20))).rejects.toThrow('not resolved');
    await expect(http({ url: 'http://a.example/', family: 'ipv4', signal: never })).rejects.toThrow();
  }

  expect(dns.asked).toMatchObject([{ host: 'a.example', family: 4 }]);
  await http.close();
});

test('works again at once when a lookup that hung is answered', async () => {
  const server = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dns = hangingResolver();
  const lookup = sharedLookup(dns.resolver);
  const short = createHttp({ userAgent: 'homemade-ddns/test', timeout: 50, lookup });
  const http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 10_000, lookup });
  const url = `http://a.example:${port}/`;

  await expect(short({ url, signal: never })).rejects.toThrow('no answer');
  const answer = http({ url, signal: never });
  await expect.poll(() => dns.asked.length).toBe(1);
  dns.answer([{ address: '127.0.0.1', family: 4 }]);

  expect((await answer).text).toBe('hello');
  await Promise.all([short.close(), http.close()]);
  server.close();
});

describe('a socket gets what the resolver said last', () => {
  const second = 1_000;
  const hour = 3_600 * second;

  /** A lookup that knows the name, and what a socket is told next. */
  function known() {
    const dns = hangingResolver();
    const clock = new VirtualClock();
    const lookup = sharedLookup(dns.resolver, clock);
    const told: (string | undefined)[] = [];
    const ask = () =>
      lookup.forSockets('a.example', { family: 4, all: true }, (error, found) =>
        told.push(error ? (error.code ?? '') : Array.isArray(found) ? found[0]?.address : found),
      );
    ask();
    dns.answer();
    told.splice(0);
    return { dns, clock, told, ask, lookup };
  }

  test.each(['EAI_AGAIN', 'EAI_FAIL', 'ECANCELED'])('when it fails with %s', (code) => {
    const { dns, told, ask } = known();

    ask();
    dns.fail(code);

    expect(told).toEqual(['192.0.2.1']);
  });

  test('when it is silent for 2 s, and its late answer is of use to the next', async () => {
    const { dns, clock, told, ask } = known();

    ask();
    await clock.advance(1.9 * second);
    expect(told).toEqual([]);
    await clock.advance(0.2 * second);
    expect(told).toEqual(['192.0.2.1']);
    dns.answer([{ address: '192.0.2.9', family: 4 }]);
    expect(told).toEqual(['192.0.2.1']);

    ask();
    dns.fail('EAI_AGAIN');
    expect(told).toEqual(['192.0.2.1', '192.0.2.9']);
  });

  test('not when it answers, however often it failed before', async () => {
    const { dns, clock, told, ask } = known();
    ask();
    dns.fail('EAI_AGAIN');

    ask();
    dns.answer([{ address: '192.0.2.9', family: 4 }]);
    await clock.advance(5 * second);

    expect(told).toEqual(['192.0.2.1', '192.0.2.9']);
  });

  test('not when it says that there is no such name, then and after that', () => {
    const { dns, told, ask } = known();

    ask();
    dns.fail('ENOTFOUND');
    ask();
    dns.fail('EAI_AGAIN');

    expect(told).toEqual(['ENOTFOUND', 'EAI_AGAIN']);
  });

  test('not after a day', async () => {
    const { dns, clock, told, ask } = known();
    await clock.advance(24 * hour + 1);

    ask();
    await clock.advance(5 * second);
    expect(told).toEqual([]);
    dns.fail('EAI_AGAIN');

    expect(told).toEqual(['EAI_AGAIN']);
  });

  test('who asks for the addresses alone is told the truth', async () => {
    const { dns, lookup } = known();

    const asked = lookup.addresses('a.example', 4, never);
    dns.fail('EAI_AGAIN');

    await expect(asked).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });
});
