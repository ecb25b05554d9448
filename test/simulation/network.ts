import { Failure } from '../../src/base/failure.ts';
import type { Holding } from '../../src/dns/authoritative.ts';
import type { RecordType } from '../../src/dns/records.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import type { Family } from '../../src/ip/address.ts';
import type { Chance } from './chance.ts';
import { cross, type Roads } from './crossing.ts';
import type { Border, Mishap, Stage } from './faults.ts';
import { type Home, lieOf } from './home.ts';
import { type PretendApi, refused, type Touched } from './pretend-api.ts';
import type { Author } from './pretend-zone.ts';
import type { ProcessClock } from './simulated-clock.ts';
import { holdingOf, nameIn } from './update-only.ts';

/** When the adapter asked for a write, and when that left, having waited for its turn. On the monotonic clock. */
export interface Sent {
  readonly askedAt: number;
  readonly leftAt: number;
}

/** Who is told of what crosses the border. */
export interface NetworkWatch {
  /** A request leaves for an API; `askedAt` is when the adapter made it, before it waited for its turn. */
  departed(host: string, askedAt: number, request: HttpRequest, border: Border): void;
  /** The API writes. */
  wrote(target: string, touched: Touched, author: Author, sent: Sent): void;
  /** A whole listing has reached the program: all names, or one. The times are those when its first and last page were made. */
  listed(target: string, name: string | undefined, firstAt: number, lastAt: number): void;
  /** The API has asked the account to wait, and the program knows it. */
  limited(host: string, wait: number): void;
}

export interface NetworkOptions extends Roads {
  readonly apis: ReadonlyMap<string, PretendApi>;
  readonly watch: NetworkWatch;
  /** It is another instance of the program: what it writes is nothing that the one which is watched may know. */
  readonly isTwin: boolean;
}

/** One run's way to the world. */
export interface Network {
  /** To the APIs, on behalf of one target; the header says which. */
  readonly http: Http;
  /** To who tells an address over HTTPS; by whose way the question leaves is what is told. */
  sourceHttp(leavesBy: () => Home): Http;
  /** To the services that the owner is told by. */
  readonly ownerHttp: Http;
  /** One question to a source that is asked over UDP; `index` tells the sources apart. */
  ask(
    leavesBy: () => Home,
    source: string,
    index: number,
    family: Family,
    signal: AbortSignal,
  ): Promise<string>;
  /** What the servers of a zone say of a full name, for one target. Never rejects. */
  lookUp(host: string, target: string, name: string, type: RecordType, signal: AbortSignal): Promise<Holding>;
  /** What the program is doing, as far as its messages tell. */
  stage(): Stage;
}

/** The headers that say on behalf of which target a request is made, and when. */
export const targetHeader = 'x-target';
export const askedHeader = 'x-asked-at';

/** Who tells an address over HTTPS; the last ones are Cloudflare's too. */
const webHosts = [
  ...['api.ipify.org', 'api6.ipify.org', 'checkip.amazonaws.com', 'api.cloudflare.com'],
  ...['1.1.1.1', '1.0.0.1', '[2606:4700:4700::1111]', '[2606:4700:4700::1001]'],
];
const stageOf = (border: Border): Stage => {
  if (border === 'message') return 'telling';
  if (border === 'datagram' || border === 'web') return 'looking';
  if (border === 'host-read') return 'reading';
  return border === 'list' || border === 'zone-id' || border === 'name-server' ? 'reading' : 'writing';
};

