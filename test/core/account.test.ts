import { beforeEach, describe, expect, it } from 'vitest';
import { type Credentials, createAccounts } from '../../src/app/accounts.ts';
import { Failure } from '../../src/base/failure.ts';
import { lastingSignal } from '../../src/base/lasting-signal.ts';
import { createAccount } from '../../src/core/account.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { text } from '../../src/settings/rows.ts';
import { ofServer, optional } from '../../src/settings/setting.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const address = { ipv4: '81.2.69.160' };
const answer: HttpAnswer = { status: 200, headers: {}, text: '' };

let clock: VirtualClock;
let left: number[];
beforeEach(() => {
  clock = new VirtualClock();
  left = [];
});
const http = async (_: HttpRequest): Promise<HttpAnswer> => {
  left.push(clock.monotonic());
  return answer;
};

const targetOf = (domain = 'example.com'): Target => ({
  id: `memory ${domain}`,
  host: 'memory',
  title: 'Memory',
  zone: parseZone(domain),
  keys: [{ name: 'home', type: 'A' }],
  ttl: 600,
});

describe('the account of a target', () => {
  function accountsOf(...given: readonly [definition: ProviderDefinition, values: Record<string, string>][]) {
    const configured = new Map<Target, Credentials>(
      given.map(([provider, values], index) => {
        return [targetOf(`example${index}.com`), { provider, values, files: {} }];
      }),
    );
    const context = { clock, timeout: 10_000 };
    const accountOf = createAccounts({ http, clock, context, onSecret() {} }, configured);
    return [...configured.keys()].map(accountOf);
  }
  const { definition } = new MemoryProvider();

  it('is the same for targets of one provider and one secret, and no other', () => {
    const [first, same, secret, other] = accountsOf(
      [definition, { MEMORY_TOKEN: 'one' }],
      [definition, { MEMORY_TOKEN: 'one' }],
      [definition, { MEMORY_TOKEN: 'two' }],
      [{ ...definition, name: 'other' }, { MEMORY_TOKEN: 'one' }],
    );

    expect(same?.account).toBe(first?.account);
    expect(secret?.account).not.toBe(first?.account);
    expect(other?.account).not.toBe(first?.account);
  });

  it('is another one at another server, so that neither waits for the other', () => {
    const settings = { ...definition.settings, MEMORY_SERVER: ofServer(optional(text('Where.', 'a host'))) };
    const at = { ...definition, settings };
    const [first, same, other] = accountsOf(
      [at, { MEMORY_TOKEN: 'one', MEMORY_SERVER: 'outside' }],
      [at, { MEMORY_TOKEN: 'one', MEMORY_SERVER: 'OUTSIDE.' }],
      [at, { MEMORY_TOKEN: 'one', MEMORY_SERVER: 'inside' }],
    );

    expect(same?.account).toBe(first?.account);
    expect(other?.account).not.toBe(first?.account);
  });

  it('comes with one adapter, its sessions and ids, unless another setting differs', () => {
    const [first, same, other] = accountsOf(
      [definition, { MEMORY_TOKEN: 'one' }],
      [definition, { MEMORY_TOKEN: 'one' }],
      [definition, { MEMORY_TOKEN: 'one', MEMORY_ZONE: 'its own' }],
    );

    expect(same?.access).toBe(first?.access);
    expect(other?.access).not.toBe(first?.access);
    expect(other?.account).toBe(first?.account);
  });
});

