import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createHttp, type Http } from '../../../src/http/client.ts';
import type { Family } from '../../../src/ip/address.ts';
import { aws } from '../../../src/sources/http/aws.ts';
import { cloudflare } from '../../../src/sources/http/cloudflare.ts';
import type { HttpSourceDependencies } from '../../../src/sources/http/http-text.ts';
import { icanhazip } from '../../../src/sources/http/icanhazip.ts';
import { ipify } from '../../../src/sources/http/ipify.ts';
import { url } from '../../../src/sources/http/url.ts';
import type { Source } from '../../../src/sources/source.ts';
import { type EchoForm, type EchoMode, startEcho } from '../../world/echo.ts';
import { createIsp } from '../../world/isp.ts';
import { type SourceStage, sourceContract } from './source.ts';

const home = { ipv4: '81.2.69.142', ipv6: '2a02:8010:6000::1' };

const modes: Record<string, EchoMode> = {
  'a captive portal': 'captive-portal',
  'an empty body': 'empty',
  '10 MB of body': 'huge',
  'no answer': 'hang',
  'half an answer': 'stall',
  'an address of the other family': 'wrong-family',
  words: { lie: 'your address is secret' },
  'two addresses': { lie: '81.2.69.1, 81.2.69.2' },
  'an address and more': { lie: '81.2.69.1.5' },
  'a redirect to another host': 'redirect-elsewhere',
  'a redirect to itself, for ever': 'redirect-for-ever',
  'too many requests': 'too-many-requests',
  'an internal error': 'error',
  'a lost connection': 'drop',
};

interface HttpStage extends SourceStage {
  /** Requests that reached another host than the one asked. */
  elsewhere(): number;
  /** The families that connections were forced to. */
  readonly forced: (Family | undefined)[];
}

/** `make` gets the echo's URL, and a client that leads the requests meant for the real service to the echo. */
async function open(family: Family, timeout: number, make: Make): Promise<HttpStage> {
  const isp = createIsp(home);
  const other = await startEcho({ isp, family, host: '127.0.0.2' });
  const echo = await startEcho({ isp, family, elsewhere: other.url });
  const client = createHttp({ userAgent: 'homemade-ddns/test', timeout });
  const forced: (Family | undefined)[] = [];
  const http: Http = (request) => {
    forced.push(request.family);
    const { pathname, search } = new URL(request.url);
    return client({ ...request, url: new URL(pathname + search, echo.url) });
  };
  return {
    source: make({ http, clock: systemClock }, echo.url, (form) => {
      echo.form = form;
    }),
    family,
    truth: home[family],
    forced,
    misbehave(fault) {
      echo.mode = fault === undefined ? 'honest' : (modes[fault] ?? 'error');
    },
    requests: echo.requests,
    elsewhere: other.requests,
    async close() {
      await client.close();
      await Promise.all([echo.close(), other.close()]);
    },
  };
}

type Make = (needs: HttpSourceDependencies, echo: string, write: (form: EchoForm) => void) => Source;

const sources: [title: string, family: Family, make: Make][] = [
  ['ipify', 'ipv4', (needs) => ipify('ipv4').open(needs)],
  ['ipify (IPv6)', 'ipv6', (needs) => ipify('ipv6').open(needs)],
  ['icanhazip', 'ipv4', (needs) => icanhazip('ipv4').open(needs)],
  ['icanhazip (IPv6)', 'ipv6', (needs) => icanhazip('ipv6').open(needs)],
  ['aws', 'ipv4', (needs) => aws().open(needs)],
  ['cloudflare', 'ipv4', (needs) => cloudflare().open(needs)],
  ['cloudflare (IPv6)', 'ipv6', (needs) => cloudflare().open(needs)],
  ['a URL that answers text', 'ipv4', (needs, echo) => url(`${echo}/`, 'ipv4').open(needs)],
  ['a URL that answers JSON', 'ipv4', (needs, echo) => url(`${echo}/?format=json`, 'ipv4').open(needs)],
  [
    'a URL that answers text as text/html',
    'ipv4',
    (needs, echo, write) => {
      write('html-typed-text');
      return url(`http://user:secret@${new URL(echo).host}/ip?key=secret`, 'ipv4').open(needs);
    },
  ],
];

for (const [title, family, make] of sources) {
  sourceContract({
    title,
    faults: Object.keys(modes),
    silence: 'no answer',
    open: (timeout) => open(family, timeout, make),
  });

  test(`${title} forces its connections to the family asked for`, async () => {
    const stage = await open(family, 5000, make);

    await stage.source.ask(family, new AbortController().signal).finally(() => stage.close());

    expect(stage.forced).toEqual([family]);
  });

  test(`${title} does not follow a redirect to another host`, async () => {
    const stage = await open(family, 5000, make);
    stage.misbehave('a redirect to another host');

    const asking = stage.source.ask(family, new AbortController().signal);

    await expect(asking.finally(() => stage.close())).rejects.toThrow('redirected to another host');
    expect(stage.elsewhere()).toBe(0);
    expect(stage.requests()).toBe(1);
  });
}
