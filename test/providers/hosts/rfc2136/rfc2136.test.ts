import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Answer, decode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { Failure } from '../../../../src/base/failure.ts';
import { parseZone } from '../../../../src/dns/name.ts';
import { primaryOf } from '../../../../src/providers/hosts/rfc2136/primary.ts';
import { rfc2136 } from '../../../../src/providers/hosts/rfc2136/rfc2136.ts';
import { isUsable } from '../../../../src/settings/setting.ts';
import { addressRecord, dnsAnswer } from '../../../support/dns-answer.ts';
import { dnsServer, eachMessage, framed, type TcpHandler } from '../../../support/dns-server.ts';
import { mutations } from '../../../support/mutation.ts';
import { portOf } from '../../../world/pretend-server.ts';
import { failureOf, freshSignal, home } from '../../contract/provided.ts';

const zone = parseZone('example.com');
const signal = freshSignal();
const key = { RFC2136_TSIG_KEY: 'ddns', RFC2136_TSIG_SECRET: 'b3VyIHNlY3JldCBpbiB0aGUgdGVzdHMgb2YgaG9tZSE=' };

/** A name server over TCP; it ends with the test. */
async function server(answer: TcpHandler) {
  const tcp = createServer((socket) => {
    socket.on('error', () => {});
    eachMessage(socket, (message) => answer(message, socket));
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  onTestFinished(() => void tcp.close());
  return { port: portOf(tcp) };
}

function provider(port: number, values: Readonly<Record<string, string>> = {}) {
  const noHttp = () => Promise.reject(new Error('this provider speaks no HTTP'));
  const given = { RFC2136_NAMESERVER: `127.0.0.1:${port}`, ...values };
  return rfc2136.create(given, noHttp, { clock: systemClock, timeout: 5000 });
}

/** An authoritative answer with the address, if it is the one of `home` that is asked for. */
function honest(question: Buffer): Buffer {
  const name = decode(question).questions?.[0]?.name;
  return dnsAnswer(question, name === 'home.example.com' ? [addressRecord(name, '192.0.2.1')] : []);
}

describe('rfc2136', () => {
  test('asks a server that closes the connection after each answer, one after the other', async () => {
    const { port } = await server((message, socket) => socket.end(framed(honest(message))));
    const keys = ['home', 'one', 'two', 'three'].map((name) => ({ name, type: 'A' }) as const);

    const sets = await provider(port).read(zone, keys, signal);

    expect(sets.map(({ records }) => records.length)).toEqual([1, 0, 0, 0]);
  });

  test('believes no unsigned answer when it has a key', async () => {
    const { port } = await server((message, socket) => socket.write(framed(honest(message))));

    const failure = await failureOf(provider(port, key).read(zone, [home], signal));

    expect(failure.kind).toBe('transient');
    expect(failure.message).toBe(`127.0.0.1:${port} did not sign its answer, so its answer confirms nothing`);
  });

  test.each<[title: string, answer: (question: Buffer) => Buffer, kind: string, says: RegExp]>([
    ['a resolver', (question) => dnsAnswer(question, [], { flags: 0x0080 }), 'permanent', /not a resolver/],
    [
      'an answer that is cut',
      (question) => dnsAnswer(question, [], { flags: 0x0600 }),
      'transient',
      /cut its answer/,
    ],
    [
      'an answer to another question',
      (question) => dnsAnswer(question, [], { questions: [{ name: 'other.test', type: 'A' }] }),
      'transient',
      /no answer to what it was asked/,
    ],
    [
      'an answer to a question of another class',
      (question) =>
        dnsAnswer(question, [], { questions: [{ name: 'home.example.com', type: 'A', class: 'CH' }] }),
      'transient',
      /no answer to what it was asked/,
    ],
    ['its own question', (question) => question, 'transient', /no answer to what it was asked/],
    [
      'an address of five bytes',
      (question) => longer(honest(question)),
      'transient',
      /a record that cannot be read/,
    ],
  ])('takes nothing from %s', async (_, answer, kind, says) => {
    const { port } = await server((message, socket) => socket.write(framed(answer(message))));

    const failure = await failureOf(provider(port).read(zone, [home], signal));

    expect(failure).toMatchObject({ kind, message: expect.stringMatching(says) });
  });

  test('reads a hostile answer as a failure or as what it says, and nothing else', async () => {
    let mutate = (answer: Buffer) => answer;
    const { port } = await server((message, socket) => socket.write(framed(mutate(honest(message)))));

    await fc.assert(
      fc.asyncProperty(mutations, async (mutation) => {
        mutate = mutation;
        const told = await provider(port)
          .read(zone, [home], AbortSignal.timeout(50))
          .catch((thrown: unknown) => thrown);
        if (told instanceof Failure) expect(['permanent', 'transient']).toContain(told.kind);
        else expect(told).toMatchObject([{ name: 'home', type: 'A' }]);
      }),
      { numRuns: 300 },
    );
  });
});

/** The answer with a byte too many in the data of its last record. */
function longer(answer: Buffer): Buffer {
  const data = answer.subarray(-4);
  return Buffer.concat([answer.subarray(0, -6), Buffer.of(0, 5), data, Buffer.of(0)]);
}

describe('the primary server of a zone', () => {
  /** The system's resolver before a name server of the test's own. */
  async function resolverBefore(answer: (question: Buffer) => Buffer) {
    const made = await dnsServer((message, reply) => reply(answer(message)));
    onTestFinished(() => made.close());
    const resolver = new Resolver({ timeout: 1000, tries: 1 });
    resolver.setServers([`127.0.0.1:${made.port}`]);
    return resolver;
  }
  const soa = (mname: string): Answer => ({
    name: 'example.com',
    type: 'SOA',
    ttl: 60,
    data: { mname, rname: 'host.example.com', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
  });

  test('is the one that its SOA record names', async () => {
    const resolver = await resolverBefore((question) => dnsAnswer(question, [soa('NS1.example.net')]));

    expect(await primaryOf(zone, signal, resolver)).toEqual({ host: 'ns1.example.net', port: 53 });
  });

  test.each<[title: string, answer: (question: Buffer) => Buffer, kind: string]>([
    ['has no SOA record', (question) => dnsAnswer(question, []), 'permanent'],
    ['does not exist', (question) => dnsAnswer(question, [], { flags: 0x0583 }), 'permanent'],
    ['cannot be asked about', (question) => dnsAnswer(question, [], { flags: 0x0582 }), 'transient'],
  ])('is unknown when the zone %s', async (_, answer, kind) => {
    const failure = await failureOf(primaryOf(zone, signal, await resolverBefore(answer)));

    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(/example\.com/);
  });

  test('is not waited for when told to stop', async () => {
    const resolver = await resolverBefore((question) => question.subarray(0, 0));
    const stop = new AbortController();
    const asking = failureOf(primaryOf(zone, stop.signal, resolver));
    stop.abort();

    expect((await asking).kind).toBe('transient');
  });
});

describe('the settings of rfc2136', () => {
  const takes = (name: string, value: string) => {
    const setting = rfc2136.settings[name];
    if (!setting) throw new Error(`there is no ${name}`);
    return isUsable(setting, value);
  };

  test.each([
    [
      'RFC2136_NAMESERVER',
      ['ns1.example.com', 'ns1:5353', '192.0.2.53', '[2001:db8::53]:53', '[2001:db8::53]'],
    ],
    ['RFC2136_TSIG_KEY', ['ddns', 'ddns.example.com.', 'Home_Key']],
    ['RFC2136_TSIG_SECRET', ['YQ==', 'YWI=', 'YWJj', key.RFC2136_TSIG_SECRET]],
    ['RFC2136_TSIG_ALGORITHM', ['hmac-sha256.', 'hmac-sha512', 'HMAC-SHA1', 'hmac-md5.sig-alg.reg.int.']],
  ])('take in %s what its users write', (name, values) => {
    expect(values.filter((value) => !takes(name, value))).toEqual([]);
  });

  test.each([
    ['RFC2136_NAMESERVER', ['', 'ns1:0', '2001:db8::53', 'udp://ns1', '1.2.3']],
    ['RFC2136_TSIG_KEY', ['', 'a key', 'a..b']],
    ['RFC2136_TSIG_SECRET', ['YQ', 'not base64!', 'YWJj=']],
    ['RFC2136_TSIG_ALGORITHM', ['sha256', 'gss-tsig', 'constructor']],
  ])('refuse in %s what cannot be meant', (name, values) => {
    expect(values.filter((value) => takes(name, value))).toEqual([]);
  });

  test('want key and secret together, or neither', () => {
    const { RFC2136_TSIG_KEY, RFC2136_TSIG_SECRET } = key;

    expect(rfc2136.check({})).toEqual([]);
    expect(rfc2136.check(key)).toEqual([]);
    expect(rfc2136.check({ RFC2136_TSIG_KEY })).toEqual([
      'RFC2136_TSIG_KEY is given without RFC2136_TSIG_SECRET',
    ]);
    expect(rfc2136.check({ RFC2136_TSIG_SECRET })).toEqual([
      'RFC2136_TSIG_SECRET is given without RFC2136_TSIG_KEY',
    ]);
  });
});
