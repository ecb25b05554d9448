import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, minute, stage, three } from './stage.ts';

describe('a source in trouble', () => {
  test('is told of once at the start and once at the end', async () => {
    const { look, cast, clock } = stage(three);
    await look();
    cast.cloudflare.line = broken();

    const troubles = [];
    for (let tick = 0; tick < 20; tick++) {
      if (tick === 12) cast.cloudflare.line = before;
      troubles.push(...(await look()).troubles);
      await clock.advance(2 * minute);
    }

    expect(troubles.map(({ state }) => state)).toEqual(['began', 'ended']);
  });

  test('rests a minute, then twice as long each time, up to an hour', async () => {
    const { look, cast, clock } = stage(three);
    await look();
    cast.cloudflare.line = broken();

    const askedAt: number[] = [];
    while (askedAt.length < 10) {
      const known = cast.cloudflare.asked;
      await look();
      if (cast.cloudflare.asked > known) askedAt.push(clock.monotonic());
      await clock.advance(10_000);
    }
    const rests = askedAt.slice(1).map((at, index) => Math.floor((at - (askedAt[index] ?? 0)) / minute));

    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('rests as long as it asked for', async () => {
    const { look, cast, clock } = stage(three);
    await look();
    cast.cloudflare.line = new Failure('limited', 'asked too often', { retryAfter: 10 * minute });
    await look();

    for (let tick = 0; tick < 18; tick++) {
      await clock.advance(minute / 2);
      await look();
    }

    expect(cast.cloudflare.asked).toBe(1);
  });

  test('is asked again in a vote that nobody else can decide', async () => {
    const { look, cast, all } = stage({ ipify: { line: before }, amazon: { line: before } });
    await look();
    cast.ipify.line = broken();
    await look();
    all(after);

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, changed: true });
  });

  test('is not left alone for an outage of the whole network', async () => {
    const { look, cast, all, clock, asked } = stage(three);
    await look();
    for (const source of Object.values(cast)) source.line = broken();
    for (let tick = 0; tick < 100; tick++) {
      await look();
      await clock.advance(minute / 2);
    }
    all(before);
    await look();
    const counts = Object.values(cast).map((source) => source.asked);
    const started = asked();

    await look();
    await look();
    await look();

    expect(asked() - started).toBe(3);
    expect(Object.values(cast).map((source, index) => source.asked - (counts[index] ?? 0))).toEqual([
      1, 1, 1,
    ]);
  });

  test('is called always wrong after five lost votes without a right answer', async () => {
    const { look, cast, clock, healthOf } = stage(three);
    await look();
    cast.cloudflare.line = lie;

    const flags: (boolean | undefined)[] = [];
    for (let vote = 0; vote < 5; vote++) {
      while ((healthOf('cloudflare')?.lies ?? 0) <= vote) {
        await look();
        await clock.advance(minute);
      }
      flags.push(healthOf('cloudflare')?.alwaysWrong);
    }
    cast.cloudflare.line = before;
    while (healthOf('cloudflare')?.state !== 'ok') {
      await look();
      await clock.advance(minute);
    }

    expect(flags).toEqual([false, false, false, false, true]);
    expect(healthOf('cloudflare')?.alwaysWrong).toBe(false);
  });

  test('is reported with its state, reason and counts', async () => {
    const { look, healthOf, clock } = stage({
      ...three,
      ipify: { line: broken('answered nothing') },
      fourth: { line: before },
    });

    await look();

    expect(healthOf('ipify')).toEqual({
      name: 'ipify',
      operator: 'ipify',
      family: 'ipv4',
      state: 'resting',
      reason: 'answered nothing',
      failures: 1,
      lies: 0,
      alwaysWrong: false,
    });
    expect(healthOf('amazon')).toMatchObject({ state: 'ok', lastAnswerAt: clock.now() });
    expect(healthOf('fourth')).toMatchObject({ state: 'untried' });
  });
});
