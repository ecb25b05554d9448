import { beforeEach, describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/account.ts';
import type { Target } from '../../src/config/targets.ts';
import { parseZone } from '../../src/dns/name.ts';
import { Failure } from '../../src/failure.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import type { ProviderDefinition } from '../../src/providers/provider.ts';
import { createReconciler } from '../../src/reconcile.ts';
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
