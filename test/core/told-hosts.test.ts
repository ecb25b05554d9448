import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Access } from '../../src/core/access.ts';
import type { Reconciler } from '../../src/core/reconciler.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { keptTarget } from '../support/outcomes.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const ipv4 = '81.2.69.1';

let provider: MemoryProvider;
let clock: VirtualClock;
let version: number;
let reconciler: Reconciler;

beforeEach(() => {
  provider = new MemoryProvider();
  clock = new VirtualClock();
  version = 1;
  const access: Access = {
    get provider() {
      return provider.provider;
    },
    refresh: () => ({ version, trouble: undefined }),
  };
  const target = { ...keptTarget, keys: [{ name: 'home', type: 'A' as const }] };
  reconciler = reconcilerOf({ target, provider: access, clock });
});

const step = () => reconciler.step({ ipv4 }, never);
const applied = () => provider.calls.filter((call) => call.startsWith('apply')).length;

describe('a host that can be told and not asked', () => {
  it('is told an address when nobody knows what it holds, which makes no new record', async () => {
    provider.held.set('home/A', { name: 'home', type: 'A', records: [], unseen: true });

    expect((await step()).changes).toMatchObject([{ action: 'update', from: [], unseen: true, to: ipv4 }]);
  });
});

describe('a doubtful answer about one record', () => {
  it('leaves it unconfirmed and the others as they are', async () => {
    const failure = new Failure('record', 'it could not be read', { unconfirmed: true });
    provider.recordFails.set('home/A', failure);

    const outcome = await step();

    expect(outcome.records).toMatchObject([{ state: 'unknown', failure }]);
    expect(outcome.waiting).toBeUndefined();
  });
});

describe('another credential', () => {
  it('ends a halt at once', async () => {
    provider.applyFails = new Failure('halt', 'badauth');
    await step();
    await clock.advance(24 * 3_600_000);
    await step();
    expect(applied()).toBe(1);

    provider.applyFails = undefined;
    version = 2;
    expect((await step()).records).toMatchObject([{ state: 'in-sync' }]);
  });

  it('lets what was refused be tried at once', async () => {
    provider.recordFails.set('home/A', new Failure('record', 'nohost'));
    await step();
    await step();
    expect(applied()).toBe(1);

    provider.recordFails.clear();
    version = 2;
    expect((await step()).records).toMatchObject([{ state: 'in-sync' }]);
  });

  it('ends no wait that the host asked for', async () => {
    provider.applyFails = new Failure('limited', '911', { retryAfter: 600_000 });
    await step();
    version = 2;
    await step();

    expect(applied()).toBe(1);
  });
});
