import { expect, it, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import { parseHeartbeats } from '../../src/notifiers/heartbeat/forms.ts';
import { createHeartbeat } from '../../src/notifiers/heartbeat/heartbeat.ts';
import { nothingKnown } from '../../src/report/state.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const uuid = '5f0c6a12-3b4d-4c5e-8f90-0123456789ab';

test.each([
  [`https://hc-ping.com/${uuid}`, 'healthchecks', `https://hc-ping.com/${uuid}`],
  ['https://hc-ping.com/pingkey/home', 'healthchecks', 'https://hc-ping.com/pingkey/home'],
  [`http://nas.lan:8000/ping/${uuid}/`, 'healthchecks', `http://nas.lan:8000/ping/${uuid}`],
  ['https://example.org/hc/ping/key/home', 'healthchecks', 'https://example.org/hc/ping/key/home'],
  ['https://kuma.lan/api/push/abc123?status=up&msg=OK&ping=', 'kuma', 'https://kuma.lan/api/push/abc123'],
  ['https://example.org/kuma/api/push/abc123', 'kuma', 'https://example.org/kuma/api/push/abc123'],
  ['https://example.org/beat?x=1', 'get', 'https://example.org/beat?x=1'],
  ['healthchecks+http://nas.lan/h/x', 'healthchecks', 'http://nas.lan/h/x'],
  ['kuma+https://nas.lan/x?status=up', 'kuma', 'https://nas.lan/x'],
  [`get+https://hc-ping.com/${uuid}`, 'get', `https://hc-ping.com/${uuid}`],
])('%s is read as %s', (text, kind, url) => {
  expect(parseHeartbeats(text)).toMatchObject([{ kind, url }]);
});

it('takes several, between commas or on lines, with comments', () => {
  const text = `# the phone\nhttps://hc-ping.com/${uuid}\n\nhttps://a.example/x?list=1,2, kuma+https://b.example/y`;

  expect(parseHeartbeats(text).map(({ url }) => url)).toEqual([
    `https://hc-ping.com/${uuid}`,
    'https://a.example/x?list=1,2',
    'https://b.example/y',
  ]);
});

test.each([
  ['hc-ping.com/x', 'is no address that can be asked'],
  ['ftp://hc-ping.com/x', 'is no address that can be asked'],
  ['slack+https://x.example/', 'is no address that can be asked'],
  ['# nothing', 'holds no address'],
  [`https://hc-ping.com/${uuid}/fail`, 'ends in /fail; give the address without it'],
  [`https://a.example/, https://hc-ping.com/${uuid}/start`, ', entry 2, ends in /start'],
  ['https://hc-ping.com/your-uuid-here', 'still has a placeholder in it'],
  ['https://hc-ping.com/<uuid>', 'still has a placeholder in it'],
  ['https://kuma.lan/api/push/TOKEN?status=up', 'still has the word TOKEN of an example in it'],
])('%s is refused', (text, why) => {
  expect(() => parseHeartbeats(text)).toThrow(why);
});

const answers: Record<string, string> = { healthchecks: 'OK', kuma: '{"ok":true}', get: '' };

function home(text: string, every = 60_000) {
  const clock = new VirtualClock();
  const specs = parseHeartbeats(text);
  const requests: HttpRequest[] = [];
  const troubles: [number, string | undefined][] = [];
  const world = {
    status: 'ok' as StatusReport['status'],
    answer: async (): Promise<Partial<HttpAnswer>> => ({
      status: 200,
      text: answers[specs[0]?.kind ?? ''] ?? '',
    }),
  };
  const heartbeat = createHeartbeat({
    ...{ specs, clock, every },
    async http(request) {
      requests.push({ ...request, url: String(request.url) });
      return { status: 200, text: '', headers: {}, ...(await world.answer()) };
    },
    verdict: () => ({ status: world.status, text: `${world.status}, 1 record\nin sync` }),
    onTrouble: ({ number }, reason) => troubles.push([number, reason]),
  });
  async function look(times = 1): Promise<void> {
    for (let count = 0; count < times; count++) {
      const looked = { kind: 'looked', line: 'default', sources: [], nat: undefined, took: 41.6 } as const;
      heartbeat.observe?.(looked, nothingKnown);
      await clock.advance(30_000);
    }
  }
  return { clock, world, heartbeat, requests, troubles, look, urls: () => requests.map(({ url }) => url) };
}

it('tells Healthchecks success at most once a minute, by POST, with a first word that never changes', async () => {
  const { look, requests } = home(`https://hc-ping.com/${uuid}`);

  await look(10);

  expect(requests).toHaveLength(5);
  expect(requests[0]).toMatchObject({
    ...{ method: 'POST', url: `https://hc-ping.com/${uuid}`, body: 'success: ok, 1 record in sync' },
  });
});

it('tells a failure at once and once, and success again after it', async () => {
  const { look, world, requests, urls } = home(`https://hc-ping.com/${uuid}`);
  await look();
  world.status = 'failing';
  await look(6);
  world.status = 'ok';
  await look(2);

  expect(urls()).toEqual([
    `https://hc-ping.com/${uuid}`,
    `https://hc-ping.com/${uuid}/fail`,
    `https://hc-ping.com/${uuid}`,
  ]);
  expect(requests[1]?.body).toBe('failure: failing, 1 record in sync');
});

it('says nothing while something is being mended or nothing is known yet', async () => {
  const { look, world, requests } = home('https://kuma.lan/api/push/abc');
  for (const status of ['starting', 'degraded'] as const) {
    world.status = status;
    await look(10);
  }

  expect(requests).toEqual([]);
});

it('tells a failure again until it is taken, and the log once', async () => {
  const { look, world, urls, troubles } = home('https://kuma.lan/api/push/abc');
  world.status = 'failing';
  world.answer = async () => {
    throw new Failure('transient', 'kuma.lan: no answer');
  };
  await look(3);
  world.answer = async () => ({ text: '{"ok":true}' });
  await look(3);

  expect(urls()).toHaveLength(4);
  expect(troubles).toEqual([
    [1, 'kuma.lan: no answer'],
    [1, undefined],
  ]);
});

it('tells Uptime Kuma up and down with the time of the look', async () => {
  const { look, world, urls } = home('https://kuma.lan/api/push/abc?status=up&msg=OK&ping=');
  await look();
  world.status = 'failing';
  await look();

  expect(urls()).toEqual([
    'https://kuma.lan/api/push/abc?status=up&msg=success%3A+ok%2C+1+record+in+sync&ping=42',
    'https://kuma.lan/api/push/abc?status=down&msg=failure%3A+failing%2C+1+record+in+sync&ping=',
  ]);
});

test.each([
  [`https://hc-ping.com/${uuid}`, { status: 200, text: 'OK (not found)' }],
  [`https://hc-ping.com/${uuid}`, { status: 200, text: 'OK (rate limited)' }],
  [`https://hc-ping.com/${uuid}`, { status: 200, text: '<html>' }],
  ['https://kuma.lan/api/push/abc', { status: 404, text: '{"ok":false,"msg":"Monitor not found"}' }],
  ['https://kuma.lan/api/push/abc', { status: 200, text: '<html>a login</html>' }],
  ['https://a.example/beat', { status: 302, text: '' }],
])('what %s answers with %o is no success', async (text, answer) => {
  const { look, world, troubles } = home(text);
  world.answer = async () => answer;
  await look();

  expect(troubles).toHaveLength(1);
  expect(troubles[0]?.[1]).toContain(`answered HTTP ${answer.status}`);
});

it('a service that hangs delays nobody, and is not asked twice at once', async () => {
  const { look, world, requests } = home(`https://hc-ping.com/${uuid}`);
  world.answer = () => new Promise(() => {});
  await look(20);

  expect(requests).toHaveLength(1);
});

it('with ONCE tells the start to Healthchecks alone, and the end to all', async () => {
  const { heartbeat, urls } = home(
    `https://hc-ping.com/${uuid}, https://kuma.lan/api/push/abc, https://a.example/`,
  );
  await heartbeat.start();
  await heartbeat.end(false);

  expect(urls().map((url) => String(url).split('?')[0])).toEqual([
    `https://hc-ping.com/${uuid}/start`,
    `https://hc-ping.com/${uuid}/fail`,
    'https://kuma.lan/api/push/abc',
  ]);
});

it('sends credentials in an address as a header, not in the URL', async () => {
  const { look, requests } = home(`https://me:p%40ss@nas.lan/ping/${uuid}`);
  await look();

  expect(requests[0]).toMatchObject({
    url: `https://nas.lan/ping/${uuid}`,
    headers: { authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` },
  });
});

it('tells others from now on, when it is given others', async () => {
  const { look, heartbeat, urls } = home(`https://hc-ping.com/${uuid}`);
  await look(2);
  heartbeat.renew(parseHeartbeats('https://a.example/x, https://b.example/y'));
  await look(4);

  expect(urls()).toEqual([
    `https://hc-ping.com/${uuid}`,
    ...['https://a.example/x', 'https://b.example/y', 'https://a.example/x', 'https://b.example/y'],
  ]);
});
