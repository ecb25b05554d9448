import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { createAccount } from '../../src/core/account.ts';
import type { HttpRequest } from '../../src/http/client.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { keptTarget } from '../support/outcomes.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const minute = 60_000;
const hour = 60 * minute;
const target = { ...keptTarget, keys: ['home', 'new'].map((name) => ({ name, type: 'A' as const })) };
const tooMany = () => new Failure('limited', 'asks to wait', { retryAfter: hour, only: 'POST' });

function kept() {
  const [clock, memory, sent] = [new VirtualClock(), new MemoryProvider(), [] as string[]];
  const http = async ({ method = 'GET' }: HttpRequest) => {
    sent.push(method);
    return { status: 200, headers: {}, text: '' };
  };
  const account = createAccount({ http, clock });
  const reconciler = reconcilerOf({ target, provider: memory.provider, account, clock });
  const ask = (method: 'GET' | 'POST' | 'PATCH') =>
    account.http({ method, url: 'http://localhost/', signal: never });
  memory.set('home', 'A', { value: '1.2.3.4', ttl: 600 });
  memory.recordFails.set('new/A', tooMany());
  return { clock, memory, reconciler, account, ask, sent };
}

test('a limit of creations fails the new record, and those that exist follow the address', async () => {
  const { clock, memory, reconciler, account } = kept();

  const first = await reconciler.step({ ipv4: '81.2.69.1' }, never);
  await clock.advance(minute);
  const second = await reconciler.step({ ipv4: '81.2.69.2' }, never);

  expect(first.waiting).toBeUndefined();
  expect(first.records.map(({ state }) => state)).toEqual(['in-sync', 'failed']);
  expect(second.records.map(({ state }) => state)).toEqual(['in-sync', 'failed']);
  expect(memory.values('home', 'A')).toEqual(['81.2.69.2']);
  expect(account.limit('example.com')).toBeUndefined();
});

test('a limit of creations is kept for as long as the host asks, and then they go on', async () => {
  const { clock, memory, reconciler } = kept();
  const looks = () =>
    memory.calls.filter((call) => call.includes('new/A') && call.startsWith('apply')).length;

  await reconciler.step({ ipv4: '81.2.69.1' }, never);
  for (let n = 1; n < 59; n++) {
    await clock.advance(minute);
    await reconciler.step({ ipv4: '81.2.69.1' }, never);
  }
  expect(looks()).toBe(1);
  memory.recordFails.clear();
  await clock.advance(2 * minute);

  expect((await reconciler.step({ ipv4: '81.2.69.1' }, never)).records.map(({ state }) => state)).toEqual([
    'in-sync',
    'in-sync',
  ]);
});

test('while creations are limited, no target of the account sends one, and all else leaves', async () => {
  const { clock, reconciler, ask, sent } = kept();
  await reconciler.step({ ipv4: '81.2.69.1' }, never);

  await expect(ask('POST')).rejects.toMatchObject({ kind: 'limited', only: 'POST' });
  await ask('PATCH');
  await ask('GET');
  expect(sent).toEqual(['PATCH', 'GET']);

  await clock.advance(hour);
  await ask('POST');
  expect(sent).toEqual(['PATCH', 'GET', 'POST']);
});
