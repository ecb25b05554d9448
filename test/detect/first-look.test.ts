import { describe, expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, stage, three } from './stage.ts';

describe('the first look', () => {
  test('agrees on what a quorum says, asking no more than the quorum', async () => {
    const { look, asked } = stage(three);

    const detection = await look();

    expect(detection).toMatchObject({
      kind: 'agreed',
      address: before,
      changed: true,
      witnesses: ['ipify', 'amazon'],
    });
    expect(asked()).toBe(2);
  });

  test('asks the quorum at the same time', async () => {
    const slow = { line: before, delay: 700 };
    const { look } = stage({ ipify: slow, amazon: slow, cloudflare: slow });

    const { took } = await look();

    expect(took).toBe(700);
  });

  test('asks a further operator when the first two disagree', async () => {
    const { look, cast } = stage({ ...three, ipify: { line: lie } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, witnesses: ['amazon', 'cloudflare'] });
    expect(cast.cloudflare.asked).toBe(1);
  });

  test('finds nothing while no two operators agree', async () => {
    const { look } = stage({ ...three, ipify: { line: lie }, amazon: { line: after } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none', split: true });
    expect(detection.kind === 'none' && detection.reason).toContain('ipify: 81.2.70.66; amazon: 81.2.69.2');
  });

  test('does not take two sources of one operator for two', async () => {
    const { look } = stage({
      ipify: { line: before },
      again: { operator: 'ipify', line: before },
      dead: { line: broken() },
    });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none', split: true });
  });

  test('begins its rotation anywhere, so that homes do not all ask the same source', async () => {
    const { look, cast } = stage(three, { random: () => 0.99 });

    await look();

    expect([cast.ipify.asked, cast.amazon.asked, cast.cloudflare.asked]).toEqual([1, 0, 1]);
  });
});

test('a family without sources finds nothing and says so', async () => {
  const { detector } = stage(three);

  const detection = await detector.detect('ipv6', new AbortController().signal);

  expect(detection).toMatchObject({ kind: 'none', reason: 'no source for IPv6 is configured' });
});
