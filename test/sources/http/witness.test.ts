import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { HttpAnswer, HttpRequest } from '../../../src/http/client.ts';
import { createSafeLookup } from '../../../src/http/doh.ts';
import { cloudflare } from '../../../src/sources/http/cloudflare.ts';
import { httpText } from '../../../src/sources/http/http-text.ts';
import { url } from '../../../src/sources/http/url.ts';
import type { SourceSpec } from '../../../src/sources/source.ts';
import { dohAnswer } from '../../support/doh-answer.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const truth = '81.2.69.142';
const calm = new AbortController().signal;
const unreached = new Failure('transient', 'no route', { unanswered: true });
const doh = ['1.1.1.1/dns-query', '8.8.8.8/dns-query', '9.9.9.9/dns-query'];

type Line = Partial<HttpAnswer> | Failure;

/** A source whose network is played: `play` is given `HOST/PATH`, with ` at ADDRESS` where none was looked up. */
function witnessed(spec: SourceSpec<never>, play: (place: string, request: HttpRequest) => Line) {
  const asked: string[] = [];
  const clock = new VirtualClock();
  const http = async (request: HttpRequest) => {
    const { host, pathname } = new URL(request.url);
    const place = `${host}${pathname}${request.address ? ` at ${request.address}` : ''}`;
    asked.push(place);
    const line = play(place, request);
    if (line instanceof Failure) throw line;
    return { status: 200, headers: {}, text: truth, ...line };
  };
  const needs = { http, clock, safeLookup: createSafeLookup({ http, clock }), timeout: 10_000 };
  const source = (spec as SourceSpec<typeof needs>).open(needs);
  const ask = () => source.witness?.('ipv4', calm);
  return { asked, ask, source };
}
const found = ({ url: asked }: HttpRequest, ...addresses: string[]) => ({
  text: dohAnswer(new URL(asked), addresses).toString('latin1'),
});
const byName = httpText({ name: 'ip', url: new URL('https://ip.example.net/') });

describe('a source over HTTPS as a witness', () => {
  test('is asked at the address that DNS over HTTPS finds', async () => {
    const { ask, asked } = witnessed(byName, (place, request) =>
      doh.includes(place) ? found(request, '81.2.0.1') : {},
    );

    expect(await ask()).toEqual({ address: truth, independent: true });
    expect(asked).toEqual(['1.1.1.1/dns-query', 'ip.example.net/ at 81.2.0.1']);
  });

  test.each<[string, (place: string, request: HttpRequest) => Line]>([
    ['DNS over HTTPS is out of reach', (place) => (place === 'ip.example.net/' ? {} : unreached)],
    ['DNS over HTTPS does not know it', (place, request) => (doh.includes(place) ? found(request) : {})],
    [
      'nothing answers at the address found',
      (place, request) => {
        if (doh.includes(place)) return found(request, '81.2.0.1');
        return place === 'ip.example.net/' ? {} : unreached;
      },
    ],
  ])('is asked by name where %s, and is no independent one', async (_, play) => {
    const { ask, asked } = witnessed(byName, play);

    expect(await ask()).toEqual({ address: truth, independent: false });
    expect(asked.at(-1)).toBe('ip.example.net/');
  });

  test('that answered with a refusal is not asked once more', async () => {
    const { ask, asked } = witnessed(byName, (place, request) =>
      doh.includes(place) ? found(request, '81.2.0.1', '81.2.0.2') : { status: 429 },
    );

    await expect(ask()).rejects.toThrow('asked too often');
    expect(asked).toEqual(['1.1.1.1/dns-query', 'ip.example.net/ at 81.2.0.1']);
  });

  test('is one by itself where the URL holds an address', async () => {
    const { ask, asked } = witnessed(url('https://81.2.0.1/ip', 'ipv4'), () => ({}));

    expect(await ask()).toEqual({ address: truth, independent: true });
    expect(asked).toEqual(['81.2.0.1/ip']);
  });

  test('is none over plain HTTP', () => {
    expect(witnessed(url('http://81.2.0.1/ip', 'ipv4'), () => ({})).source.witness).toBeUndefined();
  });
});

describe('Cloudflare as a witness', () => {
  const trace = { text: `fl=1\nip=${truth}\nwarp=off\n` };

  test('is asked at an address of its resolver, without a lookup', async () => {
    const { ask, asked } = witnessed(cloudflare(), () => trace);

    expect(await ask()).toEqual({ address: truth, independent: true });
    expect(asked).toEqual(['1.1.1.1/cdn-cgi/trace']);
  });

  test('is asked at its other address where the first is out of reach', async () => {
    const { ask, asked } = witnessed(cloudflare(), (place) =>
      place === '1.0.0.1/cdn-cgi/trace' ? trace : unreached,
    );

    expect(await ask()).toEqual({ address: truth, independent: true });
    expect(asked).toEqual(['1.1.1.1/cdn-cgi/trace', '1.0.0.1/cdn-cgi/trace']);
  });
});
