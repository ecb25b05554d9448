import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Http } from '../../src/http/client.ts';
import { createSafeLookup } from '../../src/http/doh.ts';
import { dohAnswer } from '../support/doh-answer.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const calm = new AbortController().signal;
const servers = ['https://1.1.1.1/dns-query', 'https://8.8.8.8/dns-query'];

/** A lookup whose servers are played: by the URL asked, addresses, or what is thrown, or silence. */
function played(
  play: (url: URL) => readonly string[] | Failure | 'hangs',
  clock: Clock = new VirtualClock(),
) {
  const asked: string[] = [];
  const http: Http = async ({ url, signal }) => {
    const { host } = new URL(url);
    asked.push(host);
    const line = play(new URL(url));
    if (line === 'hangs')
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Failure('transient', 'stopped'))),
      );
    if (line instanceof Failure) throw line;
    return { status: 200, headers: {}, text: dohAnswer(new URL(url), line).toString('latin1') };
  };
  return { asked, ...createSafeLookup({ http, clock, servers }) };
}

test('a name is asked for once in ten minutes, at the first server that answers', async () => {
  const clock = new VirtualClock();
  const { find, asked } = played(() => ['81.2.69.1', '81.2.69.2'], clock);

  const first = await find('ip.example.net', 'ipv4', calm);
  await clock.advance(599_000);
  await find('ip.example.net', 'ipv4', calm);
  await clock.advance(1_000);
  await find('ip.example.net', 'ipv4', calm);

  expect(first).toEqual(['81.2.69.1', '81.2.69.2']);
  expect(asked).toEqual(['1.1.1.1', '1.1.1.1']);
});

test('the family asked for is the one that is found', async () => {
  const { find } = played(() => ['2a02:8010:6000::1']);

  expect(await find('ip.example.net', 'ipv6', calm)).toEqual(['2a02:8010:6000::1']);
});

test('a name that the servers do not know has no address', async () => {
  const { find, isOutOfReach } = played(() => []);

  expect(await find('nas.lan', 'ipv4', calm)).toEqual([]);
  expect(isOutOfReach()).toBe(false);
});

test('the next server is asked when one fails', async () => {
  const { find, asked } = played(({ host }) =>
    host === '1.1.1.1' ? new Failure('transient', 'no route') : ['81.2.69.1'],
  );

  expect(await find('ip.example.net', 'ipv4', calm)).toEqual(['81.2.69.1']);
  expect(asked).toEqual(['1.1.1.1', '8.8.8.8']);
});

test('the next server is asked when one is silent for a second', async () => {
  const clock = new VirtualClock();
  const { find } = played(({ host }) => (host === '1.1.1.1' ? 'hangs' : ['81.2.69.1']), clock);

  const finding = find('ip.example.net', 'ipv4', calm);
  await clock.advance(1_000);

  expect(await finding).toEqual(['81.2.69.1']);
});

test('all of them are out of reach for a minute when none answers', async () => {
  const clock = new VirtualClock();
  const { find, isOutOfReach } = played(() => 'hangs', clock);

  const finding = find('ip.example.net', 'ipv4', calm).catch((failure: Failure) => failure);
  await clock.advance(5_000);

  expect(await finding).toMatchObject({ kind: 'transient', unanswered: true });
  expect(isOutOfReach()).toBe(true);
  await clock.advance(60_000);
  expect(isOutOfReach()).toBe(false);
});

test('an answer that is none is as good as no answer', async () => {
  const http: Http = async () => ({ status: 200, headers: {}, text: '<html>Welcome</html>' });
  const { find } = createSafeLookup({ http, clock: new VirtualClock(), servers });

  await expect(find('ip.example.net', 'ipv4', calm)).rejects.toThrow('no usable answer');
});
