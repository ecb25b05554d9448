import { expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { inTurns } from '../../src/sources/server-turns.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const servers = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((host) => ({ host, port: 53 }));
const forever = new AbortController().signal;

it('gives each server its share, and what one did not use to the next', async () => {
  const clock = new VirtualClock();
  const shares: number[] = [];

  const asked = inTurns(servers, { timeout: 9_000, clock })('ipv4', forever, async (_, __, share) => {
    shares.push(share);
    await clock.advance(1_000);
    throw new Failure('transient', 'refused');
  });

  await expect(asked).rejects.toThrow('refused; refused; refused');
  expect(shares).toEqual([3_000, 4_000, 7_000]);
});

it('asks no server when a busy machine has used up the time', async () => {
  const clock = new VirtualClock();
  let asked = 0;

  const answer = inTurns(servers, { timeout: 9_000, clock })('ipv4', forever, async () => {
    asked++;
    await clock.advance(9_700);
    throw new Failure('transient', 'no answer within 3 s');
  });

  await expect(answer).rejects.toThrow('no answer within 3 s; no time was left for 192.0.2.2:53');
  expect(asked).toBe(1);
});
