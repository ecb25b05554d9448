import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { parseServer, serverText } from '../../src/net/server.ts';
import { addressBook } from '../../src/sources/server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const forever = new AbortController().signal;

test('writes a server so that it can be read again', () => {
  for (const [host, port] of [
    ['192.0.2.1', 53] as const,
    ['2001:db8::1', 3478] as const,
    ['ns.example', 1] as const,
  ])
    expect(parseServer(serverText(host, port), 0)).toEqual({ host, port });
});

test('keeps what the resolver said for ten minutes', async () => {
  const clock = new VirtualClock();
  const book = addressBook(clock);

  const first = await book.find('localhost', 'ipv4', forever);
  await clock.advance(599_999);
  const second = await book.find('localhost', 'ipv4', forever);
  await clock.advance(1);
  const third = await book.find('localhost', 'ipv4', forever);

  expect(first).toEqual(['127.0.0.1']);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('resolves again after it was told to forget', async () => {
  const book = addressBook(new VirtualClock());

  const first = await book.find('localhost', 'ipv4', forever);
  book.forget();
  const second = await book.find('localhost', 'ipv4', forever);

  expect(second).not.toBe(first);
});

test('takes an address literal in its own family alone, without a resolver', async () => {
  const book = addressBook(new VirtualClock());

  expect(await book.find('2001:db8::1', 'ipv6', AbortSignal.abort())).toEqual(['2001:db8::1']);
  expect(await book.find('2001:db8::1', 'ipv4', AbortSignal.abort())).toEqual([]);
});

test('says that a name could not be resolved', async () => {
  const book = addressBook(new VirtualClock());

  const failure = await book.find('nowhere.invalid', 'ipv4', forever).catch((error) => error);

  expect(failure).toBeInstanceOf(Failure);
  expect(failure.message).toBe('nowhere.invalid: its name could not be resolved');
});

test('does not wait for the resolver when it is stopped', async () => {
  const book = addressBook(new VirtualClock());

  const failure = await book.find('localhost', 'ipv4', AbortSignal.abort()).catch((error) => error);

  expect(failure).toBeInstanceOf(Failure);
  expect(failure.message).toBe('localhost: its name was not resolved in time');
});
