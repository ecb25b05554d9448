import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Target } from '../../src/config/targets.ts';
import { createAccounts } from '../../src/core/account.ts';
import { createReconciler } from '../../src/core/reconciler.ts';
import { parseZone } from '../../src/dns/name.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const address = { ipv4: '81.2.69.160' };

let clock: VirtualClock;
let left: number[];
beforeEach(() => {
  clock = new VirtualClock();
  left = [];
});
const http = async (_: HttpRequest): Promise<HttpAnswer> => {
  left.push(clock.monotonic());
  return { status: 200, headers: {}, text: '' };
};

function targetOf(definition: ProviderDefinition, token: string, domain = 'example.com'): Target {
  return {
    number: 1,
    provider: definition,
    values: { MEMORY_TOKEN: token },
    files: {},
    zone: parseZone(domain),
    families: ['ipv4'],
    keys: [{ name: 'home', type: 'A' }],
    ttl: 600,
  };
}

describe('an account', () => {
  it('is the same for targets of one provider and one secret, and no other', () => {
    const { definition } = new MemoryProvider();
    const accountOf = createAccounts(http, clock);

    const first = accountOf(targetOf(definition, 'one'));

    expect(accountOf(targetOf(definition, 'one', 'example.org'))).toBe(first);
    expect(accountOf(targetOf(definition, 'two'))).not.toBe(first);
    expect(accountOf(targetOf({ ...definition, name: 'other' }, 'one'))).not.toBe(first);
  });

  it('has one rate for all its targets', async () => {
    const definition = { ...new MemoryProvider().definition, rate: { requests: 2, per: 1000 } };
    const accountOf = createAccounts(http, clock);
    const targets = ['example.com', 'example.org'].map((domain) => targetOf(definition, 'one', domain));

    for (const target of [...targets, ...targets]) void accountOf(target).http({ url: 'u', signal: never });
    void accountOf(targetOf(definition, 'two')).http({ url: 'u', signal: never });
    await clock.advance(5000);

    expect(left).toEqual([0, 0, 0, 1000, 1000]);
  });

  it('keeps to all of several rates', async () => {
    const rate = [
      { requests: 2, per: 1000 },
      { requests: 3, per: 5000 },
    ];
    const account = createAccounts(
      http,
      clock,
    )(targetOf({ ...new MemoryProvider().definition, rate }, 'one'));

    for (let n = 0; n < 6; n++) void account.http({ url: 'u', signal: never });
    await clock.advance(20_000);

    expect(left).toEqual([0, 0, 1000, 5000, 5000, 6000]);
  });

  it('has one rate for all, and where zones are limited one more for the writes of each', async () => {
    const rates = { rate: { requests: 4, per: 1000 }, zoneRate: { requests: 1, per: 5000 } };
    const accountOf = createAccounts(http, clock);
    const definition = { ...new MemoryProvider().definition, ...rates };
    const [com, org] = ['example.com', 'example.org'].map((domain) =>
      accountOf(targetOf(definition, 'one', domain)),
    );
    const urls: string[] = [];
    const ask = (account: typeof com, url: string, method: 'GET' | 'PATCH') =>
      void account?.http({ url, method, signal: never }).then(() => urls.push(url));

    for (const url of ['com 1', 'com 2']) ask(com, url, 'PATCH');
    ask(org, 'org 1', 'PATCH');
    for (const url of ['read 1', 'read 2', 'read 3']) ask(com, url, 'GET');
    await clock.advance(10_000);

    expect(left).toEqual([0, 0, 0, 0, 1000, 5000]);
    expect(urls.slice(-2)).toEqual(['read 3', 'com 2']);
  });

  it('leaves only one zone alone where zones are limited, and its other targets with it', async () => {
    const accountOf = createAccounts(http, clock);
    const providers = [new MemoryProvider(), new MemoryProvider(), new MemoryProvider()] as const;
    const domains = ['example.com', 'example.com', 'example.org'];
    const reconcilers = providers.map((provider, index) => {
      const definition = { ...provider.definition, zoneRate: { requests: 2, per: 1000 } };
      const target = targetOf(definition, 'one', domains[index]);
      const account = accountOf(target);
      const times = { clock, random: () => 0.5, timeout: 10_000, recheck: 3_600_000 };
      return createReconciler({ target, http, account, ...times, dryRun: false, onSecret: () => {} });
    });
    providers[0].readFails = new Failure('limited', 'slow down', { retryAfter: 90_000 });

    for (const reconciler of reconcilers) await reconciler.step(address, never);

    expect(providers.map(({ calls }) => calls.length)).toEqual([1, 0, 2]);
    expect(providers[2].values('home', 'A')).toEqual(['81.2.69.160']);
  });

  it('leaves all its targets alone when one of them meets a rate limit, and no other account', async () => {
    const accountOf = createAccounts(http, clock);
    const providers = [new MemoryProvider(), new MemoryProvider(), new MemoryProvider()] as const;
    const tokens = ['one', 'one', 'two'];
    const reconcilers = providers.map((provider, index) => {
      const target = targetOf(provider.definition, tokens[index] ?? '', `example${index}.com`);
      const account = accountOf(target);
      const times = { clock, random: () => 0.5, timeout: 10_000, recheck: 3_600_000 };
      return createReconciler({ target, http, account, ...times, dryRun: false, onSecret: () => {} });
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