describe('an account', () => {
  const request = (lane: string, url = lane) => ({ url, lane, signal: never });

  it('has one rate for all its zones', async () => {
    const account = createAccount({ http, clock, rate: { requests: 2, per: 1000 } });

    for (const lane of ['com', 'org', 'com', 'org']) void account.http(request(lane));
    await clock.advance(5000);

    expect(left).toEqual([0, 0, 1000, 1000]);
  });

  it('keeps to all of several rates', async () => {
    const rate = [
      { requests: 2, per: 1000 },
      { requests: 3, per: 5000 },
    ];
    const account = createAccount({ http, clock, rate });

    for (let n = 0; n < 6; n++) void account.http(request('com'));
    await clock.advance(20_000);

    expect(left).toEqual([0, 0, 1000, 5000, 5000, 6000]);
  });

  it('lets zones take turns, so that one with 180 requests does not starve one with two', async () => {
    const urls: string[] = [];
    const noting = async ({ url }: HttpRequest) => {
      urls.push(String(url));
      return answer;
    };
    const account = createAccount({ http: noting, clock, rate: { requests: 1, per: 1000 } });

    for (let n = 0; n < 180; n++) void account.http(request('large', `large ${n}`));
    await clock.advance(10_000);
    for (let n = 0; n < 2; n++) void account.http(request('small', `small ${n}`));
    await clock.advance(5_000);

    expect(urls.slice(11)).toEqual(['large 11', 'small 0', 'large 12', 'small 1', 'large 13']);
    await clock.advance(180_000);
    expect(urls.filter((url) => url.startsWith('large'))).toEqual(
      Array.from({ length: 180 }, (_, n) => `large ${n}`),
    );
  });

  it('has one rate for all, and where zones are limited one more for the writes of each', async () => {
    const rates = { rate: { requests: 4, per: 1000 }, zoneRate: { requests: 1, per: 5000 } };
    const account = createAccount({ http, clock, ...rates });
    const urls: string[] = [];
    const ask = (lane: string, url: string, method: 'GET' | 'PATCH') =>
      void account.http({ ...request(lane, url), method }).then(() => urls.push(url));

    for (const url of ['com 1', 'com 2']) ask('com', url, 'PATCH');
    ask('org', 'org 1', 'PATCH');
    for (const url of ['read 1', 'read 2', 'read 3']) ask('com', url, 'GET');
    await clock.advance(10_000);

    expect(left).toEqual([0, 0, 0, 0, 1000, 5000]);
    expect(urls.at(-1)).toBe('com 2');
  });

  it('has a rate of its own for each kind of call, where that is limited for itself', async () => {
    const rates = { rate: { requests: 5, per: 1000 }, methodRates: { GET: { requests: 1, per: 1000 } } };
    const account = createAccount({ http, clock, ...rates });
    const ask = (method: 'GET' | 'PUT') => void account.http({ ...request('com', method), method });

    for (let n = 0; n < 3; n++) ask('GET');
    for (let n = 0; n < 4; n++) ask('PUT');
    await clock.advance(10_000);

    expect(left).toEqual([0, 0, 0, 0, 0, 1000, 2000]);
  });

  it('sends nothing more after a soft stop, and lets a write that has left be answered', async () => {
    const signals: Record<string, AbortSignal> = {};
    const beforeItLeaves: Record<string, AbortSignal | undefined> = {};
    const account = createAccount({
      ...{ clock, rate: { requests: 2, per: 60_000 } },
      http: async ({ url, signal, untilSent }) => {
        signals[String(url)] = signal;
        beforeItLeaves[String(url)] = untilSent;
        return answer;
      },
    });
    const [soft, hard] = [new AbortController(), new AbortController()];
    const signal = lastingSignal(soft.signal, hard.signal);
    void account.http({ ...request('com', 'read'), signal });
    void account.http({ ...request('com', 'write'), method: 'PUT', signal });
    const waiting = account.http({ ...request('com', 'late'), method: 'PUT', signal });
    await clock.advance(0);

    soft.abort();

    await expect(waiting).rejects.toMatchObject({ unsent: true, unconfirmed: false });
    expect([signals.read?.aborted, signals.write?.aborted, signals.late]).toEqual([true, false, undefined]);
    expect(beforeItLeaves.write?.aborted).toBe(true);
    hard.abort();
    expect(signals.write?.aborted).toBe(true);
  });

  it('lets one write to a zone at a time, whoever it is for, and different zones at once', async () => {
    const account = createAccount({ http, clock });
    const running: string[] = [];
    const seen: string[] = [];
    const work = (name: string) => async () => {
      running.push(name);
      seen.push([...running].join('+'));
      await new Promise<void>((resolve) => clock.after(100, resolve));
      running.splice(running.indexOf(name), 1);
      if (name === 'com 1') throw new Error('fails');
    };

    const first = account.alone('com', work('com 1')).catch((error: Error) => error.message);
    void account.alone('com', work('com 2'));
    void account.alone('org', work('org 1'));
    void account.alone('com', work('com 3'));
    await clock.advance(1000);

    expect(await first).toBe('fails');
    expect(seen).toEqual(['com 1', 'com 1+org 1', 'org 1+com 2', 'com 3']);
  });

  it('lets one write to a zone at a time, also what comes when one has ended and another goes on', async () => {
    const account = createAccount({ http, clock });
    const at: string[] = [];
    const write = (name: string) =>
      void account.alone('com', async () => {
        at.push(`${name} at ${clock.monotonic()}`);
        await new Promise<void>((resolve) => clock.after(100, resolve));
      });

    for (const name of ['one', 'two']) write(name);
    await clock.advance(150);
    write('three');
    await clock.advance(1_000);

    expect(at).toEqual(['one at 0', 'two at 100', 'three at 200']);
  });

  it('sends nothing while the host asks to wait, not even what another target has begun or queued', async () => {
    const account = createAccount({ http, clock, rate: { requests: 1, per: 1000 } });
    const failure = new Failure('limited', 'slow down', { retryAfter: 5000 });
    void account.http(request('com'));
    const queued = account.http(request('org'));
    await clock.advance(0);

    account.limited('com', { failure, until: 5000, attempts: 1 });
    const refused = expect(queued).rejects.toMatchObject({
      ...{ kind: 'limited', message: 'slow down', retryAfter: 4000, unconfirmed: false },
    });
    await clock.advance(5000);
    void account.http(request('org'));
    await clock.advance(1000);

    await refused;
    expect(left).toEqual([0, 5000]);
  });

  it('keeps the longest of several waits, whichever was asked for last', () => {
    const account = createAccount({ http, clock });
    const wait = (until: number) => ({ failure: new Failure('limited', 'slow down'), until, attempts: 1 });

    for (const until of [3000, 90_000, 5000]) account.limited('com', wait(until));

    expect(account.limit('com')?.until).toBe(90_000);
  });

  it.each(['beside a graver refusal', 'while it removes'])(
    'knows of a rate limit that one of its targets meets %s',
    async (when) => {
      const account = createAccount({ http, clock });
      const host = new MemoryProvider();
      const keys = (['down', 'home'] as const).map((name) => ({ name, type: 'A' as const }));
      for (const { name, type } of keys) host.set(name, type, { value: '192.0.2.1', ttl: 600 });
      const reconciler = reconcilerOf({
        target: { ...targetOf(), keys },
        provider: host.provider,
        account,
        clock,
      });
      const removes = when === 'while it removes';
      if (removes) await reconciler.step(address, never);
      host.recordFails.set('down/A', new Failure('limited', 'slow down', { retryAfter: 90_000 }));
      host.recordFails.set('home/A', new Failure('permanent', 'bad token'));

      if (removes) await reconciler.remove(never).catch(() => {});
      else await reconciler.step(address, never);

      expect(account.limit('example.com')?.until).toBe(90_000);
    },
  );

  it('leaves only one zone alone where zones are limited, and its other targets with it', async () => {
    const account = createAccount({ http, clock, zoneRate: { requests: 2, per: 1000 } });
    const providers = [new MemoryProvider(), new MemoryProvider(), new MemoryProvider()] as const;
    const domains = ['example.com', 'example.com', 'example.org'];
    const reconcilers = providers.map(({ provider }, index) =>
      reconcilerOf({ target: targetOf(domains[index]), provider, account, clock }),
    );
    providers[0].readFails = new Failure('limited', 'slow down', { retryAfter: 90_000 });

    for (const reconciler of reconcilers) await reconciler.step(address, never);

    expect(providers.map(({ calls }) => calls.length)).toEqual([1, 0, 2]);
    expect(providers[2].values('home', 'A')).toEqual(['81.2.69.160']);
  });

  it('leaves all its targets alone when one of them meets a rate limit, and no other account', async () => {
    const [shared, own] = [createAccount({ http, clock }), createAccount({ http, clock })];
    const providers = [new MemoryProvider(), new MemoryProvider(), new MemoryProvider()] as const;
    const accounts = [shared, shared, own];
    const reconcilers = providers.map(({ provider }, index) => {
      const account = accounts[index] ?? own;
      return reconcilerOf({ target: targetOf(`example${index}.com`), provider, account, clock });
    });
    const round = async () => {
      for (const reconciler of reconcilers) await reconciler.step(address, never);
    };
    const [limited, sharing, other] = providers;
    limited.readFails = new Failure('limited', 'slow down', { retryAfter: 90_000 });

    await round();
    limited.readFails = undefined;
    await clock.advance(89_000);
    await round();
    const duringTheWait = providers.map(({ calls }) => calls.length);
    await clock.advance(2000);
    await round();

    expect(duringTheWait).toEqual([1, 0, 2]);
    expect([limited, sharing, other].map((provider) => provider.values('home', 'A'))).toEqual([
      ['81.2.69.160'],
      ['81.2.69.160'],
      ['81.2.69.160'],
    ]);
    expect(reconcilers.map((reconciler) => reconciler.wakeAt())).toEqual(
      Array(3).fill(Number.POSITIVE_INFINITY),
    );
  });
});
