import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { reconcilerOf } from '../support/reconciling.ts';

const address = '81.2.69.160';
const foreign = '198.51.100.7';
const never = new AbortController().signal;

let provider: MemoryProvider;
beforeEach(() => {
  provider = new MemoryProvider();
});

function keep(...names: readonly string[]) {
  const keys = names.map((name) => ({ name, type: 'A' as const }));
  const target: Target = {
    id: 'x',
    host: 'memory',
    title: 'Memory',
    zone: parseZone('example.com'),
    keys,
    ttl: 600,
  };
  return reconcilerOf({ target, provider: provider.provider });
}

const record = (value: string) => ({ value, ttl: 600 });

describe('what is removed at a stop', () => {
  it('is what was written, and what was found with the right address', async () => {
    provider.set('found', 'A', record(address));
    provider.set('other', 'A', record(address));
    const reconciler = keep('found', 'written');
    await reconciler.step({ ipv4: address }, never);

    await reconciler.remove(never);

    expect(provider.values('found', 'A')).toEqual([]);
    expect(provider.values('written', 'A')).toEqual([]);
    expect(provider.values('other', 'A')).toEqual([address]);
  });

  it('is what the host holds at that moment', async () => {
    const reconciler = keep('home');
    await reconciler.step({ ipv4: address }, never);
    provider.set('home', 'A', record(foreign));
    provider.calls.length = 0;

    await reconciler.remove(never);

    expect(provider.values('home', 'A')).toEqual([foreign]);
    expect(provider.calls).toEqual(['read home/A']);
  });

  it('leaves the address that stands beside ours', async () => {
    const reconciler = keep('home');
    await reconciler.step({ ipv4: address }, never);
    provider.set('home', 'A', record(address), record(foreign));

    await reconciler.remove(never);

    expect(provider.values('home', 'A')).toEqual([foreign]);
  });

  it('is nothing where no address was ever agreed', async () => {
    provider.set('home', 'A', record(address));
    const reconciler = keep('home');
    await reconciler.step({}, never);

    await reconciler.remove(never);

    expect(provider.values('home', 'A')).toEqual([address]);
    expect(provider.calls).toEqual([]);
  });

  it('is no record that was refused to be written over', async () => {
    provider.set('home', 'A', record(foreign));
    provider.recordFails.set('home/A', new Failure('record', 'it is locked'));
    const reconciler = keep('home');
    await reconciler.step({ ipv4: address }, never);
    provider.recordFails.clear();

    await reconciler.remove(never);

    expect(provider.values('home', 'A')).toEqual([foreign]);
  });

  it('is a write whose answer was lost', async () => {
    const reconciler = keep('home');
    provider.applyFails = new Failure('transient', 'the answer was lost', { unconfirmed: true });
    provider.carriesOutAll = true;
    await reconciler.step({ ipv4: address }, never);
    provider.applyFails = undefined;

    await reconciler.remove(never);

    expect(provider.values('home', 'A')).toEqual([]);
  });

  it('is nothing under a name that cannot hold an address', async () => {
    const reconciler = keep('home');
    await reconciler.step({ ipv4: address }, never);
    const held = { name: 'home', type: 'A', records: [record(address)], conflict: 'holds a CNAME' } as const;
    provider.held.set('home/A', held);
    provider.calls.length = 0;

    await reconciler.remove(never);

    expect(provider.calls).toEqual(['read home/A']);
  });
});
