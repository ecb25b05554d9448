import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectTcp } from '../../src/net/tcp.ts';
import { type SlowListener, slowListener } from '../support/slow-listener.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
let slow: SlowListener;
let server: Server;

beforeEach(async () => {
  slow = await slowListener();
  server = createServer();
});
afterEach(async () => {
  server.close();
  await slow.close();
});

/** Answers at this address on the port that is silent at 127.0.0.1. */
async function listen(host: string): Promise<void> {
  await once(server.listen(slow.port, host), 'listening');
}

const connecting = (addresses: string[], signal = never, clock = new VirtualClock()) => ({
  clock,
  socket: connectTcp({ addresses, port: slow.port, clock, signal }),
});

it('waits for a slow address although the one behind it failed at once', async () => {
  const { clock, socket } = connecting(['127.0.0.1', '::1']);
  await clock.advance(60_000);
  slow.answer();

  const connected = await socket;

  expect(connected.remoteAddress).toBe('127.0.0.1');
  connected.destroy();
});

it('tries the next address while one is silent', async () => {
  await listen('127.0.0.2');
  const { clock, socket } = connecting(['127.0.0.1', '127.0.0.2']);
  await clock.advance(1_000);

  const connected = await socket;

  expect(connected.remoteAddress).toBe('127.0.0.2');
  connected.destroy();
});

it('goes on to the other family first', async () => {
  await listen('::1');
  const { clock, socket } = connecting(['127.0.0.1', '127.0.0.1', '::1']);
  await clock.advance(500);

  const connected = await socket;

  expect(connected.remoteAddress).toBe('::1');
  connected.destroy();
});

it('asks one address alone as long as that may answer', async () => {
  await listen('127.0.0.2');
  let connections = 0;
  server.on('connection', () => connections++);
  const { clock, socket } = connecting(['127.0.0.2', '127.0.0.2']);

  const connected = await socket;
  await clock.advance(10_000);
  const last = await connectTcp({ addresses: ['127.0.0.2'], port: slow.port, clock, signal: never });
  await expect.poll(() => connections).toBeGreaterThan(1);

  expect(connections).toBe(2);
  for (const one of [connected, last]) one.destroy();
});

it('says of each address why it failed', async () => {
  const { socket } = connecting(['127.0.0.3', '::1']);

  await expect(socket).rejects.toMatchObject({
    errors: [{ address: '127.0.0.3', code: 'ECONNREFUSED' }, { address: '::1' }],
  });
  await expect(connecting(['127.0.0.3']).socket).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('ends when it is told to, also before it began', async () => {
  const stop = new AbortController();
  const { socket } = connecting(['127.0.0.1'], stop.signal);
  stop.abort(new Error('stopped'));

  await expect(socket).rejects.toThrow('stopped');
  await expect(connecting(['127.0.0.1'], stop.signal).socket).rejects.toThrow('stopped');
});