export function createNetwork(options: NetworkOptions, process: ProcessClock): Network {
  const { apis, chance, home, watch, isTwin } = options;
  const open = new Map<Stage, number>();
  const listings = new Map<string, number>();

  async function counted<A>(border: Border, message: Promise<A>): Promise<A> {
    const stage = stageOf(border);
    open.set(stage, (open.get(stage) ?? 0) + 1);
    try {
      return await message;
    } finally {
      open.set(stage, (open.get(stage) ?? 0) - 1);
    }
  }

  function toApi(request: HttpRequest): Promise<HttpAnswer> {
    const { host, searchParams } = new URL(request.url);
    const api = apis.get(host);
    if (!api) throw new Error(`nobody is called ${host} here`);
    const target = request.headers?.[targetHeader] ?? '';
    const askedAt = Number(request.headers?.[askedHeader]);
    const border = api.borderOf(request);
    watch.departed(host, askedAt, request, border);
    const sent = { askedAt, leftAt: process.monotonic() };
    const onWrite = (author: Author) => (touched: Touched) => watch.wrote(target, touched, author, sent);
    const message = cross<HttpAnswer>(options, {
      ...{ border, process, signal: request.signal, who: host },
      deliver(as) {
        const author = isTwin ? 'ghost' : as;
        return api.handle({ request, author, onWrite: onWrite(author) });
      },
      instead: (mishap) =>
        // What one host says for "done" would be a lie at another, so nobody but a page of HTML lies for a real one.
        mishap === 'lie' && api.real ? page : falseAnswer(mishap, chance),
      half: cut,
      onAnswer(answer, handledAt) {
        if (answer.status === 429) watch.limited(host, Number(answer.headers['retry-after'] ?? 0) * 1000);
        // How the pages of a real host hang together is its own affair: each answer counts for all that it holds.
        if (border === 'host-read' && answer.status === 200)
          watch.listed(target, undefined, handledAt, handledAt);
        if (border !== 'list' || answer.status !== 200) return;
        const name = searchParams.get('name') ?? undefined;
        const listing = `${target} ${name}`;
        if (!searchParams.has('cursor')) listings.set(listing, handledAt);
        if (!answer.text.includes('"next"'))
          watch.listed(target, name, listings.get(listing) ?? handledAt, handledAt);
      },
    });
    return counted(border, message);
  }

  const toWeb =
    (leavesBy: () => Home) =>
    (request: HttpRequest): Promise<HttpAnswer> => {
      const { host, pathname } = new URL(request.url);
      const index = webHosts.indexOf(host);
      if (index < 0 || pathname === '/dns-query') {
        const failure = new Failure('transient', `${host}: there is no route to it`, { unanswered: true });
        return Promise.reject(failure);
      }
      const { family = 'ipv4' } = request;
      const page = (address: string) =>
        pathname.endsWith('/trace') ? `fl=1\nip=${address}\nwarp=off` : address;
      const said = (address: string) => ({ status: 200, headers: {}, text: page(address) });
      const message = cross<HttpAnswer>(options, {
        ...{ border: 'web', process, signal: request.signal, who: host },
        deliver: () => said(leavesBy().address(family)),
        instead: (mishap) =>
          mishap === 'lie' && chance.happens('lies in form', 0.7)
            ? said(lieOf(family, index))
            : falseAnswer(mishap, chance),
        half: cut,
      });
      return counted('web', message);
    };

  function toOwner(request: HttpRequest): Promise<HttpAnswer> {
    const message = cross<HttpAnswer>(options, {
      ...{ border: 'message', process, signal: request.signal, who: String(request.url) },
      deliver: () => ({ status: 200, headers: {}, text: 'OK' }),
      instead: (mishap) => falseAnswer(mishap, chance),
      half: cut,
    });
    return counted('message', message);
  }

  async function lookUp(host: string, target: string, name: string, type: RecordType, signal: AbortSignal) {
    const [[zoneName, zone] = []] = apis.get(host)?.zones ?? [];
    if (zoneName === undefined || !zone) throw new Error(`${host} has no zone`);
    const nobody: Holding = { unknown: 'who answers has no authority' };
    const message = cross<Holding>(options, {
      ...{ border: 'name-server', process, signal, who: `the servers of ${zoneName}` },
      deliver: () => holdingOf(name, type, zoneName, zone),
      instead: (mishap) => (mishap === 'lie' ? nobody : undefined),
      half: () => nobody,
      onAnswer: (_, handledAt) => watch.listed(target, nameIn(name, zoneName), handledAt, handledAt),
    });
    return counted('name-server', message).catch((): Holding => ({ unknown: 'its servers do not answer' }));
  }

  return {
    lookUp,
    http: toApi,
    ownerHttp: toOwner,
    sourceHttp: toWeb,
    ask(leavesBy, source, index, family, signal) {
      const message = cross<string>(options, {
        ...{ border: 'datagram', process, signal, who: source },
        deliver: () => home.forged?.[family] ?? leavesBy().address(family),
        instead: (mishap) => (mishap === 'lie' ? lieOf(family, webHosts.length + index) : undefined),
        half: (address) => address.slice(0, 5),
      });
      return counted('datagram', message);
    },
    stage: () =>
      (['writing', 'reading', 'looking'] as const).find((one) => (open.get(one) ?? 0) > 0) ?? 'idle',
  };
}

const page: HttpAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  text: '<html>Please log in</html>',
};

/** What comes in place of the answer of a web server. */
function falseAnswer(mishap: Mishap, chance: Chance): HttpAnswer | undefined {
  switch (mishap) {
    case 'lie':
      return chance.happens('a page', 0.5) ? page : { status: 200, headers: {}, text: '{"welcome":true}' };
    case 'fault-before':
    case 'fault-after':
      return refused(500, 'fault');
    case 'busy':
      return chance.happens('a conflict', 0.5) ? refused(409, 'busy') : refused(503, 'busy');
    case 'limited': {
      const wait = chance.pick('seconds to wait', [0, 3, 20, 90]);
      return refused(429, 'limited', wait === 0 ? {} : { 'retry-after': String(wait) });
    }
    default:
      return undefined;
  }
}

/** What is left of an answer whose connection broke, as a client that trusts the end of the stream reads it. */
function cut(answer: HttpAnswer): HttpAnswer {
  const text = answer.text === '' ? '{"rec' : answer.text.slice(0, Math.floor(answer.text.length / 2));
  return { ...answer, text };
}
