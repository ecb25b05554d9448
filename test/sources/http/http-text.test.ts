import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { createHttp, type HttpAnswer } from '../../../src/http/client.ts';
import { aws } from '../../../src/sources/http/aws.ts';
import { cloudflare } from '../../../src/sources/http/cloudflare.ts';
import { httpText } from '../../../src/sources/http/http-text.ts';
import { url } from '../../../src/sources/http/url.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { type Echo, startEcho } from '../../world/echo.ts';
import { createIsp } from '../../world/isp.ts';

const truth = '81.2.69.142';
const calm = new AbortController().signal;
const clock = new VirtualClock();

describe('a web server as a source', () => {
  const isp = createIsp({ ipv4: truth });
  let echo: Echo;
  let http: ReturnType<typeof createHttp>;
  beforeEach(async () => {
    http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 5000 });
    echo = await startEcho({ isp });
  });
  afterEach(async () => {
    await http.close();
    await echo.close();
  });
  const ask = (path = '/') => url(`${echo.url}${path}`, 'ipv4').open({ http, clock }).ask('ipv4', calm);

  test('says in few words what is wrong with an answer', async () => {
    const reasons: Record<string, string> = {};
    for (const mode of [
      'captive-portal',
      'empty',
      'wrong-family',
      'error',
      'redirect-for-ever',
      'huge',
    ] as const) {
      echo.mode = mode;
      reasons[mode] = await ask().catch((failure: Failure) => failure.message);
    }
    echo.mode = { lie: 'nothing to see here' };
    reasons.words = await ask().catch((failure: Failure) => failure.message);
    echo.mode = 'honest';
    echo.form = 'json-other';
    reasons.json = await ask().catch((failure: Failure) => failure.message);

    expect(reasons).toEqual({
      'captive-portal': 'answered an HTML page',
      empty: 'answered nothing',
      'wrong-family': 'answered an IPv6 address when IPv4 was asked',
      error: 'answered HTTP 500',
      'redirect-for-ever': 'redirected more than 3 times',
      huge: 'the answer is larger than 4096 bytes',
      words: 'answered something that is no address',
      json: 'answered JSON without an address in the field "ip"',
    });
  });

  test('does not load a body of 10 MB', async () => {
    echo.mode = 'huge';

    await ask().catch(() => {});
    await expect.poll(() => echo.abandoned()).toBe(1);
  });

  test('is followed on a redirect within the host', async () => {
    echo.mode = 'redirect-here';

    await expect(ask('/ip')).resolves.toBe(truth);
    expect(echo.requests()).toBe(2);
  });

  test('tells how long it wants to be left alone', async () => {
    echo.mode = 'too-many-requests';

    await expect(ask()).rejects.toMatchObject({ kind: 'limited', retryAfter: 600_000 });
  });

  test('is asked over a new connection each time, past caches, and with our name', async () => {
    await ask();

    expect(echo.lastHeaders()).toMatchObject({
      connection: 'close',
      'cache-control': 'no-cache',
      'user-agent': 'homemade-ddns/test',
    });
  });

  test('gets the credentials of its URL, which are never shown', async () => {
    const source = url(`http://me:p%40ss@127.0.0.1:${echo.port}/ip?key=1#x`, 'ipv4').open({ http, clock });

    await source.ask('ipv4', calm);

    expect(echo.lastHeaders().authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(source).toMatchObject({ name: `http://127.0.0.1:${echo.port}/ip`, operator: '127.0.0.1' });
  });
});

/** A source whose server is played by a list of answers, for what a loopback server cannot do. */
function played(start: string, ...answers: Partial<HttpAnswer>[]) {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const source = httpText({ name: 'test', url: new URL(start) }).open({
    clock,
    http: async (request) => {
      asked.push({ url: String(request.url), authorization: request.headers?.authorization });
      return { status: 200, headers: {}, text: truth, ...answers[asked.length - 1] };
    },
  });
  return { asked, ask: () => source.ask('ipv4', calm) };
}
const redirect = (location: string) => ({ status: 301, headers: { location }, text: '' });

describe('redirects', () => {
  test('never lead from https to an unprotected connection', async () => {
    const { ask, asked } = played('https://ip.example.net/', redirect('http://ip.example.net/'));

    await expect(ask()).rejects.toThrow('redirected from https to an unprotected connection');
    expect(asked).toHaveLength(1);
  });

  test('may lead to https, but take no credentials to another origin', async () => {
    const { ask, asked } = played('http://me:secret@ip.example.net/', redirect('https://ip.example.net/ip'));

    await expect(ask()).resolves.toBe(truth);
    expect(asked).toEqual([
      { url: 'http://ip.example.net/', authorization: expect.stringMatching(/^Basic /) },
      { url: 'https://ip.example.net/ip', authorization: undefined },
    ]);
  });

  test.each(['//evil.example.net/', 'https://evil.example.net/', 'data:text/plain,81.2.69.1', 'http://['])(
    'to %s are refused',
    async (location) => {
      const { ask, asked } = played('https://ip.example.net/', redirect(location));

      await expect(ask()).rejects.toBeInstanceOf(Failure);
      expect(asked).toHaveLength(1);
    },
  );

  test('are followed three times at most', async () => {
    const four = Array.from({ length: 4 }, () => redirect('/again'));

    await expect(played('https://ip.example.net/', ...four.slice(1)).ask()).resolves.toBe(truth);
    await expect(played('https://ip.example.net/', ...four).ask()).rejects.toThrow('more than 3 times');
  });
});

const answering = (text: string) => ({ clock, http: async () => ({ status: 200, headers: {}, text }) });

describe('cloudflare', () => {
  test.each(['warp=on', 'warp=plus', 'gateway=on'])('is not believed through a VPN (%s)', async (line) => {
    const source = cloudflare().open(answering(`fl=1\nip=104.28.1.1\n${line}\n`));

    await expect(source.ask('ipv4', calm)).rejects.toThrow(/VPN/);
  });

  test('reads the line ip= with either line ending', async () => {
    const source = cloudflare().open(answering('h=x\r\nip=81.2.69.142\r\nwarp=off\r\ngateway=off\r\n'));

    await expect(source.ask('ipv4', calm)).resolves.toBe(truth);
  });

  test('is refused without the line ip=', async () => {
    const source = cloudflare().open(answering('h=x\nclip=81.2.69.142\n'));

    await expect(source.ask('ipv4', calm)).rejects.toThrow('answered a trace without an address');
  });
});

describe('aws', () => {
  test('may say the same address several times', async () => {
    await expect(aws().open(answering('81.2.69.142, 81.2.69.142\n')).ask('ipv4', calm)).resolves.toBe(truth);
  });

  test('is refused when it says several addresses', async () => {
    await expect(aws().open(answering('10.0.0.1, 81.2.69.142\n')).ask('ipv4', calm)).rejects.toThrow(
      'several addresses',
    );
  });
});
