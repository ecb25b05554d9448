import { describe, expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, stage, three, timeout } from './stage.ts';

describe('slow and silent sources', () => {
  test('are helped out by one more each second of a vote', async () => {
    const { look } = stage({ ...three, ipify: { line: 'hangs' } });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before });
    expect(detection.took).toBe(1000);
  });

  test('are helped out by another one of the same operator when nobody else is left', async () => {
    const { look } = stage({
      ipify: { line: 'hangs' },
      amazon: { line: before },
      again: { operator: 'ipify', line: before },
    });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: before, witnesses: ['amazon', 'again'] });
    expect(detection.took).toBe(1000);
  });

  test('do not hold up a vote that their answer could not save', async () => {
    const { look } = stage({
      ipify: { line: 'hangs' },
      amazon: { line: broken() },
      again: { operator: 'ipify', line: before },
    });

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'none' });
    expect(detection.took).toBe(0);
  });

  test('are stopped once the vote is decided', async () => {
    const { look, cast, clock } = stage({ ...three, ipify: { line: 'hangs' } });

    await look();
    await clock.advance(0);

    expect(cast.ipify.stopped).toBe(1);
  });

  test('are not blamed when they were stopped', async () => {
    const { look, healthOf } = stage({ ...three, ipify: { line: 'hangs' } });

    const detection = await look();

    expect(detection.troubles).toEqual([]);
    expect(healthOf('ipify')).toMatchObject({ failures: 0, state: 'untried' });
  });

  test('hold up a look for twice the timeout at most, and are named', async () => {
    const { look } = stage({ ipify: { line: 'hangs' }, amazon: { line: 'hangs' } });

    const detection = await look();

    expect(detection).toMatchObject({
      ...{ kind: 'none', split: false },
      reason:
        'no network: none of 2 sources could be reached; check the router and the network of this machine or container',
    });
    expect(detection.took).toBe(2 * timeout);
  });

  test('that used up the time are blamed, and nobody else', async () => {
    const { look, cast, healthOf } = stage(three);
    cast.ipify.line = 'hangs';
    cast.amazon.line = 'hangs';

    const { troubles } = await look();

    expect(troubles.map(({ source }) => source)).toEqual(['ipify', 'amazon']);
    expect(healthOf('ipify')).toMatchObject({ state: 'resting', reason: 'did not answer in time' });
    expect(healthOf('cloudflare')).toMatchObject({ state: 'ok', failures: 0 });
  });

  test('are passed over in the same look while nothing changes', async () => {
    const { look, cast, asked } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
    await look();
    cast.cloudflare.line = 'hangs';
    cast.fourth.line = 'hangs';
    const started = asked();

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', changed: false, witnesses: ['fifth'] });
    expect(detection.took).toBe(4000);
    expect(asked() - started).toBe(3);
  });

  test('that were passed over are blamed and rest, so that the next looks cost one request each', async () => {
    const { look, cast, asked, clock } = stage(three);
    await look();
    cast.cloudflare.line = 'hangs';

    const { troubles } = await look();
    const started = asked();
    for (let tick = 0; tick < 5; tick++) {
      await look();
      await clock.advance(10_000);
    }

    expect(troubles).toEqual([{ source: 'cloudflare', state: 'began', reason: 'did not answer in time' }]);
    expect(asked() - started).toBe(5);
    expect(cast.cloudflare.asked).toBe(1);
  });

  test('may still be the first to answer, and are not blamed then', async () => {
    const { look, cast } = stage(three);
    await look();
    for (const source of Object.values(cast)) source.delay = 2500;

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', witnesses: ['cloudflare'], troubles: [] });
    expect(detection.took).toBe(2500);
  });

  test('do not keep the one after a failing source waiting once they were passed over', async () => {
    const { look, cast } = stage({ ...three, fourth: { line: broken() } });
    await look();
    cast.cloudflare.line = 'hangs';

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', witnesses: ['ipify'] });
    expect(detection.took).toBe(2000);
  });

  test('that were passed over count for nothing in a vote that another answer starts', async () => {
    const { look, cast, all } = stage(three);
    await look();
    all(after);
    cast.cloudflare.line = 'hangs';

    const detection = await look();

    expect(detection).toMatchObject({ kind: 'agreed', address: after, witnesses: ['ipify', 'amazon'] });
    expect(detection.took).toBe(2000);
  });
});
